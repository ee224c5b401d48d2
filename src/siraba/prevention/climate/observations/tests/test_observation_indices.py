"""What is computed from rain, what the registers count, and what the other branches read."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation import indicators
from siraba.foundation.geography.models import Area, AreaVersion
from siraba.prevention.climate.observations import actions, indices, selectors
from siraba.prevention.climate.observations.models import Indicator, Observation
from siraba.prevention.climate.observations.reading.values import month_after, month_before
from tests import observing, scene

# Years 1983 to 2014 of a place where it rains from June to September, a bit otherwise each year
RAIN = {
    date(year, month, 1): (
        0.0 if month in (1, 2) else 20.0 + 30 * math.sin(year * 7 + month) ** 2 + 90 * (6 <= month <= 9)
    )
    for year in range(1983, 2015)
    for month in range(1, 13)
}


def test_spi_has_mean_0_and_deviation_1_on_its_reference_and_follows_rain():
    for scale in (3, 12):
        scores = indices.spi(RAIN, scale)
        usual = [value for month, value in scores.items() if month.year <= 2012]
        assert abs(sum(usual) / len(usual)) < 0.1
        assert abs(math.sqrt(sum(value**2 for value in usual) / len(usual)) - 1) < 0.1
    sums, scores = indices.totals(RAIN, 3), indices.spi(RAIN, 3)
    augusts = sorted((sums[month], scores[month]) for month in scores if month.month == 8)
    assert [score for _sum, score in augusts] == sorted(score for _sum, score in augusts)
    assert min(indices.spi({**RAIN, date(2014, 8, 1): 0.0}, 3).values()) < -2


def test_nothing_is_said_without_twenty_years_or_where_it_never_rains():
    short = {month: value for month, value in RAIN.items() if month.year < 1995}
    assert indices.spi(short, 3) == {}
    assert indices.anomaly(short) == {}
    assert indices.spi(dict.fromkeys(RAIN, 0.0), 3) == {}
    assert {month.month for month in indices.anomaly(RAIN)} == set(range(3, 13))


def test_a_missing_month_leaves_a_hole_and_is_never_filled():
    rain = {month: value for month, value in RAIN.items() if month != date(2013, 7, 1)}
    holes = {date(2013, 7, 1), date(2013, 8, 1), date(2013, 9, 1)}
    assert set(indices.totals(RAIN, 3)) - set(indices.totals(rain, 3)) == holes
    assert not holes & set(indices.spi(rain, 3))


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_months_go_back_and_forth(day):
    month = day.replace(day=1)
    assert month_before(month_after(month)) == month
    assert month_after(month_before(month)) == month


@pytest.fixture
def computed(db, hawa, nana):
    observing.take(
        observing.RAIN_HEADER,
        [
            f"ML0101,Bafoulabe,{month:%Y-%m},{value},{0.5 if month.year == 2013 else 1}"
            for month, value in RAIN.items()
        ],
    )
    return actions.compute_indicators(observing.keeper())


def test_derived_values_stand_beside_raw_ones_with_the_least_cover(computed):
    derived = Observation.objects.filter(indicator__code="spi-3")
    assert derived.get(start=date(2014, 2, 1)).cover == 0.5
    assert derived.get(start=date(2014, 3, 1)).cover == 1
    assert not derived.filter(start=date(1983, 2, 1)).exists()
    assert set(derived.values_list("edition", flat=True)) == {None}
    rows = list(selectors.observations_open_to(observing.keeper()).filter(indicator__code="spi-3")[:3])
    rain = Indicator.objects.get(code="rain-mm")
    for line in selectors.lines(observing.keeper(), rows, [rain]):
        assert line.others[0][1].value == pytest.approx(RAIN[line.observation.start])
        assert line.edition.source.code == "persiann-cdr"


def test_computing_again_changes_nothing_and_follows_the_rain(computed):
    assert computed.new > 1000
    again = actions.compute_indicators(observing.keeper())
    assert (again.new, again.changed) == (0, 0)
    Observation.objects.filter(indicator__code="rain-mm", start__year=2014).delete()
    actions.compute_indicators(observing.keeper())
    assert not Observation.objects.filter(start__year=2014).exists()
    Observation.objects.filter(indicator__code="rain-mm").delete()
    actions.compute_indicators(observing.keeper())
    assert not Observation.objects.exists()


def test_series_say_when_each_value_could_be_known(computed):
    (rain,) = selectors.series(observing.keeper("nana"), "rain-mm")
    (spi,) = selectors.series(observing.keeper("nana"), "spi-3", [rain.place])
    assert rain.points[0][:2] == (date(1983, 1, 1), date(1983, 1, 31))
    assert rain.points[0].known_on == date(1983, 5, 1)
    assert spi.points[0].known_on == date(1983, 6, 29)
    assert selectors.series(observing.keeper("nana"), "rain-mm", []) == []
    assert selectors.series(observing.keeper("nana"), "unknown") == []


def test_a_map_reads_the_latest_value_of_each_place_in_a_period(computed):
    reader = observing.keeper("nana")
    (one,) = selectors.observations_of(reader, "rain-mm", date(2014, 1, 1), date(2014, 8, 31))
    assert one.start == date(2014, 8, 1)
    periods = selectors.periods_of(reader, Indicator.objects.get(code="rain-mm"))
    assert periods[0] == (date(1983, 1, 1), date(1983, 1, 31), 1)
    assert len(periods) == len(RAIN)
    lacks = selectors.places_without(
        reader, Indicator.objects.get(code="rain-mm"), AreaVersion.objects.get(code="cod-2021")
    )
    names = {one.area.name for one in lacks}
    assert {"Mopti", "Gao", "Tombouctou", "Kidal"} <= names
    assert "Bafoulabé" not in names
    assert {one.state for one in lacks} == {"none"}


def test_whoever_may_not_read_reads_nothing(computed, etienne):
    outsider = observing.keeper("etienne")
    rain, version = Indicator.objects.get(code="rain-mm"), AreaVersion.objects.get(code="cod-2021")
    year = date(2014, 1, 1), date(2014, 12, 31)
    assert not selectors.indicators_open_to(outsider)
    assert selectors.series(outsider, "rain-mm") == []
    assert selectors.observations_of(outsider, "rain-mm", *year) == []
    assert selectors.periods_of(outsider, rain) == []
    assert selectors.places_without(outsider, rain, version) == []
    assert not selectors.incidents(outsider, *year, "ucdp-ged")


def test_a_house_counts_for_another_and_small_numbers_never_leave(monkeypatch):
    monkeypatch.setattr("siraba.foundation.indicators.registry._counts", {})
    indicators.register("seen", "Vus", lambda start, end: {1: 50, 2: 3, 3: 0, 4: 40, 5: 2})
    found = indicators.safe_counts("seen", date(2026, 1, 1), date(2026, 1, 31), 5)
    assert 2 not in found
    assert 5 not in found
    assert set(found) <= {1, 3, 4}
    # One small number alone would be the total less the others
    indicators.register("seen", "Vus", lambda start, end: {1: 50, 2: 3, 4: 40})
    assert len(indicators.safe_counts("seen", date(2026, 1, 1), date(2026, 1, 31), 5)) < 3
    indicators.register("seen", "Vus", lambda start, end: {})
    assert indicators.safe_counts("seen", date(2026, 1, 1), date(2026, 1, 31), 5) == {}
    assert [one.code for one in indicators.registered()] == ["seen"]


@given(st.dictionaries(st.integers(1, 30), st.integers(0, 40), max_size=9))
def test_whatever_is_counted_no_number_under_five_but_zero_is_stored(counts):
    registry = indicators.registry._counts
    registry["any"] = indicators.Registered("any", "", lambda start, end: counts)
    try:
        shown = indicators.safe_counts("any", date(2026, 1, 1), date(2026, 1, 31), 5)
    finally:
        del registry["any"]
    assert all(counts[area] == number and (number == 0 or number >= 5) for area, number in shown.items())


def test_arrivals_of_the_registers_are_stored_by_month_and_region_without_small_ones(db, hawa, monkeypatch):
    gao = Area.objects.get(name="Gao", level=1, version__current=True)
    kayes = Area.objects.get(name="Kayes", level=1, version__current=True)
    counts = {gao.pk: 30, kayes.pk: 2}
    monkeypatch.setattr("siraba.foundation.indicators.registry._counts", {})
    indicators.register("arrivals", "Arrivées", lambda start, end: counts)
    actions.compute_indicators(observing.keeper())
    rows = Observation.objects.filter(indicator__code="arrivals")
    assert not rows.filter(place__area=kayes).exists()
    assert rows.filter(value__gt=0, value__lt=5).count() == 0
    assert rows.filter(edition=None).count() == rows.count()
    counts[kayes.pk] = 20
    actions.compute_indicators(observing.keeper())
    assert rows.filter(place__area=kayes, value=20).count() == 24
    counts[kayes.pk] = 3
    actions.compute_indicators(observing.keeper())
    assert not rows.filter(place__area=kayes).exists()


def test_arrivals_are_counted_by_the_region_of_the_branch(garba):
    from siraba.protection.reception.arrivals.counting import count_arrivals

    arrival = scene.arrival()
    day = arrival.convoy.day
    (found,) = [area for area, people in count_arrivals(day, day).items() if people]
    assert Area.objects.get(pk=found).name == "Kayes"
    assert sum(count_arrivals(day, day).values()) == 1
    earlier = date(2000, 1, 1)
    assert set(count_arrivals(earlier, earlier).values()) == {0}
