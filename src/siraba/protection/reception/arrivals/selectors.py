"""Reading arrivals, always for an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import read_code
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival, ArrivalList, Convoy


def convoys_visible_to(actor: Actor) -> GuardedQuerySet:
    return Convoy.objects.visible_to(actor, Category.ARRIVAL).select_related("unit")


def convoy_for(actor: Actor, pk: UUID) -> Convoy:
    """Raises NotVisible."""
    return one_of(convoys_visible_to(actor), pk=pk)


def lists_visible_to(actor: Actor) -> GuardedQuerySet:
    return ArrivalList.objects.visible_to(actor, Category.ARRIVAL).select_related("convoy", "account")


def arrivals_visible_to(actor: Actor) -> GuardedQuerySet:
    """The arrivals of the actor's branch whose names are open to it."""
    return Arrival.objects.visible_to(actor, Category.ARRIVAL).select_related("convoy", "person", "case")


def arrival_for(actor: Actor, code: str) -> Arrival:
    """One of them by its code, as it is typed. Raises NotVisible."""
    return one_of(arrivals_visible_to(actor), code=read_code(code) or "")


def here(actor: Actor) -> GuardedQuerySet:
    """Those who have arrived, were not written down by mistake, and not twice."""
    return arrivals_visible_to(actor).filter(presence=Presence.HERE)


@dataclass(frozen=True)
class Known:
    """An arrival as its page and its lists show it."""

    arrival: Arrival
    says: dict[str, Any]

    @property
    def names(self) -> str:
        return self.says.get("names") or self.arrival.code

    @property
    def presence_label(self) -> str:
        return str(Presence.labels[self.arrival.presence])


def opened(arrivals: Iterable[Arrival]) -> list[Known]:
    """The arrivals with what stands in their words."""
    return [Known(arrival, arrival.versions.standing()) for arrival in arrivals]


def names_of(arrivals: Iterable[Arrival]) -> dict[UUID, str]:
    """The names of arrivals that are open, by arrival."""
    return {known.arrival.pk: known.names for known in opened(arrivals)}
