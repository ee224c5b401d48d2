"""Persons to places with few places: who gets which, the most urgent class first, at the least total cost.

What is computed, exactly: as many persons of class 1 placed as can be; among these assignments, those where the total cost
of class 1 is least; among these, as many of class 2 as can be, then their least cost; and so on. A person of a higher class
is never left without a place, nor is its class given a dearer total, for the sake of a lower one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siraba.engines.allocation.bundles import assign_together
from siraba.engines.allocation.classes import assign_one_by_one
from siraba.engines.allocation.solver import BadProblem, Clock, Outcome


@dataclass(frozen=True)
class Assignment(Outcome):
    """Who gets which place. `value` is the total cost of those placed, and `bound` speaks of it.

    With several classes the bound is that of the first class that is not proven; those after it have none.

    Attributes:
        places: for each person the column of its place, -1 without one.
        placed: persons placed in each class, the most urgent first.
        costs: total cost of each class.
    """

    places: np.ndarray
    placed: tuple[int, ...]
    costs: tuple[float, ...]


def assign(
    cost: np.ndarray,
    capacity: np.ndarray | Sequence[int] | None = None,
    classes: np.ndarray | Sequence[int] | None = None,
    groups: np.ndarray | Sequence[int] | None = None,
    uses: np.ndarray | None = None,
    seconds: float | None = None,
) -> Assignment:
    """Gives each person at most one place.

    Args:
        cost: person × place, finite, or inf where the person must not be sent there.
        capacity: how many each resource takes; 1 each by default. A resource is a place, unless `uses` says otherwise.
        classes: priority of each person, 1 the most urgent; all the same by default.
        groups: a number for each person; persons of one number (0 or more) stay together at one place or none gets one,
            with the priority of the most urgent of them; -1 for a person alone.
        uses: place × resource, true where a person at that place takes one unit of that resource (a bed and a seat of
            the bus that goes there); each place is its own resource by default.
        seconds: limit where a mixed-integer model is needed, for groups and for bundles of resources.

    Raises:
        BadProblem: shapes that do not fit, or a cost that is not a number.
    """
    clock = Clock(seconds)
    cost = np.asarray(cost, dtype=float)
    if cost.ndim != 2 or np.isnan(cost).any() or np.isneginf(cost).any():
        raise BadProblem("Il faut un coût par personne et par place, ou l’infini pour une place interdite.")
    persons, places = cost.shape
    uses = None if uses is None else np.asarray(uses, dtype=bool)
    resources = places if uses is None else uses.shape[-1]
    room = np.ones(resources, dtype=int) if capacity is None else np.asarray(capacity)
    rank = np.ones(persons, dtype=int) if classes is None else np.asarray(classes)
    together = np.full(persons, -1) if groups is None else np.asarray(groups)
    if uses is not None and uses.shape != (places, resources):
        raise BadProblem("Il faut dire pour chaque place ce qu’elle utilise de chaque ressource.")
    if room.shape != (resources,) or (room < 0).any() or (room != np.rint(room)).any():
        raise BadProblem("Il faut une capacité entière, positive ou nulle, par ressource.")
    if rank.shape != (persons,) or together.shape != (persons,):
        raise BadProblem("Il faut une classe et un groupe par personne.")
    room = room.astype(int)
    if uses is None and len(np.unique(together[together >= 0])) == (together >= 0).sum():
        found, proven, bound = assign_one_by_one(cost, room, rank), True, np.nan
    else:
        found, proven, bound = assign_together(
            cost, room, rank, together, np.eye(places, dtype=bool) if uses is None else uses, clock
        )
    there = np.flatnonzero(found >= 0)
    paid = np.zeros(persons)
    paid[there] = cost[there, found[there]]
    ordered = np.unique(rank)
    return Assignment(
        value=float(paid.sum()),
        bound=float(paid.sum() if proven else bound),
        proven=proven,
        seconds=clock.spent,
        places=found,
        placed=tuple(int((found[rank == one] >= 0).sum()) for one in ordered),
        costs=tuple(float(paid[rank == one].sum()) for one in ordered),
    )
