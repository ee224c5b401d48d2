"""SPI: the reference library's values, and what a standardised index is."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.forecasting import rain_anomaly, spi
from siraba.engines.forecasting.indices import running_sums

REFERENCE = Path(__file__).parent / "spi_reference.csv"


def reference() -> list[dict[str, str]]:
    with REFERENCE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


RAIN = {month(row["date"]): float(row["rain_mm"]) if row["rain_mm"] else None for row in reference()}


@pytest.mark.parametrize("scale", [1, 3, 12])
def test_the_index_is_that_of_the_reference_library(scale):
    """`spi_reference.csv`: climate-indices 3.1.0, gamma, 1983–2012, on fictitious rain with dry months and a gap."""
    found = spi(RAIN, scale)
    for row in reference():
        ours, theirs = found[month(row["date"])], row[f"spi_{scale}"]
        if ours is None:
            continue
        assert ours == pytest.approx(float(theirs), abs=0.05)
    assert sum(value is None for value in found.values()) <= 12 + 2 * scale + 40 * (scale == 1)


def test_over_its_reference_the_index_has_mean_0_and_deviation_1():
    values = [value for day, value in spi(RAIN, 12).items() if value is not None and day.year <= 2012]
    assert np.mean(values) == pytest.approx(0, abs=0.05)
    assert np.std(values) == pytest.approx(1, abs=0.05)


def test_a_month_that_is_not_known_leaves_every_sum_it_is_in_unknown():
    gap = next(day for day, mm in RAIN.items() if mm is None)
    found = spi(RAIN, 3)
    assert found[gap] is None
    assert found[date(gap.year + (gap.month + 2 > 12), (gap.month + 1) % 12 + 1, 1)] is None
    assert running_sums(RAIN, 12)[date(1983, 11, 1)] is None


def test_too_few_years_of_the_reference_give_no_index():
    short = {day: mm for day, mm in RAIN.items() if day.year >= 1995}
    assert set(spi(short, 3).values()) == {None}
    assert any(value is not None for value in spi(short, 3, enough_years=15).values())


def test_a_month_that_is_nearly_always_dry_gives_no_index():
    dry = {day: 0.0 if day.month == 1 else mm for day, mm in RAIN.items()}
    assert {spi(dry, 1)[day] for day in dry if day.month == 1} == {None}


@given(st.lists(st.integers(1, 5000), min_size=25, max_size=40, unique=True))
@settings(max_examples=25)
def test_more_rain_is_never_a_lower_index(years):
    rain = {date(1983 + number, 8, 1): mm / 10 for number, mm in enumerate(years)}
    found = spi(rain, 1, (1983, 2030))
    ranked = [found[day] for day in sorted(rain, key=lambda day: rain[day] or 0)]
    assert np.all(np.diff(np.array(ranked, float)) > -1e-9)


@pytest.mark.parametrize("rain", [{date(2000, 1, 1): -1.0}, {date(2000, 1, 2): 1.0}])
def test_a_negative_rain_or_a_day_inside_a_month_is_an_error(rain):
    with pytest.raises(ValueError, match=r"mm|first day"):
        spi(rain, 1)


def test_the_anomaly_is_a_share_of_the_reference_mean():
    rain = {date(year, 8, 1): 100.0 for year in range(1983, 2013)} | {date(2020, 8, 1): 75.0}
    assert rain_anomaly(rain)[date(2020, 8, 1)] == pytest.approx(-25)
    assert rain_anomaly(dict.fromkeys(rain, 0.0))[date(2020, 8, 1)] is None
