"""Every act that the platform writes in its journal has a French name."""

import re
from importlib import import_module
from pathlib import Path

from django.conf import settings

from siraba.foundation.access.acts import ACT_RULES
from siraba.foundation.audit.labels import OTHERS, act_choices, act_label, object_label

WRITTEN = re.compile(r"\brecord\(\s*[^\"]*?,\s*\"(\w+)\"")
MOVED = re.compile(r"\"(\w+)\": Move\(")


def found_in_sources(pattern):
    import_module(settings.ROOT_URLCONF)
    sources = [path for path in settings.PACKAGE.rglob("*.py") if "tests" not in Path(path).parts]
    return {act for path in sources for act in pattern.findall(path.read_text())}


def acts_written():
    return found_in_sources(WRITTEN)


def test_every_act_written_has_a_label():
    assert {act for act in acts_written() if act_label(act) == act} == set()


def test_the_table_holds_no_label_of_a_rule_and_none_that_nobody_writes():
    assert not OTHERS.keys() & ACT_RULES.keys()
    assert OTHERS.keys() <= acts_written() | found_in_sources(MOVED)


def test_the_choices_are_in_the_order_of_their_labels():
    labels = [label for _, label in act_choices()]
    assert labels == sorted(labels)


def test_an_object_that_is_no_code_is_named_in_words():
    assert object_label("person:1f0c22ab") == "personne 1f0c22ab"
    assert object_label("K7M2-P9QX-A") == "K7M2-P9QX-A"
    assert object_label("") == ""
