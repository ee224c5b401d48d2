"""A written name has one area, or candidates for a person: never a guess."""

import csv

import pytest

from siraba.foundation.geography.loading import DATA
from siraba.foundation.geography.matching import Matcher, match
from siraba.foundation.geography.models import AreaVersion
from siraba.foundation.geography.selectors import area_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return AreaVersion.objects.get(code="cod-2015")


@pytest.fixture
def new():
    return AreaVersion.objects.get(code="cod-2021")


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("Koulikouro", 1, "ML02"),
        ("KOULIKOURO", 2, "ML0206"),
        ("Cercle de Baraouéli", 2, "ML0401"),
        ("baroueli", 2, "ML0401"),
        ("Tin Essako", 2, "ML0804"),
        ("Ti-n-Essako", 2, "ML0804"),
        ("menaka", 1, "ML10"),
        ("MÉNAKA", 2, "ML1001"),
        ("Gourma Rharous", 2, "ML0603"),
        ("Tenenkou", 2, "ML0507"),
        ("District de Bamako", 1, "ML09"),
    ],
)
def test_spellings_of_the_sources_have_their_area(new, name, level, code):
    assert match(name, new, level).area == area_by_code("cod-2021", code)


def test_the_version_decides_what_a_name_means(old, new):
    assert match("Ménaka", old, 2).area == area_by_code("cod-2021", "ML10")
    assert match("Ménaka", old, 1).area is None
    assert match("Gao", old, 1).area == area_by_code("cod-2015", "ML07")
    assert match("Gao", new, 1).area == area_by_code("cod-2021", "ML07")
    law = AreaVersion.objects.get(code="loi-2023")
    assert match("Taoudénit", law, 1).area == match("Tombouctou", law, 1).area


@pytest.mark.parametrize("written", ["Bandiagra", "Bandiagarra", "bandigara"])
def test_a_name_that_resembles_is_proposed_and_never_taken(new, written):
    found = match(written, new, 2)
    assert found.area is None
    assert found.candidates[0].area.name == "Bandiagara"
    likeness = [one.likeness for one in found.candidates]
    assert likeness == sorted(likeness, reverse=True)
    assert len(likeness) <= 5


@pytest.mark.parametrize("written", ["", "ML0501", "Ouagadougou", "?"])
def test_what_resembles_nothing_has_no_candidate(new, written):
    found = match(written, new, 2)
    assert (found.area, found.candidates) == (None, ())


def test_another_level_than_the_one_stated_is_for_a_person(new):
    found = match("Région de Kayes", new, 2)
    assert found.area is None
    assert [one.area.name for one in found.candidates] == ["Kayes"]


def test_two_places_of_one_name_are_candidates_until_the_cercle_is_told(new):
    kita, nara = area_by_code("cod-2021", "ML0105"), area_by_code("cod-2021", "ML0207")
    for cercle in (kita, nara):
        area = cercle.version.areas.create(level=3, name="Sanké", parent=cercle)
        area.names.create(name="Sanké", key="sanke")
    found = match("Sanké", new, 3)
    assert found.area is None
    assert {one.area.parent for one in found.candidates} == {kita, nara}
    for within in (kita, "cercle de Kita", "Kita", "Kayes"):
        assert match("sanke", new, 3, within=within).area.parent == kita
    assert match("Sanké", new, 3, within="Gao").area is None


def test_within_follows_the_version(old, new):
    assert match("Bourem", old, 2, within=area_by_code("cod-2015", "ML07")).area is not None
    assert match("Ménaka", old, 2, within="Gao").area is not None
    assert match("Ménaka", new, 2, within="Gao").area is None


def test_every_name_of_a_version_is_its_own_area(old):
    matcher = Matcher(old, 2)
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if len(row["code_2015"]) == 6]
    for row in rows:
        assert matcher.match(row["name"]).area == area_by_code("cod-2015", row["code_2015"])


def test_many_names_ask_the_base_once(new, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        matcher = Matcher(new, 2)
        for name in ("Kayes", "Kaye", "Mopti", "x") * 20:
            matcher.match(name, within="Kayes")
