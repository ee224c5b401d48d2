"""When a value reaches a threshold, gets worse, and comes back: the one place that decides it, for yesterday and for today.

No table is read here. The trial of a rule on past values and its daily evaluation both walk through `Watcher`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

WATCH, ALERT = "watch", "alert"


@dataclass(frozen=True)
class Thresholds:
    """`watch` is reached before `alert`: above it when the danger lies below, beneath it otherwise."""

    below: bool
    watch: float
    alert: float

    def level(self, value: float) -> str:
        """`alert`, `watch`, or nothing. A value that equals a threshold has reached it."""
        if self._reached(value, self.alert):
            return ALERT
        return WATCH if self._reached(value, self.watch) else ""

    def of(self, level: str) -> float:
        return self.alert if level == ALERT else self.watch

    def _reached(self, value: float, threshold: float) -> bool:
        return value <= threshold if self.below else value >= threshold


@dataclass(frozen=True)
class Value:
    """What was observed at a place over `start`–`end`, and the day on which that was known."""

    start: date
    end: date
    value: float
    known_on: date


@dataclass
class Episode:
    """From the first value at a threshold until the first beyond the watch again (`ended`, None while it lasts)."""

    first: Value
    level: str
    worst: Value
    alerted: Value | None = None
    ended: Value | None = None


@dataclass
class Watcher:
    """One place, value after value; `take` says what each does: raised, worsened, ended, or nothing."""

    thresholds: Thresholds
    episodes: list[Episode] = field(default_factory=list)

    def take(self, value: Value) -> str:
        level = self.thresholds.level(value.value)
        happened = happens(self.going.level if self.going else "", level)
        if happened == "raised":
            alerted = value if level == ALERT else None
            self.episodes.append(Episode(value, level, value, alerted))
        elif self.going and happened == "worsened":
            self.going.level, self.going.worst, self.going.alerted = level, value, value
        elif self.going and happened == "ended":
            self.going.ended = value
        return happened

    @property
    def going(self) -> Episode | None:
        last = self.episodes[-1] if self.episodes else None
        return last if last and last.ended is None else None


def happens(before: str, level: str) -> str:
    """From the level of the episode that lasts (nothing without one) and that of a new value.

    A level that eases from alert to watch stays what it was: an episode is known by its worst.
    """
    if not level:
        return "ended" if before else ""
    if not before:
        return "raised"
    return "worsened" if level == ALERT and before == WATCH else ""


def episodes_of(thresholds: Thresholds, values: Iterable[Value]) -> list[Episode]:
    """The episodes of one place over its values, in the order of their periods."""
    watcher = Watcher(thresholds)
    for value in values:
        watcher.take(value)
    return watcher.episodes
