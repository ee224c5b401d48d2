"""A scenario says a range under set conditions, says when it leaves what was observed, and never says a cause."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid
from siraba.prevention.climate.observations.models import Observation
from siraba.prevention.climate.outlook.conditional import FEWEST_PAIRS, Conditional, conditional
from siraba.prevention.climate.outlook.engine import Point, Series
from siraba.prevention.climate.outlook.models import Scenario
from tests import warning as climate

SHARE = "part de 0 à 1"
SPI = st.floats(-0.9, 2.5, allow_nan=False)


def yearly(values: list[float], place: int = 1) -> Series:
    points = [
        Point(date(year, 1, 1), date(year, 12, 31), value, date(year, 12, 31))
        for year, value in enumerate(values, 1990)
    ]
    return Series(place, "Ségou", points)


def wet(by_year: dict[int, float]) -> dict[int, list[tuple[date, date, float]]]:
    """The same SPI each month of a year."""
    months = [(date(year, month, 1), value) for year, value in by_year.items() for month in range(1, 13)]
    return {1: [(day, day + timedelta(days=27), value) for day, value in sorted(months)]}


def under(spi: float, values: list[float], rains: list[float], unit: str = SHARE) -> Conditional:
    rain = dict(enumerate(rains, 1989))
    return conditional([yearly(values)], unit=unit, spi=(spi, wet(rain)))


@given(st.lists(SPI, min_size=25, max_size=25), st.floats(-0.05, 0.05))
def test_what_was_put_into_the_data_comes_out_and_a_drought_is_an_extrapolation(rains, slope):
    """Each change is the slope times the rain of the year before: the middle under a rain is the last value and that."""
    values = [3.0]
    for rain in rains[1:]:
        values.append(values[-1] + slope * rain)
    found = under(-1.5, values, rains, unit="classe de 1 à 5")
    assert found.pairs == 24
    assert found.extrapolated
    assert found.without_drought
    if max(rains[1:]) - min(rains[1:]) > 0.1:
        (outcome,) = found.outcomes
        low, middle, high = outcome.then
        assert low <= middle <= high
        assert middle == pytest.approx(min(max(values[-1] - 1.5 * slope, 0), 5), abs=1e-6)


def test_an_input_inside_what_was_observed_has_no_flag_and_one_outside_has():
    rains = [-1.8, 0.2, 1.0, -0.4, 0.9] * 6
    values = [2 + 0.1 * (place % 7) for place in range(30)]
    inside, outside = (under(spi, values, rains, unit="classe de 1 à 5") for spi in (-1.5, -2.5))
    assert (inside.enough, inside.extrapolated, inside.without_drought) == (True, False, False)
    assert (outside.extrapolated, outside.without_drought) == (True, False)
    spread = [one.outcomes[0].then[2] - one.outcomes[0].then[0] for one in (inside, outside)]
    assert spread[1] > spread[0]


def test_too_few_common_years_give_the_usual_range_and_no_other():
    found = under(-1.5, [1.0, 1.2, 0.9, 1.1, 1.3], [0.1, 0.2, 0.3, 0.4, 0.5])
    assert found.pairs < FEWEST_PAIRS
    assert not found.enough
    (outcome,) = found.outcomes
    assert outcome.then is None
    assert outcome.usual[0] <= outcome.usual[1] <= outcome.usual[2]


def test_a_rain_that_is_never_observed_with_the_indicator_is_outside():
    found = conditional([yearly([1.0] * 30)], unit=SHARE, spi=(0.0, {}))
    assert (found.pairs, found.extrapolated, found.without_drought) == (0, True, True)


def test_conflict_is_that_of_the_place_or_of_its_country_and_never_of_another():
    """A rise by half is inside what was seen, at its very edge."""
    fought = {9: [(date(y, 1, 1), date(y, 12, 31), float(2 + y % 2)) for y in range(1988, 2021)]}
    values = [100.0 + 10 * (year % 3) for year in range(30)]
    inside = conditional([yearly(values)], unit="personnes", conflict=(0.0, fought), homes={1: 9})
    assert (inside.pairs, inside.extrapolated) == (29, False)
    abroad = conditional([yearly(values)], unit="personnes", conflict=(0.0, fought))
    assert (abroad.pairs, abroad.enough, abroad.outcomes[0].then) == (0, False, None)
    edge = 100 * (4 / 3 - 1)
    assert not conditional(
        [yearly(values)], unit="personnes", conflict=(edge, fought), homes={1: 9}
    ).extrapolated


def test_a_noise_is_not_told_apart_from_nothing():
    rains = [-1.8, 0.2, 1.0, -0.4, 0.9, 0.3] * 6
    values = [2 + (place * 7919 % 13) / 10 for place in range(36)]
    (rain,) = under(0.5, values, rains, unit="classe de 1 à 5").inputs
    assert not rain.told_apart


def test_people_are_counted_as_ratios_and_a_share_passes_neither_0_nor_1():
    grown = [100.0 * 1.1**year for year in range(30)]
    found = under(0.0, grown, [0.1, -0.1, 0.4] * 10, unit="personnes")
    assert found.outcomes[0].then[1] == pytest.approx(grown[-1] * 1.1, rel=0.01)
    shares = [0.05, 0.9] * 15
    for one in (under(0.0, shares, [0.1, -0.1, 0.4] * 10), under(0.0, shares[1:], [0.1, -0.1, 0.4] * 10)):
        assert all(
            0 <= value <= 1 for values in (one.outcomes[0].usual, one.outcomes[0].then) for value in values
        )


@pytest.fixture
def series(hawa, moussa, etienne):
    return climate.yearly([0.1, 0.2, 0.15, 0.3, 0.2, 0.25])


@pytest.mark.django_db
def test_a_scenario_wants_an_input_and_an_indicator_that_is_none(series):
    for told, field in (
        ({"spi": None}, "spi"),
        ({"indicator": climate.indicator("spi-3", "month")}, "indicator"),
        ({"indicator": climate.indicator("idps", "day", "personnes")}, "indicator"),
    ):
        with pytest.raises(Invalid) as refusal:
            climate.scenario(**told)
        assert refusal.value.field == field
    assert not Scenario.objects.exists()


@pytest.mark.django_db
def test_a_drought_by_hand_its_range_its_flag_and_the_rule_that_it_proposes(series, hawa, client_for):
    rain = climate.indicator("spi-3", "month", "écart type")
    Observation.objects.bulk_create(
        Observation(
            indicator=rain,
            place=climate.country(),
            start=date(year, month, 1),
            end=date(year, month, 28),
            value=0.4,
        )
        for year in (2000, 2001, 2002)
        for month in range(1, 13)
    )
    client = client_for(hawa)
    told = {"name": "Sécheresse", "indicator": series.pk, "spi": "-1.5", "conflict": ""}
    wrong = client.post(reverse("outlook:make"), told | {"spi": "-9"})
    assert (wrong.status_code, "Sécheresse" in wrong.content.decode()) == (200, True)
    answer = client.post(reverse("outlook:make"), told, follow=True)
    page = answer.content.decode()
    assert "Scénario conditionnel, sans valeur causale." in page
    assert "Aucune année de sécheresse dans les données communes" in page
    assert "Pas assez de données communes" in page
    assert "causé par" not in page
    (made,) = Scenario.objects.all()
    assert made.inputs == {"spi": -1.5}
    url = page.split('href="/climat/alerte/regles/ecrire/')[1].split('"')[0].replace("&amp;", "&")
    proposed = client.get(f"/climat/alerte/regles/ecrire/{url}").content.decode()
    assert 'value="-1.5"' in proposed
    assert 'value="-1.0"' in proposed
    assert "Proposée par le scénario" in proposed
    assert client.get(reverse("outlook:scenario", args=[made.pk]), {"format": "csv"}).status_code == 200


@pytest.mark.django_db
def test_scenarios_are_for_who_reads_them(series, hawa, moussa, etienne, client_for):
    made = climate.scenario()
    for account, status in ((hawa, 200), (moussa, 200), (etienne, 404)):
        client = client_for(account)
        for url in (reverse("outlook:scenarios"), reverse("outlook:scenario", args=[made.pk])):
            assert client.get(url).status_code == status
