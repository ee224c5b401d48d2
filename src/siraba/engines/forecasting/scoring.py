"""How good forecasts were: errors, pinball, coverage, skill with its interval."""

from dataclasses import dataclass

import numpy as np

from siraba.engines.forecasting.conformal import LEVELS

DRAWS = 1000
CONFIDENCE = 0.95
NO_INTERVAL = (float("-inf"), float("inf"))


@dataclass(frozen=True)
class Skill:
    """1 − error ÷ error of the last value: above 0 is better. `low` and `high` are a bootstrap interval at 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """What a step did, over all places or in one.

    Attributes:
        rows: forecasts compared with what came.
        mae: mean |truth − median|, on the scale of the score.
        mase: the same over the mean change from one period to the next before the test; None where there was none.
        pinball: mean over the quantiles 10, 50 and 90 %.
        coverage: share of truths within 10 and 90 %.
        skill: by pinball, against the last value with its own interval.
        point_skill: by MAE.
    """

    rows: int
    mae: float
    mase: float | None
    pinball: float
    coverage: float
    skill: Skill
    point_skill: Skill


@dataclass(frozen=True)
class Losses:
    """One line a forecast: pinball, |error|, whether covered, |error| in training changes (NaN where there are none)."""

    pinball: np.ndarray
    error: np.ndarray
    covered: np.ndarray
    scaled: np.ndarray

    def where(self, chosen: np.ndarray) -> "Losses":
        return Losses(*(values[chosen] for values in vars(self).values()))


def losses(truth: np.ndarray, quantiles: np.ndarray, unit: np.ndarray) -> Losses:
    """Of forecasts (rows, 3); `unit` is the mean change in training of each row's place."""
    gap = truth[:, None] - quantiles
    levels = np.array(LEVELS)
    pinball = np.maximum(levels * gap, (levels - 1) * gap).mean(axis=1)
    error = np.abs(gap[:, 1])
    covered = (quantiles[:, 0] <= truth) & (truth <= quantiles[:, 2])
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(unit > 0, error / unit, np.nan)
    return Losses(pinball, error, covered, scaled)


def score(own: Losses, last: Losses, groups: np.ndarray, seed: int = 0) -> Score:
    """The score of a step beside the last value on the same rows; the bootstrap draws whole groups."""
    scaled = own.scaled[~np.isnan(own.scaled)]
    return Score(
        rows=len(own.error),
        mae=float(own.error.mean()),
        mase=float(scaled.mean()) if len(scaled) else None,
        pinball=float(own.pinball.mean()),
        coverage=float(own.covered.mean()),
        skill=skill(own.pinball, last.pinball, groups, seed),
        point_skill=skill(own.error, last.error, groups, seed),
    )


def skill(own: np.ndarray, last: np.ndarray, groups: np.ndarray, seed: int = 0) -> Skill:
    """1 − Σ own ÷ Σ last, and its percentile interval when groups are drawn with replacement.

    One group alone tells nothing of how much the next would differ: its interval is without bounds.
    """
    names, index = np.unique(groups, return_inverse=True)
    own_sums, last_sums = np.bincount(index, own), np.bincount(index, last)
    value = _ratio(own_sums.sum(), last_sums.sum())
    if len(names) < 2:
        return Skill(float(value), *NO_INTERVAL)
    drawn = np.random.default_rng(seed).integers(len(names), size=(DRAWS, len(names)))
    values = _ratio(own_sums[drawn].sum(axis=1), last_sums[drawn].sum(axis=1))
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Skill(float(value), float(low), float(high))


def _ratio(own, last):
    """A last value without any error cannot be beaten: its skill is 0 when equalled, −1 otherwise."""
    own, last = np.asarray(own, float), np.asarray(last, float)
    safe = np.where(last > 0, last, 1.0)
    return np.where(last > 0, 1 - own / safe, np.where(own > 0, -1.0, 0.0))
