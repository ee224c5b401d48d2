"""The services that suit a need, the best first, each with why; and those that do not, with why not.

Places are walked from the cheapest that each could be (its way alone), a few at a time, until what is left could no longer
be among the best: of five thousand services some fifty are read whole. A hidden place has one and the same way for all, so
that neither its own rank nor that of another depends on where it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Case, Count, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.models import Service, ServiceState
from siraba.foundation.services.opening import opened_at
from siraba.foundation.services.selectors import (
    Entry,
    entries_for,
    hidden_from,
    proposable_services,
    with_parts,
)
from siraba.protection.reception.orientation.distance import road_km
from siraba.protection.reception.orientation.fitting import (
    Held,
    Place,
    Seeker,
    cost_hours,
    merits,
    mismatches,
    obstacles,
    place_obstacles,
    travel_hours,
    wait_hours,
)
from siraba.protection.reception.orientation.models import Orientation, OrientationState, at_stage

ASIDE = 12  # how many of those that do not suit are shown, the nearest first
FIRST_BATCH, GROWS = 48, 4
GONE_DAYS = 30  # how long an entry that has ended is still named among those that do not suit
ABOVE = ("area", "area__parent", "area__parent__parent", "area__parent__parent__parent")
AREAS = [f"{above}_id" for above in ABOVE]
POINTS = ["latitude", "longitude"] + [
    f"{above}__{one}" for above in ABOVE for one in ("latitude", "longitude")
]


@dataclass(frozen=True)
class Candidate:
    """A service before it is read whole: its place, and whether it can suit at all."""

    pk: int
    place: Place
    tier: int
    possible: bool

    @property
    def least(self) -> tuple[int, float]:
        """What it costs at least."""
        return self.tier, travel_hours(self.place.counted_km)


@dataclass(frozen=True)
class Option:
    """A service as it is proposed (`against` empty) or set aside; `after` says why it comes after the first."""

    service: Service
    entry: Entry
    place: Place
    tier: int
    hours: float
    wait: float
    why: Sequence[str]
    apart: Sequence[str]
    against: Sequence[str]
    after: Sequence[str] = ()

    @property
    def key(self) -> tuple[int, float, str, int]:
        return self.tier, self.hours, self.service.name, self.service.pk


@dataclass(frozen=True)
class Options:
    """What there is for one type of service."""

    service_type: str
    proposed: Sequence[Option]
    aside: Sequence[Option]


def options_of(actor: Actor, seeker: Seeker, most: int | None = None) -> Options:
    """The best services for a seeker, `most` of them (ORIENTATION_OPTIONS by default), and the nearest that do not suit."""
    wanted = most or settings.ORIENTATION_OPTIONS
    every = candidates_of(seeker, read_directory(actor, seeker))
    candidates = sorted(every, key=lambda one: (*one.least, one.pk))
    impossible = [one for one in candidates if not one.possible][:ASIDE]
    proposed, aside = _walk(actor, seeker, [one for one in candidates if one.possible], wanted)
    if impossible:
        aside += _options(actor, seeker, impossible)
    first = proposed[0] if proposed else None
    return Options(
        seeker.service_type,
        [option if option is first else _behind(option, first) for option in proposed],
        sorted(aside, key=lambda option: option.key)[:ASIDE],
    )


def option_for(actor: Actor, seeker: Seeker, number: int) -> Option | None:
    """What this very service is to a seeker; None when the directory has no such service of this type."""
    batch = list(candidates_of(seeker, read_directory(actor, seeker, number)))
    return _options(actor, seeker, batch)[0] if batch else None


@dataclass(frozen=True)
class Directory:
    """Rows of the entries of one type (number, hidden, points and areas), and the numbers of those on offer."""

    rows: Sequence[Sequence[Any]]
    able: frozenset[int]


def read_directory(actor: Actor, seeker: Seeker, number: int | None = None) -> Directory:
    """Every entry of this type that is true or was so lately, or the one of this number: two queries."""
    day = timezone.localdate(seeker.moment)
    ours = Service.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day - timedelta(days=GONE_DAYS)),
        service_type=seeker.service_type,
        valid_from__lte=day,
        provider__active=True,
    ).exclude(Q(state=ServiceState.ARCHIVED) | Q(provider__house=Organisation.House.PROSECUTION))
    if number is not None:
        ours = ours.filter(pk=number)
    hidden = Case(When(hidden_from(actor), then=Value(True)), default=Value(False))
    rows = ours.annotate(hidden=hidden).order_by().values_list("pk", "hidden", *POINTS, *AREAS)
    able = proposable_services(actor, day).filter(service_type=seeker.service_type)
    if seeker.at_hour:
        able = opened_at(able, seeker.moment)
    return Directory(list(rows), frozenset(able.order_by().values_list("pk", flat=True)))


def candidates_of(seeker: Seeker, directory: Directory) -> Iterator[Candidate]:
    """The entries as this seeker sees them, before any is read whole."""
    for row, km in zip(directory.rows, _distances(seeker, directory.rows), strict=True):
        pk, hidden = row[:2]
        known = None if hidden or np.isnan(km) else float(km)
        inside = frozenset() if hidden else frozenset(area for area in row[-len(AREAS) :] if area)
        place = Place(hidden, known, inside)
        can = pk in directory.able and not place_obstacles(place, seeker)
        yield Candidate(pk, place, _tier(pk, place, seeker), can)


def _distances(seeker: Seeker, rows: Sequence[Sequence[Any]]) -> Any:
    if seeker.origin is None or not rows:
        return np.full(len(rows), np.nan)
    points = np.array([_point(row) for row in rows], dtype=float)
    return road_km(seeker.origin, points[:, 0], points[:, 1], settings.ORIENTATION_DETOUR)


def _point(row: Sequence[Any]) -> tuple[float | None, float | None]:
    """The service's own point, else that of the nearest area above that has one; none of a hidden place."""
    if row[1]:
        return None, None
    found = row[2 : 2 + len(POINTS)]
    pairs = zip(found[::2], found[1::2], strict=True)
    return next(((lat, lon) for lat, lon in pairs if lat is not None and lon is not None), (None, None))


