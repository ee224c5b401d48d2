"""Totals are read in another version of the map: the sum never changes, and what was shared by weights says so."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from siraba.foundation.geography.converting import Conversion, NotConvertible, convert
from siraba.foundation.geography.models import Area, AreaCode, AreaLink, AreaVersion
from siraba.foundation.geography.selectors import (
    UnknownArea,
    UnknownVersion,
    area_by_code,
    area_of_reference,
    areas_of,
    comparison_limits,
    reference_of,
    references,
    version_by_name,
    version_for_long_series,
    version_for_operations,
    versions,
)
from siraba.foundation.geography.weights import in_units, largest_remainder

pytestmark = pytest.mark.django_db
NAMES = ("cod-2015", "cod-2021", "loi-2023")


@pytest.fixture
def maps():
    return {name: AreaVersion.objects.get(code=name) for name in NAMES}


def shown(converted):
    return {line.area.name: (line.value, line.estimated) for line in converted.lines}


def test_each_version_has_its_own_areas():
    counts = {name: [areas_of(name, level).count() for level in (0, 1, 2)] for name in NAMES}
    assert counts == {"cod-2015": [1, 9, 50], "cod-2021": [1, 10, 53], "loi-2023": [1, 19, 0]}
    assert [version.code for version in versions()] == list(NAMES)


def test_most_cercle_codes_mean_another_cercle_in_the_other_version():
    def named(version):
        return dict(AreaCode.objects.filter(version__code=version, level=2).values_list("code", "area"))

    old, new = named("cod-2015"), named("cod-2021")
    assert (len(old), sum(new.get(code) != area for code, area in old.items())) == (50, 42)


def test_the_weights_from_an_area_to_a_version_and_level_sum_to_one():
    levels = {(code.version_id, code.area_id): code.level for code in AreaCode.objects.all()}
    sums = Counter()
    for link in AreaLink.objects.all():
        for version, area in levels:
            # Within a version nothing is shared: Ménaka, a region, was a cercle beside what Gao became
            if area == link.to_area_id and (version, link.from_area_id) not in levels:
                sums[link.from_area_id, version, levels[version, area]] += link.weight
    assert len(sums) > 100
    assert set(sums.values()) == {1}


def test_every_area_goes_to_every_version_and_back(maps):
    for name in NAMES:
        for to in maps.values():
            for level in (1, 2):
                way = Conversion(to, level)
                for area in areas_of(name, level):
                    assert sum(step.weight for step in way.steps(area)) == 1


def test_old_regions_are_shared_between_the_new_ones_and_marked_estimated(maps):
    given_ = {area_by_code("cod-2015", "ML01"): Decimal(1000), area_by_code("cod-2015", "ML08"): Decimal(7)}
    converted = convert(given_, maps["loi-2023"])
    assert shown(converted) == {
        "Kayes": (Decimal("562"), True),
        "Kidal": (Decimal(7), False),
        "Kita": (Decimal("217"), True),
        "Nioro": (Decimal("221"), True),
    }
    assert (converted.total, converted.estimated, converted.to.approximate) == (1007, True, True)


def test_new_areas_are_summed_to_the_old_ones_without_estimate(maps):
    new = {area: Decimal(10) for area in areas_of("loi-2023", 1)}
    converted = convert(new, version_for_long_series())
    assert len(converted.lines) == 9
    assert not converted.estimated
    assert shown(converted)["Mopti"] == (Decimal(30), False)
    assert converted.total == 190


def test_menaka_was_a_cercle_of_gao(maps):
    region = area_by_code("cod-2021", "ML10")
    cercle = area_by_code("cod-2021", "ML1003")
    assert shown(convert({region: 5}, maps["cod-2015"])) == {"Gao": (5, False)}
    assert shown(convert({cercle: 5}, maps["cod-2015"])) == {"Ménaka": (5, False)}
    assert [line.area for line in convert({cercle: 5}, maps["cod-2015"]).lines] == [region]
    # Its four cercles have no weights here: the total stays whole in the region
    converted = convert({area_by_code("cod-2015", "ML0704"): 5}, maps["cod-2021"], level=2)
    assert [(line.area, line.value, line.estimated) for line in converted.lines] == [(region, 5, False)]


def test_a_cercle_and_a_town_are_read_in_their_region_of_2023(maps):
    found = convert(
        {area_by_code("cod-2015", "ML0103"): 4, area_by_code("siraba", "gogui"): 3}, maps["loi-2023"]
    )
    assert shown(found) == {"Nioro": (7, False)}


def test_bamako_and_the_north_are_comparable_within_limits_only(maps):
    totals = {area_by_code("cod-2015", code): 1 for code in ("ML0901", "ML0601", "ML0501")}
    limits = {line.area.name: line.limit for line in convert(totals, maps["loi-2023"]).lines}
    assert "733 km²" in limits["Bamako"]
    assert "Taoudénit" in limits["Tombouctou et Taoudénit"]
    assert limits["Mopti"] == ""
    flagged = {Area.objects.get(pk=pk).name for pk in comparison_limits(maps["loi-2023"])}
    assert flagged == {"Bamako", "Tombouctou et Taoudénit"}


def test_each_use_takes_its_version():
    assert version_for_long_series().code == "cod-2015"
    operations = version_for_operations()
    assert (operations.code, operations.approximate) == ("loi-2023", True)
    assert "à valider" in operations.notice


@pytest.mark.parametrize(
    ("name", "code"),
    [("2015", "cod-2015"), ("2021", "cod-2021"), ("2023", "loi-2023"), ("loi-2023", "loi-2023")],
)
def test_a_version_is_found_by_its_year_or_code(name, code):
    assert version_by_name(name).code == code


@pytest.mark.parametrize("name", ["", "2019", "geonames"])
def test_an_unknown_version_is_refused_with_those_there_are(name):
    with pytest.raises(UnknownVersion, match="cod-2015, cod-2021, loi-2023"):
        version_by_name(name)


def test_a_reference_holds_its_version(maps):
    assert area_of_reference("cod-2015:ML0501").name == "Mopti"
    assert references(maps["cod-2021"])[area_by_code("cod-2021", "ML0501").pk] == "cod-2021:ML0501"
    assert reference_of(area_of_reference("cod-2015:ML0102")) == "cod-2021:ML0101"
    assert reference_of(area_of_reference("cod-2015:ML07")) == "cod-2015:ML07"
    assert reference_of(area_of_reference("siraba:gogui")) == "siraba:gogui"
    with pytest.raises(UnknownArea, match="42 des 50 codes de cercle"):
        area_of_reference("ML0501")


@pytest.mark.parametrize("value", [1.5, "3", None, Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_a_total_is_refused(maps, value):
    with pytest.raises(NotConvertible, match="n’est pas un total"):
        convert({area_by_code("cod-2015", "ML01"): value}, maps["loi-2023"])


def test_an_area_without_counterpart_is_refused_by_name(maps):
    version = AreaVersion.objects.create(code="autre", label="Autre", source="test")
    with pytest.raises(NotConvertible, match="Ailleurs n’a pas de correspondance dans la version loi-2023"):
        convert({Area.objects.create(version=version, level=1, name="Ailleurs"): 1}, maps["loi-2023"])


def test_conversion_of_many_periods_asks_the_base_once(maps, django_assert_num_queries):
    areas = list(areas_of("cod-2015", 2))
    with django_assert_num_queries(3):
        way = Conversion(maps["loi-2023"], 2)
        for period in range(24):
            way.of({area: Decimal(period) for area in areas})


TOTALS = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False) | st.integers(
    -(10**9), 10**9
)


class TestSums(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ways = [
            (list(areas_of(name, level)), Conversion(AreaVersion.objects.get(code=to), level))
            for name in NAMES
            for to in NAMES
            for level in (1, 2)
            if areas_of(name, level).exists()
        ]

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_a_total_never_changes(self, data):
        areas, way = data.draw(st.sampled_from(self.ways))
        totals = data.draw(st.dictionaries(st.sampled_from(areas), TOTALS, min_size=1))
        assert way.of(totals).total == sum(map(Decimal, totals.values()))

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_whole_persons_stay_whole_and_sum_to_the_same(self, data):
        areas, way = data.draw(st.sampled_from(self.ways))
        totals = data.draw(st.dictionaries(st.sampled_from(areas), st.integers(0, 10**7), min_size=1))
        exact = way.of(totals)
        whole = exact.whole()
        assert whole.total == sum(totals.values())
        for before, after in zip(exact.lines, whole.lines, strict=True):
            assert after.value == after.value.to_integral_value()
            assert abs(after.value - before.value) < 1
            assert after.estimated == before.estimated


def test_a_total_that_is_not_whole_gives_no_whole_persons(maps):
    with pytest.raises(ValueError, match=r"0\.5"):
        convert({area_by_code("cod-2015", "ML01"): Decimal("0.5")}, maps["loi-2023"]).whole()


@given(st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_of_four_decimals_sum_to_one(amounts):
    assert sum(in_units(amounts)) == 1


def test_largest_remainders_are_rounded_up_and_a_false_total_is_refused():
    from fractions import Fraction as F

    assert largest_remainder([F(1, 3), F(2, 3), F(1)], 2) == [0, 1, 1]
    with pytest.raises(ValueError, match="≠"):
        largest_remainder([F(1, 3)], 1)
