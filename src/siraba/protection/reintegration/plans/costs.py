"""What projects have cost: the room that pays says it here, since the reports that ask stand beside it."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

Paid = Callable[[Collection[UUID]], Mapping[UUID, int]]
_paid: list[Paid] = []


def tell_costs(find: Paid) -> None:
    """Register what was paid, in whole francs, for each of these applications (by number); those without may be left out."""
    _paid.append(find)


def paid_for(applications: Collection[UUID]) -> Mapping[UUID, int] | None:
    """What was paid for each; None where no room pays."""
    if not _paid:
        return None
    found: dict[UUID, int] = dict.fromkeys(applications, 0)
    for find in _paid:
        for application, francs in find(applications).items():
            found[application] += francs
    return found
