"""A rule tried on the past before it rings: how often it would have, where, in which years, and what its watch is worth.

The past is read as it was known: a figure counts from the day on which it was published.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from siraba.prevention.climate.warning.episodes import (
    ALERT,
    Episode,
    Thresholds,
    Value,
    episodes_of,
)

FEW = 5  # under so many, a share is not written: the numbers are


@dataclass
class Tally:
    """Of the periods at which one could have been warned: how often the danger came or did not, warned or not."""

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    quiet: int = 0

    def count(self, warned: bool, came: bool) -> None:
        if came:
            self.hits, self.misses = self.hits + warned, self.misses + (not warned)
        else:
            self.false_alarms, self.quiet = self.false_alarms + warned, self.quiet + (not warned)

    @property
    def came(self) -> int:
        return self.hits + self.misses

    @property
    def warned(self) -> int:
        return self.hits + self.false_alarms

    @property
    def hit_rate(self) -> float | None:
        return self.hits / self.came if self.came >= FEW else None

    @property
    def false_share(self) -> float | None:
        return self.false_alarms / self.warned if self.warned >= FEW else None


@dataclass
class Rings:
    """How many episodes, and how many of them reached the alert."""

    episodes: int = 0
    alerts: int = 0


@dataclass
class Trial:
    """`rule` warns from the watch on, `naive` when the last known value is itself at the alert; both tell of an alert
    within the lead time. `too_short`: no period begins within it, so that there is nothing to foretell."""

    places: int = 0
    values: int = 0
    first: Value | None = None
    last: Value | None = None
    by_year: dict[int, Rings] = field(default_factory=dict)
    by_place: dict[int, Rings] = field(default_factory=dict)
    years_of_place: dict[int, Counter[int]] = field(default_factory=dict)
    rule: Tally = field(default_factory=Tally)
    naive: Tally = field(default_factory=Tally)

    @property
    def episodes(self) -> int:
        return sum(one.episodes for one in self.by_year.values())

    @property
    def alerts(self) -> int:
        return sum(one.alerts for one in self.by_year.values())

    @property
    def too_short(self) -> bool:
        return self.values > 0 and not self.rule.came + self.rule.false_alarms + self.rule.quiet


def tried(thresholds: Thresholds, lead_days: int, series: Mapping[int, Iterable[Value]]) -> Trial:
    """The rule over all values of each place; `series` by the number of the place, in the order of periods."""
    trial = Trial()
    for place, given in series.items():
        values = list(given)
        if not values:
            continue
        trial.places, trial.values = trial.places + 1, trial.values + len(values)
        trial.first = min(filter(None, (trial.first, values[0])), key=lambda value: value.start)
        trial.last = max(filter(None, (trial.last, values[-1])), key=lambda value: value.start)
        for episode in episodes_of(thresholds, values):
            _ring(trial, place, episode)
        _foretell(trial, thresholds, timedelta(days=lead_days), values)
    trial.by_year = dict(sorted(trial.by_year.items()))
    return trial


def _ring(trial: Trial, place: int, episode: Episode) -> None:
    year = episode.first.start.year
    for rings in (trial.by_year.setdefault(year, Rings()), trial.by_place.setdefault(place, Rings())):
        rings.episodes += 1
        rings.alerts += episode.level == ALERT
    trial.years_of_place.setdefault(place, Counter())[year] += 1


def _foretell(trial: Trial, thresholds: Thresholds, lead: timedelta, values: list[Value]) -> None:
    """At each value: does an alert begin in a period that starts after it is known, and within the lead time?"""
    levels = [thresholds.level(value.value) for value in values]
    first = 0
    for place, value in enumerate(values):
        while first < len(values) and (values[first].start <= value.known_on or first <= place):
            first += 1
        ahead = first
        came: bool | None = None
        while ahead < len(values) and values[ahead].start <= value.known_on + lead:
            came = bool(came) or levels[ahead] == ALERT
            ahead += 1
        if came is not None:
            trial.rule.count(bool(levels[place]), came)
            trial.naive.count(levels[place] == ALERT, came)
