"""A convoy at once: to each waiting need a service, so that nobody of a higher class stands back and the hours are fewest.

Every place is a resource of the assignment; people of one family who need the same are placed together or not at all, and
what is wanted together (a bed and the transport) is one choice that takes one of each. Nothing is chosen here: a person
presses for each, and everything is looked at again then.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from math import inf
from uuid import UUID

import numpy as np
from django.utils import timezone

from siraba.engines.allocation.assignment import assign
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.audit.journal import action, record
from siraba.foundation.services.models import Service
from siraba.foundation.services.selectors import Entry, entries_for
from siraba.protection.reception.arrivals.models import Arrival, Convoy
from siraba.protection.reception.arrivals.selectors import here, opened
from siraba.protection.reception.orientation.actions import record_need
from siraba.protection.reception.orientation.fitting import (
    HOSTING,
    Seeker,
    cost_hours,
    free_for,
    group_of,
    merits,
    obstacles,
)
from siraba.protection.reception.orientation.forms import FIRST_NEED
from siraba.protection.reception.orientation.models import LIVE, Need, Orientation, OrientationState
from siraba.protection.reception.orientation.options import (
    Candidate,
    Field,
    Shelf,
    read_directory,
)
from siraba.protection.reception.orientation.selectors import (
    NOTHING_SAID,
    needs_visible_to,
    open_types,
    orientations_of,
    origin_of,
    relatives_at,
    said_of_sharing,
    seeker_for,
    someone,
)

# The nearest services of each type that are looked at, and of each type the best for what goes together
NEAREST, TOGETHER = 40, 6
SECONDS = 20.0
SYSTEM = "the proposals of a convoy, which another plan replaces"


@dataclass(frozen=True)
class Waiting:
    """A need that waits: what for, and those who are placed with it (itself alone, or its family)."""

    need: Need
    types: tuple[str, ...]
    seekers: tuple[Seeker, ...]


@dataclass(frozen=True)
class Fit:
    """A service that suits: its cost in hours, the places it takes, and what speaks for it."""

    service: Service
    hours: float
    groups: tuple[str, ...]
    why: tuple[str, ...]


# What one row of the assignment may get: a service for each of its types, with the groups whose places it takes
Column = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Plan:
    """How many services were proposed; `proven` that none is better, which a lack of time may leave open."""

    proposed: int
    proven: bool


@action
def propose_plan(actor: Actor, convoy: Convoy) -> "Plan":
    """Propose a service for every need of the convoy that waits, in the place of what was proposed before.

    Of those for whom only an urgent need was written at arrival, it is noted as a need first.
    """
    check_right(actor, "propose_plan", convoy)
    _note_first_needs(actor, convoy)
    Orientation.objects.system(SYSTEM).filter(pk__in=_proposed(convoy)).remove()
    waiting = _waiting(actor, convoy)
    fits, room = _fits(actor, waiting)
    chosen, proven = _assigned(waiting, fits, room)
    for index, column in chosen.items():
        _propose(waiting[index], column, fits[index])
    proposed = sum(len(column) for column in chosen.values())
    record(actor, "propose_plan", convoy.code, needs=len(waiting), proposed=proposed, proven=proven)
    return Plan(proposed, proven)


def _note_first_needs(actor: Actor, convoy: Convoy) -> None:
    arrived = here(actor).filter(convoy=convoy, urgent_need__in=list(FIRST_NEED))
    noted = set(needs_visible_to(actor).filter(arrival__convoy=convoy).values_list("arrival", flat=True))
    for arrival in arrived:
        if arrival.pk not in noted:
            record_need(
                actor,
                arrival,
                service_types=FIRST_NEED[arrival.urgent_need],
                urgency="urgent",
                safe_place=arrival.urgent_need == "safety",
            )


def _proposed(convoy: Convoy) -> list[UUID]:
    rows = Orientation.objects.system(SYSTEM).filter(arrival__convoy=convoy, state=OrientationState.PROPOSED)
    return list(rows.values_list("pk", flat=True))


def _waiting(actor: Actor, convoy: Convoy) -> list[Waiting]:
    """The needs that wait, each with whom it goes: people of one family with the same needs are sought for together."""
    present = here(actor).filter(convoy=convoy).values("pk")
    needs = list(needs_visible_to(actor).filter(arrival__in=present))
    chosen = orientations_of(actor, needs)
    wanted = {need.pk: tuple(open_types(need, chosen[need.pk])) for need in needs}
    families: dict[tuple, list[Arrival]] = defaultdict(list)
    for need in needs:
        if wanted[need.pk]:
            families[_family(need, wanted[need.pk])].append(need.arrival)
    origin, moment = origin_of(convoy.unit_id), timezone.now()
    said = said_of_sharing(actor, [need.arrival for need in needs])
    relatives = relatives_at(actor, [need.arrival for need in needs])
    return [
        Waiting(
            need,
            wanted[need.pk],
            tuple(
                seeker_for(
                    need,
                    kind,
                    families[_family(need, wanted[need.pk])],
                    moment=max(moment, need.wanted_at or moment),
                    origin=origin,
                    said=said.get(need.arrival.person_id, NOTHING_SAID),
                    relatives=relatives.get((need.arrival.party, kind), frozenset()),
                )
                for kind in wanted[need.pk]
            ),
        )
        for need in needs
        if wanted[need.pk]
    ]


def _family(need: Need, types: tuple[str, ...]) -> tuple:
    together = need.arrival.party is not None and bool(set(types) & set(HOSTING))
    return (need.arrival.party, types) if together else (need.pk, types)


Fits = dict[str, list[Fit]]
Room = dict[tuple[int, str], int | None]


def _fits(actor: Actor, waiting: Sequence[Waiting]) -> tuple[list[Fits], Room]:
    """For each who waits, by type, what suits, the cheapest first; and the places free of each service and group."""
    alike: dict[tuple[datetime, bool], set[Seeker]] = defaultdict(set)
    for one in waiting:
        for seeker in one.seekers:
            alike[seeker.moment, seeker.at_hour].add(seeker)
    near: dict[Seeker, list[Candidate]] = {}
    for seekers in alike.values():
        directory = read_directory(actor, seekers)
        near |= {one: Field(one, directory[one.service_type]).possible(0, NEAREST) for one in seekers}
    shelf = Shelf(actor)
    shelf.take(candidate for candidates in near.values() for candidate in candidates)
    suit = {seeker: _suiting(seeker, candidates, shelf) for seeker, candidates in near.items()}
    room: Room = {
        (fit.service.pk, group): free_for(fit.service, group, shelf.held.get(fit.service.pk, {}))
        for found in suit.values()
        for fit in found
        for group in fit.groups
    }
    return [{seeker.service_type: suit[seeker] for seeker in one.seekers} for one in waiting], room


def _suiting(seeker: Seeker, candidates: Sequence[Candidate], shelf: Shelf) -> list[Fit]:
    found = []
    for candidate in candidates:
        service, taken = shelf.services[candidate.pk], shelf.held.get(candidate.pk, {})
        if not obstacles(service, candidate.place, seeker, taken):
            groups = tuple(sorted({group_of(service, one) for one in seeker.people}))
            why = tuple(merits(service, candidate.place, seeker, taken))
            found.append(Fit(service, cost_hours(service, candidate.place, seeker), groups, why))
    with_family = [fit for fit in found if fit.service.pk in seeker.relatives]
    return sorted(with_family or found, key=lambda fit: (fit.hours, fit.service.pk))


def _assigned(waiting: Sequence[Waiting], fits: Sequence[Fits], room: Room) -> tuple[dict[int, Column], bool]:
    """What each who waits gets, by its index; and whether it is proven to be the best."""
    per_row = [_columns(one, found) for one, found in zip(waiting, fits, strict=True)]
    columns = sorted({column for row in per_row for column in row})
    if not columns:
        return {}, True
    places = sorted({(pk, group) for column in columns for pk, groups in column for group in groups})
    at = {place: index for index, place in enumerate(places)}
    cost = np.full((len(waiting), len(columns)), inf)
    number = {column: index for index, column in enumerate(columns)}
    for index, row in enumerate(per_row):
        for column, hours in row.items():
            cost[index, number[column]] = hours
    uses = np.zeros((len(columns), len(places)), dtype=bool)
    for column in columns:
        for pk, groups in column:
            for group in groups:
                uses[number[column], at[pk, group]] = True
    free = [room[place] for place in places]
    found = assign(
        cost,
        capacity=[len(waiting) if one is None else one for one in free],
        classes=[one.need.arrival.priority for one in waiting],
        groups=_groups(waiting),
        uses=uses,
        seconds=SECONDS,
    )
    return {index: columns[place] for index, place in enumerate(found.places) if place >= 0}, found.proven


def _columns(one: Waiting, found: Fits) -> dict[Column, float]:
    """A service for each type, and the hours of all; of what goes together, the best of each type with each other."""
    most = NEAREST if len(one.types) == 1 else TOGETHER
    choices = product(*(found[kind][:most] for kind in one.types))
    return {
        tuple((fit.service.pk, fit.groups) for fit in choice): sum(fit.hours for fit in choice)
        for choice in choices
    }


def _groups(waiting: Sequence[Waiting]) -> list[int]:
    """A number for each family that is placed together, -1 for who goes alone."""
    families = [_family(one.need, one.types) for one in waiting]
    numbers = {family: index for index, family in enumerate(dict.fromkeys(families))}
    return [numbers[family] if families.count(family) > 1 else -1 for family in families]


def _propose(one: Waiting, column: Column, found: Fits) -> None:
    arrival = one.need.arrival
    itself = someone(arrival, family=arrival.party is not None)
    for kind, (pk, _groups_taken) in zip(one.types, column, strict=True):
        rank, fit = next((rank, fit) for rank, fit in enumerate(found[kind], 1) if fit.service.pk == pk)
        made = Orientation(
            arrival=arrival,
            need=one.need,
            organisation_id=one.need.organisation_id,
            unit_id=one.need.unit_id,
            service_type=kind,
            service=fit.service,
            group=group_of(fit.service, itself),
            first=fit.service,
            rank=rank,
            fictitious=one.need.fictitious,
        )
        made.write(why=list(fit.why), said="")
        made.save(force_insert=True)


# The page


@dataclass(frozen=True)
class PlanRow:
    """A need of somebody of the convoy, and what is proposed or chosen for it."""

    names: str
    need: Need
    orientations: Sequence[tuple[Orientation, Entry]]

    @property
    def proposed(self) -> bool:
        return any(one.state == OrientationState.PROPOSED for one, _entry in self.orientations)

    @property
    def waits(self) -> bool:
        """Nothing stands for a type of it, not even a proposal."""
        standing = {one.service_type for one, _entry in self.orientations if one.stage in LIVE}
        return not set(self.need.types) <= standing


def plan_rows(actor: Actor, convoy: Convoy) -> list[PlanRow]:
    """The needs of a convoy, the highest class first, in a constant number of queries."""
    known = {one.arrival.pk: one for one in opened(here(actor).filter(convoy=convoy))}
    needs = list(needs_visible_to(actor).filter(arrival__in=list(known)))
    chosen = orientations_of(actor, needs)
    entries = _entries(actor, [one for rows in chosen.values() for one in rows])
    rows = [
        PlanRow(known[need.arrival_id].names, need, [(one, entries[one.pk]) for one in chosen[need.pk]])
        for need in needs
    ]
    return sorted(rows, key=lambda row: (row.need.arrival.priority, row.names))


def _entries(actor: Actor, orientations: Sequence[Orientation]) -> dict[UUID, Entry]:
    found = entries_for(actor, [one.service for one in orientations])
    return {one.pk: entry for one, entry in zip(orientations, found, strict=True)}
