"""Climate indices from monthly rain: SPI and the anomaly in % of a reference mean. See README.md."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

REFERENCE = (1983, 2012)
# A gamma law from fewer years is a guess; the WMO's guide asks for 30 and takes no fewer than 20.
ENOUGH_YEARS = 20
# Two parameters want more than a handful of wet months; below, a month is dry and says nothing by itself.
ENOUGH_WET = 4
# What a reference of some thirty years can tell apart: one in a thousand.
LIMIT = 3.09

Months = Mapping[date, float | None]


def spi(
    monthly_mm: Months,
    scale: int,
    reference: tuple[int, int] = REFERENCE,
    *,
    enough_years: int = ENOUGH_YEARS,
) -> dict[date, float | None]:
    """The standardised precipitation index of one place.

    McKee, Doesken and Kleist (1993), with a gamma law for each calendar month by Thom's (1958) estimate over the
    reference years, and the share of zeros in them as its mass at zero, as in `climate-indices`.

    Args:
        monthly_mm: mm by first day of the month, in any order; None or absent is not known.
        scale: months added up, the named one last (1, 3, 12).
        reference: first and last year, both counted.
        enough_years: how many years of the reference a calendar month must have.

    Returns:
        The index of each month given, within ±3.09; None where a month of the sum is not known, where the reference
        has too few years, or too few wet ones (`ENOUGH_WET`).

    Raises:
        ValueError: a negative rain, a scale under 1, a day that is not the first of a month.
    """
    if scale < 1:
        raise ValueError(f"scale {scale}")
    sums = running_sums(monthly_mm, scale)
    known = {month: mm for month, mm in sums.items() if mm is not None}
    found: dict[date, float | None] = dict.fromkeys(sums)
    for number in range(1, 13):
        months = [month for month in known if month.month == number]
        base = [known[month] for month in months if reference[0] <= month.year <= reference[1]]
        law = _gamma(base) if len(base) >= enough_years else None
        if law:
            values = _standardised(np.array([known[month] for month in months]), *law)
            found.update(zip(months, map(float, values), strict=True))
    return {month: found[month] for month in monthly_mm}


def rain_anomaly(
    monthly_mm: Months, reference: tuple[int, int] = REFERENCE, *, enough_years: int = ENOUGH_YEARS
) -> dict[date, float | None]:
    """Rain as a difference in % from the reference mean of its calendar month; None where that mean is 0 or not known."""
    means: dict[int, float | None] = {}
    for number in range(1, 13):
        base = [
            mm
            for month, mm in monthly_mm.items()
            if mm is not None and month.month == number and reference[0] <= month.year <= reference[1]
        ]
        means[number] = float(np.mean(base)) if len(base) >= enough_years else None
    return {month: _percent(mm, means[month.month]) for month, mm in monthly_mm.items()}


def _percent(mm: float | None, mean: float | None) -> float | None:
    return None if mm is None or not mean else 100 * (mm / mean - 1)


def running_sums(monthly_mm: Months, scale: int) -> dict[date, float | None]:
    """The rain of the `scale` months that end with each; None when one of them is not known."""
    by_number: dict[int, float | None] = {}
    for month, mm in monthly_mm.items():
        if month.day != 1:
            raise ValueError(f"{month} is not the first day of a month")
        if mm is not None and not 0 <= mm < float("inf"):
            raise ValueError(f"{month}: {mm} mm")
        by_number[month.year * 12 + month.month - 1] = mm
    return {
        date(number // 12, number % 12 + 1, 1): _total(
            [by_number.get(number - back) for back in range(scale)]
        )
        for number in by_number
    }


def _total(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _gamma(base: Sequence[float]) -> tuple[float, float, float] | None:
    """Share of zeros, shape and scale; None when the wet months are too few or all alike."""
    values = np.array(base)
    wet = values[values > 0]
    if len(wet) < ENOUGH_WET:
        return None
    mean = wet.mean()
    spread = np.log(mean) - np.log(wet).mean()
    if spread <= 1e-12:
        return None
    shape = (1 + np.sqrt(1 + 4 * spread / 3)) / (4 * spread)
    return float(1 - len(wet) / len(values)), float(shape), float(mean / shape)


def _standardised(values: np.ndarray, zeros: float, shape: float, scale: float) -> np.ndarray:
    from scipy.special import gammainc, ndtri

    return np.clip(ndtri(zeros + (1 - zeros) * gammainc(shape, values / scale)), -LIMIT, LIMIT)
