"""The services that suit a need, the best first, each with why; and those that do not, with why not.

Places are walked from the cheapest that each could be (its way alone), a few at a time, until what is left could no longer
be among the best: of five thousand services some fifty are read whole. A hidden place has one and the same way for all, so
that neither its own rank nor that of another depends on where it is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Case, Count, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from siraba.foundation.access.actor import Actor
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.models import Service, ServiceState
from siraba.foundation.services.opening import opened_at
from siraba.foundation.services.selectors import (
    Entry,
    entries_for,
    hidden_from,
    proposable_services,
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
    places_suit,
    travel_hours,
    wait_hours,
)
from siraba.protection.reception.orientation.models import Orientation, OrientationState, at_stage

ASIDE = 12  # how many of those that do not suit are shown, the nearest first
DIGITS = 6  # of hours: what is equal to them is equal
READ = ("schedules", "rules", "languages", "vacancies")
FIRST_BATCH, GROWS = 30, 4
GONE_DAYS = 30  # how long an entry that has ended is still named among those that do not suit
ABOVE = ("area", "area__parent", "area__parent__parent", "area__parent__parent__parent")
AREAS = [f"{above}_id" for above in ABOVE]
POINTS = ["latitude", "longitude"] + [
    f"{above}__{one}" for above in ABOVE for one in ("latitude", "longitude")
]


@dataclass(frozen=True)
class Candidate:
    """A service before it is read whole: its place, and the key that its option has at least."""

    pk: int
    place: Place
    tier: int

    @property
    def least(self) -> tuple[int, float, int]:
        return self.tier, round(travel_hours(self.place.counted_km), DIGITS), self.pk


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
    def key(self) -> tuple[int, float, int]:
        return self.tier, self.hours, self.service.pk


@dataclass(frozen=True)
class Options:
    """What there is for one type of service."""

    service_type: str
    proposed: Sequence[Option]
    aside: Sequence[Option]


def options_of(actor: Actor, seekers: Sequence[Seeker], most: int | None = None) -> list[Options]:
    """For each seeker the best services, `most` of them (ORIENTATION_OPTIONS by default), and the nearest that do not suit.

    The first to be read are read for all of them at once.
    """
    wanted = most or settings.ORIENTATION_OPTIONS
    directory = read_directory(actor, seekers)
    fields = [Field(seeker, directory[seeker.service_type]) for seeker in seekers]
    shelf = Shelf(actor)
    shelf.take(
        [one for field in fields for one in (*field.possible(0, FIRST_BATCH), *field.impossible(ASIDE))]
    )
    return [_options_of(seeker, field, shelf, wanted) for seeker, field in zip(seekers, fields, strict=True)]


def _options_of(seeker: Seeker, field: "Field", shelf: "Shelf", wanted: int) -> Options:
    proposed, aside = _walk(seeker, field, shelf, wanted)
    first = proposed[0] if proposed else None
    return Options(
        seeker.service_type,
        [option if option is first else _behind(option, first) for option in proposed],
        sorted(aside, key=lambda option: option.key)[:ASIDE],
    )


def option_for(actor: Actor, seeker: Seeker, number: int) -> Option | None:
    """What this very service is to a seeker; None when the directory has no such service of this type."""
    field = Field(seeker, read_directory(actor, [seeker], number)[seeker.service_type])
    batch = [*field.possible(0, 1), *field.impossible(1)]
    return Shelf(actor).options(seeker, batch)[0] if batch else None


@dataclass(frozen=True)
class Directory:
    """The entries of one type, side by side: their numbers, which are hidden from the reader, the points and the areas
    (4 a row) of those that are not, and which are on offer. Of a hidden one neither point nor area is in it."""

    numbers: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    areas: NDArray[np.float64]
    able: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]]) -> "Directory":
        """From rows of (number, hidden, *POINTS, *AREAS, able)."""
        columns = list(zip(*rows, strict=True)) or [()] * (3 + len(POINTS) + len(AREAS))
        numbers, hidden = np.array(columns[0], dtype=np.int64), np.array(columns[1], dtype=bool)
        known = np.array(columns[2:-1], dtype=float)
        known[:, hidden] = np.nan
        latitudes, longitudes = known[: len(POINTS) : 2], known[1 : len(POINTS) : 2]
        whole = ~np.isnan(latitudes) & ~np.isnan(longitudes)
        nearest = (whole.argmax(axis=0), np.arange(len(numbers)))
        here = whole.any(axis=0)
        return cls(
            numbers,
            hidden,
            np.where(here, latitudes[nearest], np.nan),
            np.where(here, longitudes[nearest], np.nan),
            known[len(POINTS) :].T,
            np.array(columns[-1], dtype=bool),
        )


def read_directory(
    actor: Actor, seekers: Collection[Seeker], number: int | None = None
) -> dict[str, Directory]:
    """By type, every entry that is true or was so lately, or the one of this number: one query.

    The seekers ask for the same moment, and all or none of them for what is open at it.
    """
    one = next(iter(seekers))
    day = timezone.localdate(one.moment)
    types = {seeker.service_type for seeker in seekers}
    ours = Service.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day - timedelta(days=GONE_DAYS)),
        service_type__in=types,
        valid_from__lte=day,
        provider__active=True,
    ).exclude(Q(state=ServiceState.ARCHIVED) | Q(provider__house=Organisation.House.PROSECUTION))
    if number is not None:
        ours = ours.filter(pk=number)
    on_offer = proposable_services(actor, day).filter(service_type__in=types)
    if one.at_hour:
        on_offer = opened_at(on_offer, one.moment)
    rows = ours.annotate(
        hidden=_truth(hidden_from(actor)), able=_truth(Q(pk__in=on_offer.order_by().values("pk")))
    ).order_by()
    read = list(rows.values_list("pk", "hidden", *POINTS, *AREAS, "able", "service_type"))
    return {kind: Directory.of([row[:-1] for row in read if row[-1] == kind]) for kind in types}


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


class Field:
    """The directory as one seeker sees it, the cheapest way first: what may suit, and what cannot."""

    def __init__(self, seeker: Seeker, directory: Directory):
        self.directory = directory
        self.km = self._km(seeker)
        self.tiers = self._tiers(seeker)
        counted = np.where(np.isnan(self.km), settings.ORIENTATION_UNKNOWN_KM, self.km)
        order = np.lexsort((directory.numbers, travel_hours(counted).round(DIGITS), self.tiers))
        can = directory.able & places_suit(directory.hidden, self.km, directory.areas, seeker)
        self._possible, self._impossible = order[can[order]], order[~can[order]]

    def possible(self, start: int, stop: int) -> list[Candidate]:
        return [self._candidate(index) for index in self._possible[start:stop]]

    def impossible(self, most: int) -> list[Candidate]:
        return [self._candidate(index) for index in self._impossible[:most]]

    def _km(self, seeker: Seeker) -> NDArray[np.float64]:
        here = self.directory
        if seeker.origin is None:
            return np.full(len(here.numbers), np.nan)
        return road_km(seeker.origin, here.latitudes, here.longitudes, settings.ORIENTATION_DETOUR)

    def _tiers(self, seeker: Seeker) -> NDArray[np.int64]:
        """A family that is somewhere already comes first, then a place that is protected where one is wanted."""
        protected = np.where(self.directory.hidden & seeker.only_protected, 1, 2)
        at_family = np.isin(self.directory.numbers, np.fromiter(seeker.relatives, dtype=np.int64))
        return np.where(at_family, 0, protected)

    def _candidate(self, index: int) -> Candidate:
        here, km = self.directory, self.km[index]
        inside = here.areas[index]
        place = Place(
            bool(here.hidden[index]),
            None if np.isnan(km) else float(km),
            frozenset(int(area) for area in inside if not np.isnan(area)),
        )
        return Candidate(int(here.numbers[index]), place, int(self.tiers[index]))


def _walk(seeker: Seeker, field: Field, shelf: "Shelf", wanted: int) -> tuple[list[Option], list[Option]]:
    """The best, once those that are not read could no longer be among them; and those that do not suit: met on the way,
    and the nearest of those that cannot."""
    suit: list[Option] = []
    aside = shelf.options(seeker, field.impossible(ASIDE))
    start, size = 0, FIRST_BATCH
    while batch := field.possible(start, start + size):
        if len(suit) >= wanted and batch[0].least > suit[wanted - 1].key:
            break
        for option in shelf.options(seeker, batch):
            (aside if option.against else suit).append(option)
        suit.sort(key=lambda option: option.key)
        start, size = start + size, size * GROWS
    return suit[:wanted], aside


class Shelf:
    """Services read whole with the places held at them, kept while one answer is made."""

    def __init__(self, actor: Actor):
        self.actor = actor
        self.services: dict[int, Service] = {}
        self.held: dict[int, dict[str, int]] = {}

    def take(self, batch: Iterable[Candidate]) -> None:
        """Read those that are not here yet: six queries."""
        missing = {candidate.pk for candidate in batch} - self.services.keys()
        if missing:
            rows = Service.objects.filter(pk__in=missing).prefetch_related(*READ)
            whole = rows.select_related("provider", "unit", "area__parent__parent")
            self.services |= {one.pk: one for one in whole}
            self.held |= places_held(missing)

    def options(self, seeker: Seeker, batch: Sequence[Candidate]) -> list[Option]:
        self.take(batch)
        entries = entries_for(self.actor, [self.services[candidate.pk] for candidate in batch])
        return [
            option_of(seeker, self.services[candidate.pk], entry, candidate, self.held.get(candidate.pk, {}))
            for candidate, entry in zip(batch, entries, strict=True)
        ]


def option_of(seeker: Seeker, service: Service, entry: Entry, candidate: Candidate, held: Held) -> Option:
    place = candidate.place
    return Option(
        service,
        entry,
        place,
        candidate.tier,
        round(cost_hours(service, place, seeker), DIGITS),
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
