"""Everything that is kept about a person: a house registers its records, and how each becomes anonymous.

What is sealed is emptied; what may stay open (a region, a state, a date) stays, so that counts still add up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Model
from django.db.models.functions import Mod

from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.consent.models import Consent, ConsentGrant, ConsentNotice, Override
from siraba.foundation.handover.models import BlindQuestion, CourtOrder, Disclosure
from siraba.foundation.people.models import Identity, NameKey, Person

YEARS_TOGETHER = 5
WHY = "a removal that two persons decided"


@dataclass(frozen=True)
class Holding:
    """The records of one kind: how they lead to the person, and what of them is made coarse. `order` is that of removal."""

    model: type[Model]
    person: str
    order: int
    coarse: Mapping[str, Any] = field(default_factory=dict)
    only_names: bool = False

    def of(self, person: UUID) -> Any:
        manager: Any = self.model._default_manager
        rows = manager.system(WHY) if issubclass(self.model, Guarded) else manager.all()
        return rows.filter(**{self.person: person})


HOLDINGS: list[Holding] = []
_obstacles: list[Callable[[UUID], str]] = []


def hold(model: type[Model], person: str, order: int, only_names: bool = False, **coarse: Any) -> None:
    """Register a kind of record. `only_names` is for what exists to find names and goes either way."""
    HOLDINGS.append(Holding(model, person, order, coarse, only_names))
    HOLDINGS.sort(key=lambda holding: holding.order)


def obstacle(find: Callable[[UUID], str]) -> None:
    """Register what keeps a person's records from going today: the reason in words, or nothing."""
    _obstacles.append(find)


def obstacles(person: UUID) -> list[str]:
    return [reason for find in _obstacles if (reason := find(person))]


def make_anonymous(person: UUID) -> None:
    """Empty all that was written about the person, and what finds it by name; keep what counts nobody apart."""
    for holding in HOLDINGS:
        rows = holding.of(person)
        if holding.only_names:
            rows.delete()
            continue
        emptied = {"sealed": b""} if issubclass(holding.model, Sealed) else {}
        if changes := {**emptied, **holding.coarse}:
            rows.update(**changes)


def erase(person: UUID) -> None:
    """Take every row about the person away, those that lean on others first."""
    for holding in HOLDINGS:
        rows = holding.of(person)
        rows.remove() if issubclass(holding.model, Guarded) else rows.delete()


hold(Disclosure, "person", 60)
hold(BlindQuestion, "person", 60)
hold(CourtOrder, "person", 61, document=b"")
hold(ConsentNotice, "consent__person", 70)
hold(Override, "person", 71)
hold(ConsentGrant, "person", 72)
hold(Consent, "person", 73)
hold(NameKey, "identity__person", 80, only_names=True)
hold(Identity, "person", 81)
hold(Person, "pk", 90, languages="", birth_year=F("birth_year") - Mod(F("birth_year"), YEARS_TOGETHER))
