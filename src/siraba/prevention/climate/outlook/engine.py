"""The one door to `engines.forecasting`: series of places in, a ladder as JSON and quantiles out.

Pages and jobs know nothing else of it. It is imported inside the functions, since no page computes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite
from statistics import median
from typing import Any

LAST_VALUE = "last_value"
# Other steps of time have no calendar that the engine knows: it reads it from the dates
CALENDAR: dict[str, Any] = {"year": "year", "month": "month"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Point:
    start: date
    end: date
    value: float
    known_on: date
    covariates: dict[str, float] = field(default_factory=dict)


@dataclass
class Series:
    """`place` is the number of a place. The points are in order of time."""

    place: int
    name: str
    points: list[Point]


@dataclass
class Ladder:
    """`shown` is the code of the step that may be shown, nothing without enough data; `table` is what is stored."""

    shown: str
    table: dict[str, Any]

    @property
    def gains(self) -> bool:
        return self.shown not in ("", LAST_VALUE)


@dataclass(frozen=True)
class Quantiles:
    place: int
    start: date
    q10: float
    q50: float
    q90: float


def backtest(
    series: Sequence[Series], horizon: int, frequency: str, progress: Progress | None = None
) -> Ladder:
    """Try every step from rolling origins, as the data were known then.

    `Ladder.table`: `scale` (log or value), `first` and `last` (periods tried), `rows`, `few` (names of places with too little)
    and `steps`: `code`, `why` it is shown or not, `gain` and `placebo` of a step that uses the climate, the numbers of
    `_score`, and the same by place under `places`.
    """
    from siraba.engines.forecasting import backtest as climb
    from siraba.engines.forecasting import shown

    names = {str(one.place): one.name for one in series}
    found = climb(
        _given(series),
        horizon,
        by_area=True,
        frequency=CALENDAR.get(frequency),
        progress=progress,
    )
    few = [names[place] for place, state in found.states.items() if state != "ok"]
    if not found.rows:
        return Ladder("", {"steps": [], "few": few or list(names.values()), "rows": 0})
    table = {
        "scale": found.scale,
        "first": found.first_test.isoformat() if found.first_test else "",
        "last": found.last_test.isoformat() if found.last_test else "",
        "rows": found.rows,
        "few": few,
        "steps": [
            {
                "code": one.name,
                "why": one.why,
                "gain": _finite(one.gain.value) if one.gain else None,
                "placebo": one.placebo,
                **_score(one.score),
                "places": [
                    {"place": int(place), "name": names[place], **_score(score)}
                    for place, score in one.by_area.items()
                ],
            }
            for one in found.steps
        ],
    }
    return Ladder(shown(found), table)


def _given(series: Sequence[Series]) -> list[Any]:
    from siraba.engines.forecasting import Point as Known
    from siraba.engines.forecasting import Series as Line

    return [
        Line(
            str(one.place),
            [Known(point.start, point.value, point.known_on, point.covariates) for point in one.points],
        )
        for one in series
    ]


def _score(score: Any) -> dict[str, Any]:
    """`n`, `mae`, `mase`, `pinball`, `coverage` (share), `skill` by pinball with `low` and `high`, None where there are none."""
    if score is None:
        return {"n": 0}
    return {
        "n": score.rows,
        "mae": score.mae,
        "mase": score.mase,
        "pinball": score.pinball,
        "coverage": score.coverage,
        "skill": _finite(score.skill.value),
        "low": _finite(score.skill.low),
        "high": _finite(score.skill.high),
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def forecast(series: Sequence[Series], horizon: int, step: str, frequency: str) -> list[Quantiles]:
    """What the step says of each place with enough points, 1 to `horizon` periods after the last one known."""
    from siraba.engines.forecasting import BadSeries
    from siraba.engines.forecasting import forecast as look_ahead

    lines, gaps = _given(series), {one.place: _gap(one) for one in series}
    found = []
    for ahead in range(1, horizon + 1):
        try:
            told = look_ahead(lines, ahead, step, frequency=CALENDAR.get(frequency))
        except BadSeries:  # too few past forecasts to measure an interval so far ahead
            continue
        for one in told:
            if one.q10 is None or one.q50 is None or one.q90 is None or one.last_start is None:
                continue
            place = int(one.place)
            # Counts that are irregular in time have no next period: the usual gap says about when
            start = one.start or one.last_start + ahead * gaps[place]
            found.append(
                Quantiles(place, start, one.q10, max(one.q50, one.q10), max(one.q90, one.q50, one.q10))
            )
    return found


def _gap(one: Series) -> timedelta:
    days = [
        (later.start - point.start).days for point, later in zip(one.points, one.points[1:], strict=False)
    ]
    return timedelta(days=round(median(days)) if days else 1)
