"""Intervals from past errors, each measured in the size of its own place's changes. See README.md."""

import numpy as np

from siraba.engines.forecasting.examples import Examples

LEVELS = (0.1, 0.5, 0.9)


def spreads(train: Examples, errors: np.ndarray, rows: Examples) -> np.ndarray:
    """The size of error to expect of each row: a constant, its recent changes, its past changes and the noise of
    counts, weighted by numbers that are not negative.

    The weights are fitted to |errors| of the training rows, so that a place with little past leans on all the others.
    """
    from scipy.optimize import nnls

    sizes = np.abs(errors)
    weights, _rest = nnls(_design(train), sizes)
    floor = max(0.1 * float(np.median(sizes)), 1e-9)
    return np.maximum(_design(rows) @ weights, floor)


def _design(rows: Examples) -> np.ndarray:
    return np.column_stack([np.ones(len(rows)), rows.volatility])


def upper_quantile(values: np.ndarray, level: float) -> float:
    """The conformal quantile: the ⌈(n + 1)·level⌉-th smallest, so that a new value lies under it with that chance."""
    rank = min(int(np.ceil((len(values) + 1) * level)), len(values))
    return float(np.partition(values, rank - 1)[rank - 1])


def lower_quantile(values: np.ndarray, level: float) -> float:
    return -upper_quantile(-values, 1 - level)


def around(point: np.ndarray, spread: np.ndarray, ratios: np.ndarray, *, centre: float = 0.0) -> np.ndarray:
    """Quantiles (rows, 3): a point with the empirical quantiles of past errors over their spread."""
    middle = point + centre * spread
    low = np.minimum(point + lower_quantile(ratios, LEVELS[0]) * spread, middle)
    high = np.maximum(point + upper_quantile(ratios, LEVELS[2]) * spread, middle)
    return np.column_stack([low, middle, high])


def widened(quantiles: np.ndarray, below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Quantiles moved by what held-out values went `below` the low one and `above` the high one (Romano et al. 2019).

    Each side by itself; a negative move narrows; the middle never lies outside.
    """
    low = quantiles[:, 0] - upper_quantile(below, LEVELS[2])
    high = quantiles[:, 2] + upper_quantile(above, LEVELS[2])
    middle = quantiles[:, 1]
    return np.column_stack([np.minimum(low, middle), middle, np.maximum(high, middle)])