def _tier(pk: int, place: Place, seeker: Seeker) -> int:
    """A family that is somewhere already comes first, then a place that is protected where one is wanted."""
    if pk in seeker.relatives:
        return 0
    return 1 if seeker.only_protected and place.hidden else 2


def _walk(
    actor: Actor, seeker: Seeker, candidates: Sequence[Candidate], wanted: int
) -> tuple[list[Option], list[Option]]:
    """The best, once those that are not read could no longer be among them; and those met on the way that do not suit."""
    suit: list[Option] = []
    aside: list[Option] = []
    for batch in _batches(candidates):
        if len(suit) >= wanted and batch[0].least >= suit[wanted - 1].key[:2]:
            break
        for option in _options(actor, seeker, batch):
            (aside if option.against else suit).append(option)
        suit.sort(key=lambda option: option.key)
    return suit[:wanted], aside


def _batches(candidates: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    start, size = 0, FIRST_BATCH
    while start < len(candidates):
        yield candidates[start : start + size]
        start, size = start + size, size * GROWS


def _options(actor: Actor, seeker: Seeker, batch: Sequence[Candidate]) -> list[Option]:
    found = {one.pk: one for one in with_parts(Service.objects.filter(pk__in=[c.pk for c in batch]))}
    held = places_held(found)
    whole = [(candidate, found[candidate.pk]) for candidate in batch if candidate.pk in found]
    entries = entries_for(actor, [service for _candidate, service in whole])
    return [
        option_of(seeker, service, entry, candidate, held.get(service.pk, {}))
        for (candidate, service), entry in zip(whole, entries, strict=True)
    ]


def option_of(seeker: Seeker, service: Service, entry: Entry, candidate: Candidate, held: Held) -> Option:
    place = candidate.place
    return Option(
        service,
        entry,
        place,
        candidate.tier,
        round(cost_hours(service, place, seeker), 6),
        wait_hours(service, seeker),
        merits(service, place, seeker, held),
        mismatches(service, seeker),
        obstacles(service, place, seeker, held),
    )


def _behind(option: Option, first: Option | None) -> Option:
    """Why an option that suits comes after the first. Of a hidden place, on either side, nothing is said of the way."""
    if first is None:
        return option
    found = [_("l’autre garde la famille ensemble")] if option.tier > first.tier == 0 else []
    here, there = option.place.km, first.place.km
    if here is not None and there is not None and here > there + 1:
        found.append(_("plus loin de %(km)d km") % {"km": round(here - there)})
    if option.wait > first.wait + 0.5:
        found.append(_("ouvre plus tard"))
    found += [one for one in option.apart if one not in first.apart]
    return Option(**{**option.__dict__, "after": found or [_("presque égal au premier")]})


def places_held(services: Iterable[int]) -> dict[int, dict[str, int]]:
    """The places that orientations on their way hold, of every branch, by service and group.

    Those that the service has received are its own to count, and those of which nobody heard for ORIENTATION_DAYS hold none.
    """
    since = timezone.now() - timedelta(days=settings.ORIENTATION_DAYS)
    rows = Orientation.objects.system("how many places are held, of whomever").filter(
        at_stage(OrientationState.ACCEPTED, OrientationState.GIVEN, OrientationState.SENT),
        service__in=list(services),
        accepted_at__gt=since,
    )
    held: dict[int, dict[str, int]] = {}
    counted = rows.order_by().values_list("service", "group").annotate(number=Count("pk"))
    for service, group, number in counted:
        held.setdefault(service, {})[group] = number
    return held
