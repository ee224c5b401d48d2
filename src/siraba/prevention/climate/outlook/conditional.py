"""What an indicator would be under set inputs: the change from one period to the next, beside what went with it so far.

One ordinary least squares over all places together, with the interval of a new observation (Draper and Smith, Applied
Regression Analysis, 3rd ed., 3.1 and 5.3). It says what is associated with what, over what was observed; it says no cause.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import expm1, inf, log, log1p
from typing import Any

from siraba.prevention.climate.outlook.engine import Series

FEWEST_PAIRS = 20
DROUGHT = -1.0  # WMO-No. 1090: moderately dry from SPI -1 down
EIGHT_IN_TEN = 1.2816  # the 90 % quantile of the normal distribution
# Units whose changes are counted as they are, and what they cannot pass; the changes of all others are ratios
CEILINGS = {"part de 0 à 1": 1.0, "classe de 1 à 5": 5.0, "%": 100.0}
Observed = Mapping[int, Sequence[tuple[date, date, float]]]


@dataclass(frozen=True)
class Input:
    """One thing that the scenario sets. `observed` are its values beside the indicator: those of the pairs."""

    name: str
    value: float
    low: float | None
    high: float | None
    slope: float | None = None
    error: float | None = None

    @property
    def outside(self) -> bool:
        near = 1e-6 * max(abs(self.value), 1)
        return self.low is None or self.high is None or not self.low - near <= self.value <= self.high + near

    @property
    def told_apart(self) -> bool:
        """Whether the slope is distinguishable from zero (two standard errors)."""
        return bool(self.slope is not None and self.error and abs(self.slope) > 1.96 * self.error)


@dataclass(frozen=True)
class Outcome:
    """A place: its last value, the range that changes have had so far, and the range under the scenario."""

    place: int
    name: str
    last: float
    at: date
    usual: tuple[float, ...]
    then: tuple[float, ...] | None


@dataclass
class Conditional:
    pairs: int
    places: int
    inputs: list[Input] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        return self.pairs >= FEWEST_PAIRS and any(one.then for one in self.outcomes)

    @property
    def extrapolated(self) -> bool:
        return any(one.outside for one in self.inputs)

    @property
    def without_drought(self) -> bool:
        return any(one.name == "spi" and (one.low is None or one.low > DROUGHT) for one in self.inputs)

    def told(self) -> dict[str, Any]:
        """As it is stored: plain JSON."""
        return {
            "pairs": self.pairs,
            "places": self.places,
            "without_drought": self.without_drought,
            "inputs": [
                vars(one) | {"outside": one.outside, "told_apart": one.told_apart} for one in self.inputs
            ],
            "outcomes": [vars(one) | {"at": one.at.isoformat()} for one in self.outcomes],
        }


def conditional(
    series: Sequence[Series],
    *,
    unit: str,
    spi: tuple[float, Observed] | None = None,
    conflict: tuple[float, Observed] | None = None,
    homes: Mapping[int, int] | None = None,
) -> Conditional:
    """The indicator's next value under a rain (SPI) and a change of conflict (per cent), each with what was observed of it.

    `homes`: the country whose conflict stands for each place that has none of its own. Inputs that are not set are not looked
    at.
    """
    most = CEILINGS.get(unit)
    forward, back = (lambda v: v, lambda v: v) if most else (log1p, expm1)

    def moved(last: float, moves: Iterable[float]) -> tuple[float, ...]:
        return tuple(min(max(back(forward(last) + move), 0.0), most or inf) for move in moves)

    names, wanted, drivers = [], [], []
    if spi is not None:
        names, wanted, drivers = ["spi"], [spi[0]], [_rain(spi[1])]
    if conflict is not None:
        names, wanted = [*names, "conflict"], [*wanted, log(max(1 + conflict[0] / 100, 0.01))]
        drivers = [*drivers, _conflict(conflict[1], homes or {})]
    rows: list[tuple[list[float], float]] = []
    moves: list[float] = []
    used: set[int] = set()
    for one in series:
        for before, point in zip(one.points, one.points[1:], strict=False):
            move = forward(point.value) - forward(before.value)
            moves.append(move)
            beside = [driver(one.place, point.start) for driver in drivers]
            if None not in beside:
                rows.append(([value for value in beside if value is not None], move))
                used.add(one.place)
    made = Conditional(len(rows), len(used))
    fit = _fit(rows, wanted)
    for place, name in enumerate(names):
        seen = [beside[place] for beside, _move in rows]
        low, high = (min(seen), max(seen)) if seen else (None, None)
        if name == "conflict":
            low, high = (None if v is None else 100 * expm1(v) for v in (low, high))
        value = conflict[0] if name == "conflict" and conflict else wanted[place]
        slope, error = fit.slopes[place] if fit else (None, None)
        made.inputs.append(Input(name, value, low, high, slope, error))
    if not moves:
        return made
    usual = [quantile(moves, share) for share in (0.1, 0.5, 0.9)]
    for one in series:
        last = one.points[-1]
        then = moved(last.value, fit.range) if fit and one.place in used else None
        usual_range = moved(last.value, usual)
        made.outcomes.append(Outcome(one.place, one.name, last.value, last.end, usual_range, then))
    return made


def quantile(values: Sequence[float], share: float) -> float:
    """Linear between the two nearest."""
    ranked = sorted(values)
    at = share * (len(ranked) - 1)
    low = int(at)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (at - low) * (ranked[high] - ranked[low])


def _rain(observed: Observed):
    """The mean SPI over the twelve months before a day; nothing under six months."""

    def beside(place: int, day: date) -> float | None:
        since = day - timedelta(days=366)
        values = [value for start, end, value in observed.get(place, ()) if since <= start and end < day]
        return sum(values) / len(values) if len(values) >= 6 else None

    return beside


def _conflict(observed: Observed, homes: Mapping[int, int]):
    """The logarithm of the ratio of the year before a day to the one before it; a year without a row counts none."""
    years = {
        place: {start.year: value for start, _end, value in rows} for place, rows in observed.items() if rows
    }

    def beside(place: int, day: date) -> float | None:
        known = years.get(place) or years.get(homes.get(place, -1))
        if not known or not min(known) < day.year - 1 <= max(known):
            return None
        now, before = known.get(day.year - 1, 0.0), known.get(day.year - 2, 0.0)
        return log1p(now) - log1p(before)

    return beside


@dataclass(frozen=True)
class _Fit:
    slopes: list[tuple[float, float]]
    range: tuple[float, float, float]


def _fit(rows: list[tuple[list[float], float]], wanted: list[float]) -> _Fit | None:
    """None under `FEWEST_PAIRS`, or when an input never moved."""
    import numpy as np

    if len(rows) < FEWEST_PAIRS or not wanted:
        return None
    design = np.array([[1.0, *beside] for beside, _move in rows])
    moves = np.array([move for _beside, move in rows])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ moves
    spread = float(((moves - design @ slopes) ** 2).sum() / (len(moves) - design.shape[1]))
    errors = np.sqrt(spread * np.diag(inverse))
    here = np.array([1.0, *wanted])
    middle = float(here @ slopes)
    half = EIGHT_IN_TEN * float(np.sqrt(spread * (1 + here @ inverse @ here)))
    pairs = [(float(slope), float(error)) for slope, error in zip(slopes[1:], errors[1:], strict=True)]
    return _Fit(pairs, (middle - half, middle, middle + half))
