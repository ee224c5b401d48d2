"""A place is found whatever its accents, case and hyphens, and never guessed."""

import csv
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.geography.loading import DATA, load_areas
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.names import name_key, parse_name
from siraba.foundation.geography.selectors import find_area


def real_names():
    for file in ("areas.csv", "localities.csv"):
        with (DATA / file).open(encoding="utf-8", newline="") as lines:
            yield from (row["name"] for row in csv.DictReader(lines))


NAMES = sorted(set(real_names()))


def decomposed(text):
    return unicodedata.normalize("NFD", text)


def without_accents(text):
    return "".join(c for c in decomposed(text) if not unicodedata.combining(c))


@st.composite
def spellings(draw):
    """A real name, and the same name as a tired hand might write it."""
    name = draw(st.sampled_from(NAMES))
    written = name.replace("-", draw(st.sampled_from(["-", " ", "\N{NON-BREAKING HYPHEN}", ""])))
    written = draw(st.sampled_from([str, without_accents, lambda t: unicodedata.normalize("NFD", t)]))(
        written
    )
    written = "".join(c.upper() if draw(st.booleans()) else c.lower() for c in written)
    return name, draw(st.sampled_from(["", " "])) + written + draw(st.sampled_from(["", " "]))


@given(spellings())
def test_any_spelling_of_a_real_name_has_its_key(spelling):
    name, written = spelling
    assert parse_name(written) == (name_key(name), None)


@pytest.mark.django_db
class TestFind:
    @pytest.fixture(autouse=True)
    def areas(self):
        load_areas()

    @pytest.mark.parametrize("name", NAMES)
    def test_every_real_name_is_found_without_accents_in_capitals(self, name):
        found = find_area(without_accents(name).upper().replace("-", " "))
        assert found is not None
        assert found == find_area(name)

    @pytest.mark.parametrize(
        ("text", "name", "level"),
        [
            ("Kayes", "Kayes", Area.Level.REGION),
            ("cercle de Kayes", "Kayes", Area.Level.CERCLE),
            ("CERCLE D’ANSONGO", "Ansongo", Area.Level.CERCLE),
            ("Région de menaka", "Ménaka", Area.Level.REGION),
            ("District de Bamako", "Bamako", Area.Level.REGION),
            ("Timbuktu", "Tombouctou", Area.Level.LOCALITY),
            ("Ti-n-Essako", "Tin-Essako", Area.Level.CERCLE),
            ("nioro du sahel", "Nioro", Area.Level.CERCLE),
            ("Kourémalé", "Kourémalé", Area.Level.LOCALITY),
        ],
    )
    def test_a_stated_level_is_heard_and_else_the_widest_is_given(self, text, name, level):
        area = find_area(text)
        assert (area.name, area.level) == (name, level)

    def test_level_can_be_asked_for(self):
        assert find_area("Kayes", level=3).level == Area.Level.LOCALITY
        assert find_area("Gogui", level=1) is None

    @pytest.mark.parametrize("text", ["", "  ", "cercle de", "Kay", "Abidjan", "Kayess", "ML01", "?!"])
    def test_what_matches_nothing_is_not_guessed(self, text):
        assert find_area(text) is None

    def test_two_distinct_places_of_one_name_are_not_guessed(self):
        kita = find_area("Kita", level=2)
        nara = find_area("Nara", level=2)
        for cercle in (kita, nara):
            area = Area.objects.create(version=kita.version, level=3, name="Sanké", parent=cercle)
            area.names.create(name="Sanké", key="sanke")
        assert find_area("Sanké") is None
