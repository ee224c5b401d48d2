"""Rain against what is usual. A thin adapter: the plain gamma fit below gives way to `engines.forecasting` where that stands.

Method of the SPI: McKee, Doesken and Kleist (1993); a gamma law for each calendar month of the totals over `scale`
months, with the share of dry totals apart.
"""

from collections.abc import Mapping
from datetime import date

from siraba.prevention.climate.observations.reading.values import month_before

REFERENCE = (1983, 2012)
# Years of a month within the reference without which nothing is said of what is usual
FEWEST_YEARS = 20
LEAST_NORMAL_MM = 5
# One total in a thousand: beyond, a fit on thirty years says nothing
TAIL = 0.001

Months = Mapping[date, float]


def totals(rain: Months, scale: int) -> dict[date, float]:
    """Sum of the month and of those before it, `scale` in all; nothing where one of them is missing."""
    found: dict[date, float] = {}
    for month in rain:
        window, step = [], month
        for _ in range(scale):
            window.append(rain.get(step))
            step = month_before(step)
        if None not in window:
            found[month] = sum(window)  # type: ignore[arg-type]
    return found


def anomaly(rain: Months, reference: tuple[int, int] = REFERENCE) -> dict[date, float]:
    """Per cent above or below the mean of the same calendar month; nothing where that mean is under 5 mm."""
    usual = {
        number: sum(values) / len(values)
        for number, values in _by_month(rain, reference).items()
        if len(values) >= FEWEST_YEARS
    }
    return {
        month: 100 * (value / usual[month.month] - 1)
        for month, value in rain.items()
        if usual.get(month.month, 0) >= LEAST_NORMAL_MM
    }


def spi(rain: Months, scale: int, reference: tuple[int, int] = REFERENCE) -> dict[date, float]:
    """Standard deviations from what is usual, by month. `rain`: mm by first day of the month."""
    from scipy import stats

    sums = totals(rain, scale)
    found: dict[date, float] = {}
    for number, usual in _by_month(sums, reference).items():
        wet = [value for value in usual if value > 0]
        if len(usual) < FEWEST_YEARS or len(set(wet)) < 2:
            continue
        shape, _location, size = stats.gamma.fit(wet, floc=0)
        dry = 1 - len(wet) / len(usual)
        law = stats.gamma(shape, scale=size)
        months = [month for month in sums if month.month == number]
        shares = dry + (1 - dry) * law.cdf([sums[month] for month in months])
        scores = stats.norm.ppf(shares.clip(TAIL, 1 - TAIL))
        found.update({month: float(score) for month, score in zip(months, scores, strict=True)})
    return dict(sorted(found.items()))


def _by_month(values: Months, reference: tuple[int, int]) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    first, last = reference
    for month, value in values.items():
        if first <= month.year <= last:
            found.setdefault(month.month, []).append(value)
    return found


def window_cover(covers: Mapping[date, float | None], month: date, scale: int) -> float | None:
    """The least cover of the months of a total."""
    step, found = month, []
    for _ in range(scale):
        found.append(covers.get(step))
        step = month_before(step)
    return min((cover for cover in found if cover is not None), default=None)
