"""Series of many places on one calendar, and what was known of them on which day."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import numpy as np

Frequency = Literal["year", "month", "snapshot"]
State = Literal["ok", "too_few_points", "low_cover", "too_few_periods"]
Progress = Callable[[int, int], None]
ENOUGH_POINTS = 5
ENOUGH_COVER = 0.6


class BadSeries(ValueError):
    """Series that cannot be used; the message, in French, says why."""


@dataclass(frozen=True)
class Point:
    """One value of a period; `known_on` is the day it was published (its period's last day when not said)."""

    start: date
    value: float
    known_on: date | None = None
    covariates: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """The points of one place; `cover` is the share of it that the rain beside it comes from, when there is any."""

    place: str
    points: Sequence[Point]
    cover: float | None = None

    @property
    def state(self) -> State:
        """`ok`, or why nothing is forecast here."""
        if len(self.points) < ENOUGH_POINTS:
            return "too_few_points"
        return "low_cover" if self.cover is not None and self.cover < ENOUGH_COVER else "ok"


@dataclass(frozen=True)
class Panel:
    """Values as a table, places × periods, NaN where nothing is known.

    Attributes:
        places: their names, sorted.
        starts: first day of each period, in order.
        values: (places, periods).
        known: (places, periods), ordinal of the day from which the value may be used.
        covariates: (places, periods) by name.
    """

    frequency: Frequency
    places: tuple[str, ...]
    starts: tuple[date, ...]
    values: np.ndarray
    known: np.ndarray
    covariates: Mapping[str, np.ndarray]

    @property
    def season(self) -> int:
        """Periods in a year, 1 where there is no season."""
        return 12 if self.frequency == "month" else 1

    @property
    def counts(self) -> bool:
        """Whether all values are whole and none is negative."""
        values = self.values[~np.isnan(self.values)]
        return bool(len(values)) and bool(np.all(values >= 0) and np.all(values == np.round(values)))

    @property
    def nonnegative(self) -> bool:
        return bool(np.all(self.values[~np.isnan(self.values)] >= 0))

    @cached_property
    def origins(self) -> np.ndarray:
        """The day on which each period is, as a rule, known: the median of its places, NaN where nobody has a value."""
        days = np.full(len(self.starts), np.nan)
        for period, column in enumerate(self.values.T):
            known = self.known[~np.isnan(column), period]
            if len(known):
                days[period] = np.median(known)
        return days


def panel(series: Iterable[Series], frequency: Frequency | None = None) -> Panel:
    """The table of those series that have enough to be forecast.

    Args:
        frequency: said, or read from the dates: always the same day of the year, or the first of months, or snapshots.

    Raises:
        BadSeries: a place given twice, a period given twice, a value that is no number.
    """
    usable = sorted((one for one in series if one.state == "ok"), key=lambda one: one.place)
    places = tuple(one.place for one in usable)
    if twice := [place for place, times in Counter(places).items() if times > 1]:
        raise BadSeries(f"le lieu « {twice[0]} » est donné deux fois.")
    days = sorted({point.start for one in usable for point in one.points})
    kind = frequency or guess_frequency(days)
    starts = _calendar(days, kind)
    column = {_key(start, kind): number for number, start in enumerate(starts)}
    names = sorted({name for one in usable for point in one.points for name in point.covariates})
    shape = (len(places), len(starts))
    values, known = np.full(shape, np.nan), np.full(shape, np.inf)
    covariates = {name: np.full(shape, np.nan) for name in names}
    for row, one in enumerate(usable):
        for point in one.points:
            cell = row, column[_key(point.start, kind)]
            if not np.isfinite(point.value):
                raise BadSeries(f"{one.place}, {point.start} : la valeur n’est pas un nombre.")
            if not np.isnan(values[cell]):
                raise BadSeries(f"{one.place}, {point.start} : cette période est donnée deux fois.")
            values[cell] = point.value
            known[cell] = (point.known_on or period_end(point.start, kind)).toordinal()
            for name, value in point.covariates.items():
                covariates[name][cell] = value
    return Panel(kind, places, starts, values, known, covariates)


def guess_frequency(days: Sequence[date]) -> Frequency:
    """Years when the day of the year never changes, months when most follow on the first of the next, else snapshots."""
    if len(days) < 2:
        return "snapshot"
    if len({(day.month, day.day) for day in days}) == 1:
        return "year"
    gaps = [_month(later) - _month(day) for day, later in zip(days, days[1:], strict=False)]
    same_day = len({day.day for day in days}) == 1 or all((day + timedelta(days=1)).day == 1 for day in days)
    return "month" if same_day and float(np.median(gaps)) == 1 else "snapshot"


def period_end(start: date, frequency: Frequency) -> date:
    """The last day of the period that starts that day; a snapshot is its day."""
    if frequency == "snapshot":
        return start
    first = date(start.year, 1 if frequency == "year" else start.month, 1)
    return after(first, 1, frequency) - timedelta(days=1)


def after(start: date, steps: int, frequency: Frequency) -> date:
    """The start of the period so many steps later; snapshots have no calendar, and keep the day of the last one."""
    if frequency == "snapshot":
        return start
    number = start.year * 12 + start.month - 1 + steps * (12 if frequency == "year" else 1)
    return date(number // 12, number % 12 + 1, 1)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _key(day: date, frequency: Frequency) -> object:
    return {"year": day.year, "month": _month(day), "snapshot": day}[frequency]


def _calendar(days: Sequence[date], frequency: Frequency) -> tuple[date, ...]:
    if frequency == "snapshot" or not days:
        return tuple(days)
    first = date(days[0].year, 1 if frequency == "year" else days[0].month, 1)
    starts = [first]
    while _key(starts[-1], frequency) != _key(days[-1], frequency):
        starts.append(after(starts[-1], 1, frequency))
    return tuple(starts)
