"""How many desks a branch needs hour by hour, beside those whom its roster has there; and how a charter would wait."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.queue.drawing import drawn
from siraba.protection.reception.queue.history import (
    ENOUGH,
    DayType,
    Hour,
    arrivals_an_hour,
    on_duty_by_hour,
    service_seconds,
)

TRIES = 200
SEED = 20261128


@dataclass(frozen=True)
class HourNeed:
    """One hour: how many come, the desks that keeps the target, and who is on duty at the least."""

    hour: int
    rate: float
    needed: int
    there: int

    @property
    def label(self) -> str:
        return _("%(from)d h – %(to)d h") % {"from": self.hour, "to": self.hour + 1}

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.there)


@dataclass(frozen=True)
class DayNeed:
    """The hours of one type of day, from the first in which somebody comes to the last."""

    label: str
    hours: Sequence[HourNeed]

    @property
    def drawing(self) -> SafeString:
        return drawn([(one.label, one.needed, one.there) for one in self.hours])


@dataclass(frozen=True)
class Needs:
    """`minutes` is the mean time at a desk over `measured` services, `variation` their standard deviation over it; None when
    fewer than `enough` were measured.
    """

    minutes: float | None
    variation: float | None
    measured: int
    days: Sequence[DayNeed]
    enough: int = ENOUGH


def staffing_of(branch: Branch) -> Needs:
    """The desks that keep the target of the settings in each hour, by Erlang C."""
    services = service_seconds(branch)
    if len(services) < ENOUGH:
        return Needs(None, None, len(services), ())
    minutes = fmean(services) / 60
    rates, there = arrivals_an_hour(branch), on_duty_by_hour(branch)
    days = [
        DayNeed(str(kind.label), list(_hours(kind, rates, there, minutes)))
        for kind in DayType
        if any(known == kind for known, _hour in rates)
    ]
    return Needs(minutes, pstdev(services) / 60 / minutes, len(services), days)


def _hours(
    kind: DayType, rates: Mapping[Hour, float], there: Mapping[Hour, int], minutes: float
) -> Iterator[HourNeed]:
    known = [hour for day, hour in rates if day == kind]
    for hour in range(min(known), max(known) + 1):
        rate = rates.get((kind, hour), 0.0)
        yield HourNeed(hour, rate, _needed(rate, minutes), there.get((kind, hour), 0))


def _needed(rate: float, minutes: float) -> int:
    if not rate:
        return 0
    from siraba.engines.allocation import desks_needed  # scipy: only a process that is asked pays for it

    share = settings.QUEUE_TARGET_PERCENT / 100
    return desks_needed(rate, minutes / 60, settings.QUEUE_TARGET_MINUTES / 60, share)


def typical_minutes(needs: Needs) -> float:
    """The measured mean, as a form proposes it; ten minutes where nothing was measured, to be changed by who asks."""
    return round(needs.minutes, 1) if needs.minutes else 10.0


@dataclass(frozen=True)
class Charter:
    """Waits of a group that arrives at once, over so many tries: (label, middle, low, high) in minutes."""

    rows: Sequence[tuple[str, int, int, int]]
    runs: int


def charter_of(needs: Needs, *, personnes: int, guichets: int, minutes: float) -> Charter:
    """Try a charter many times, always with the same seed: who asks again is told the same.

    The times at the desk vary as those that were measured, or, where too few were, as if they were exponential.
    """
    from siraba.engines.allocation import Service, simulate_day

    service = Service(minutes, 1.0 if needs.variation is None else needs.variation)
    tried = simulate_day(0, 1, guichets, service, batches=[(0, personnes)], days=TRIES, seed=SEED)
    named = (
        (_("La moitié attend au plus"), tried.percentiles[50]),
        (_("Neuf personnes sur dix attendent au plus"), tried.percentiles[90]),
        (_("La plus longue attente"), tried.longest),
    )
    return Charter([(label, round(one.mean), round(one.low), round(one.high)) for label, one in named], TRIES)
