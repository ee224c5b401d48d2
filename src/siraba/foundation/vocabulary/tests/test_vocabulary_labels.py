"""Every code has its two labels, and the labels follow the active language."""

import pytest
from django.utils.translation import override

from siraba.foundation.vocabulary import UnknownCode, choices, codes, label
from siraba.foundation.vocabulary.lists import _lists


@pytest.mark.parametrize("list_name", sorted(_lists()))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_code_has_a_label(list_name, language):
    with override(language):
        assert all(label(list_name, code).strip() for code in codes(list_name))


def test_labels_follow_the_active_language():
    offered = dict(choices("service_type"))
    with override("fr"):
        assert str(offered["case_management"]) == "Gestion de cas"
    with override("en"):
        assert str(offered["case_management"]) == "Case management"


def test_bambara_pages_fall_back_to_french():
    with override("bm"):
        assert label("country", "CI") == "Côte d’Ivoire"


def test_a_list_keeps_the_order_of_its_file():
    assert codes("urgency") == ("urgent", "normal")
    assert [code for code, _ in choices("risk_level")] == ["high", "medium", "low"]


def test_unknown_code_is_refused_by_name():
    with pytest.raises(UnknownCode, match="Code inconnu dans la liste sex : robot"):
        label("sex", "robot")


def test_unknown_list_is_refused_by_name():
    with pytest.raises(UnknownCode, match="no_such_list"):
        choices("no_such_list")


@pytest.mark.parametrize("code", ["ML", "MR", "NE", "DZ", "LY", "NG", "PH", "UZ"])
def test_countries_of_the_routes_and_of_the_imports_are_known(code):
    assert label("country", code)
