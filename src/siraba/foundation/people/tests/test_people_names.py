"""A name is found as people write it, by those to whom the identity is open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.policy import Category
from siraba.foundation.people.actions import correct_identity
from siraba.foundation.people.models import Identity
from siraba.foundation.people.names import name_parts
from siraba.foundation.people.selectors import names_for
from siraba.protection.cases.selectors import find_cases
from tests import scene

SYSTEM = "a test looks at the row itself"


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Awa N’Diaye", ["awa", "ndiaye"]),
        ("Awa N'DIAYE", ["awa", "ndiaye"]),
        ("Élève TRAORÉ", ["eleve", "traore"]),
        ("  Traoré   Traore ", ["traore"]),
        ("Ag Mohamed-Lamine", ["ag", "mohamed", "lamine"]),
        ("", []),
        ("–", []),
    ],
)
def test_accents_case_and_signs_do_not_matter(written, parts):
    assert name_parts(written) == parts


@given(st.text(max_size=30))
def test_any_writing_has_parts_that_do_not_change_when_read_again(text):
    parts = name_parts(text)
    assert len(parts) == len(set(parts))
    assert name_parts(" ".join(parts)) == parts


def names_found(who: str, typed: str) -> list[str]:
    actor = scene.actor(who)
    return list(names_for(actor, [case.person_id for case in find_cases(actor, typed)]).values())


@pytest.mark.django_db
@pytest.mark.usefixtures("awa", "boubacar", "garba")
class TestSearch:
    @pytest.mark.parametrize("typed", ["bagayoko", "BAGAYOKO aïssata", "Aissata"])
    def test_every_word_typed_must_be_there_in_any_order(self, typed):
        scene.receive("awa")
        assert names_found("awa", typed) == [scene.NAMES]

    @pytest.mark.parametrize("typed", ["", "  ", "Bagayo", "Bagayoko Moussa", "%", "' OR 1=1 --"])
    def test_nothing_else_is_found(self, typed):
        scene.receive("awa")
        assert names_found("awa", typed) == []

    def test_a_search_never_leaves_what_is_open(self):
        scene.receive("awa")
        assert names_found("boubacar", "Bagayoko") == []

    def test_a_corrected_name_is_found_and_the_old_one_is_not(self):
        scene.receive("awa")
        awa = scene.actor("awa")
        identity = Identity.objects.visible_to(awa, Category.IDENTITY).get()
        correct_identity(awa, identity, names="Aïssata Sissoko", contact="", contact_advice="")
        assert names_found("awa", "sissoko") == ["Aïssata Sissoko"]
        assert names_found("awa", "bagayoko") == []

    def test_no_name_lies_in_the_database_in_clear(self):
        scene.receive("awa")
        sealed = bytes(Identity.objects.system(SYSTEM).get().sealed)
        assert all(word.encode() not in sealed for word in ("Bagayoko", "bagayoko", "Néné"))
