"""What was known when a forecast was made: one row for each place, origin and period to forecast."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from siraba.engines.forecasting.series import Panel

# Values before the origin: three say two changes. Where there are few periods for anybody, the first value has to do.
ENOUGH_HISTORY, SHORT_HISTORY, FEW_PERIODS = 3, 1, 12
DECAY = 0.7


@dataclass(frozen=True)
class Scale:
    """How values are modelled: as they are, or log1p where places of very different sizes are counted together."""

    name: str
    forward: Callable[[Any], np.ndarray]
    back: Callable[[Any], np.ndarray]
    noise: Callable[[float], float]


def _same(values: Any) -> np.ndarray:
    return np.asarray(values, float)


# A Poisson count n varies by √n; its logarithm by 1/√n.
LINEAR = Scale("value", _same, _same, lambda last: float(np.sqrt(abs(last))))
LOG = Scale("log", lambda values: np.log1p(_same(values)), np.expm1, lambda last: float(np.exp(-last / 2)))


@dataclass(frozen=True)
class Examples:
    """Rows, all arrays of the same length; values on the scale of the model.

    Attributes:
        place, origin, target: index of the place, of the period the forecast is made from and of the one it is for.
        truth: the value to forecast, NaN when it is not known (yet).
        known: ordinal of the day on which `truth` was published.
        last: the last value usable at the origin.
        seasonal: the value one year before the target (`last` where there is no season).
        recent: mean of the last 3 years or snapshots, or 12 months.
        volatility: (rows, 3) sizes of past changes weighted to the recent ones, their plain mean over 5 (12), and the
            noise that a count of that size has by chance.
        history: (rows, features) how `last` stands in its own past; changes in the unit of the values.
        calendar: (rows, 1 or 2) how many values, and the month of the target.
        covariates: (rows, covariates) the last value usable at the origin.
    """

    place: np.ndarray
    origin: np.ndarray
    target: np.ndarray
    truth: np.ndarray
    known: np.ndarray
    last: np.ndarray
    seasonal: np.ndarray
    recent: np.ndarray
    volatility: np.ndarray
    history: np.ndarray
    calendar: np.ndarray
    covariates: np.ndarray

    def __len__(self) -> int:
        return len(self.place)

    def where(self, chosen: np.ndarray) -> "Examples":
        """The rows of a mask or of indices."""
        return Examples(**{name: values[chosen] for name, values in vars(self).items()})

    @property
    def change(self) -> np.ndarray:
        return cast(np.ndarray, self.truth - self.last)


def build(panel: Panel, lead: int, scale: Scale, origins: Iterable[int] | None = None) -> Examples:
    """A row for each place and origin with enough history; of all origins, unless some are said.

    Only values published by the origin's day enter a row; the truth of a row may lie after the last period (NaN).
    """
    values = scale.forward(panel.values)
    chosen = range(len(panel.starts)) if origins is None else list(origins)
    names = sorted(panel.covariates)
    rows = [
        row
        for place in range(len(panel.places))
        for origin in chosen
        if (row := _row(panel, values, names, scale, place, origin, lead)) is not None
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in range(12))
    arrays = [np.array(column, dtype=int if number < 3 else float) for number, column in enumerate(columns)]
    if not rows:
        arrays[8:] = [np.empty((0, width)) for width in (3, 6, 1, len(names))]
    return Examples(*arrays)


def _row(
    panel: Panel, values: np.ndarray, names: list[str], scale: Scale, place: int, origin: int, lead: int
):
    day = panel.origins[origin]
    if np.isnan(day):
        return None
    usable = (panel.known[place, : origin + 1] <= day) & ~np.isnan(values[place, : origin + 1])
    when = np.flatnonzero(usable)
    if len(when) < (ENOUGH_HISTORY if len(panel.starts) >= FEW_PERIODS else SHORT_HISTORY):
        return None
    past = values[place, when]
    target, season = origin + lead, panel.season
    inside = target < len(panel.starts)
    truth = values[place, target] if inside else np.nan
    known = panel.known[place, target] if inside else np.inf
    seasonal = _seasonal(values[place], usable, target, season, past[-1])
    recent = past[-(12 if season > 1 else 3) :].mean()
    return (
        place,
        origin,
        target,
        truth,
        known,
        past[-1],
        seasonal,
        recent,
        [*_volatility(past, season), scale.noise(past[-1])],
        _history(past, season, seasonal, recent),
        _calendar(panel, len(past), target),
        [_latest(panel.covariates[name][place], usable) for name in names],
    )


def _seasonal(values: np.ndarray, usable: np.ndarray, target: int, season: int, last: float) -> float:
    """The usable value of the same season nearest before the target."""
    if season == 1:
        return last
    back = target - season
    while back >= len(usable):
        back -= season
    while back >= 0:
        if usable[back]:
            return float(values[back])
        back -= season
    return last


def _volatility(past: np.ndarray, season: int) -> list[float]:
    sizes = np.abs(np.diff(past))[-24:]
    if not len(sizes):
        return [0.0, 0.0]
    weights = DECAY ** np.arange(len(sizes))[::-1]
    return [float(weights @ sizes / weights.sum()), float(sizes[-(12 if season > 1 else 5) :].mean())]


def _history(past: np.ndarray, season: int, seasonal: float, recent: float) -> list[float]:
    window = past[-(24 if season > 1 else 10) :]
    last = past[-1]
    return [
        recent - last,
        last - past[-2:][0],
        past[-2:][0] - past[-3:][0],
        float(np.median(window)) - last,
        window.max() - last,
        window.min() - last,
        *([seasonal - last] if season > 1 else []),
    ]


def _calendar(panel: Panel, length: int, target: int) -> list[float]:
    first = panel.starts[0].month - 1
    return [length, (first + target) % 12] if panel.season > 1 else [length]


def _latest(covariate: np.ndarray, usable: np.ndarray) -> float:
    known = covariate[: len(usable)][usable]
    known = known[~np.isnan(known)]
    return float(known[-1]) if len(known) else np.nan
