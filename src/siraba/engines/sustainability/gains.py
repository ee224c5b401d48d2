"""The mean gain between two measures of the same persons, with Student's interval at 95 %."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Gain:
    """`low` and `high` are None for a single person, of whom no interval can be given."""

    persons: int
    mean: float
    low: float | None
    high: float | None


def mean_gain(pairs: Sequence[tuple[float, float]]) -> Gain | None:
    """The mean of after − before, paired by person; None without any.

    The interval is that of the mean of paired differences: mean ± t(n − 1) · s / √n. It is not cut at −1 and 1.
    """
    # The distribution alone: the whole of scipy.stats takes half a second to load.
    from scipy.special import stdtrit

    gains = [after - before for before, after in pairs]
    if not gains:
        return None
    mean = fmean(gains)
    if len(gains) == 1:
        return Gain(1, mean, None, None)
    half = float(stdtrit(len(gains) - 1, (1 + CONFIDENCE) / 2)) * stdev(gains) / sqrt(len(gains))
    return Gain(len(gains), mean, mean - half, mean + half)
