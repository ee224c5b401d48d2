"""Numbers of tickets and codes of bracelets: no two devices ever give the same."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.arrivals.models import Arrival, Lettered

DESK = UUID(int=0)
SYSTEM = "the numbers that were given at a branch"


@transaction.atomic
def letter_of(unit_id: int, device: UUID = DESK) -> str:
    """The letter of a device at a branch, given once; without a device that of the pages."""
    Unit.objects.select_for_update().get(pk=unit_id)
    known = Lettered.objects.filter(unit=unit_id, device=device).first()
    if known is None:
        last = Lettered.objects.filter(unit=unit_id).aggregate(last=Max("number"))["last"]
        known = Lettered.objects.create(
            unit_id=unit_id, device=device, number=0 if last is None else last + 1
        )
    return known.letter


def next_tickets(unit_id: int, convoy_ids: list[UUID], number: int) -> list[str]:
    """The next numbers of the pages' own letter for these convoys, after the highest that was given."""
    letter = letter_of(unit_id)
    given = Arrival.objects.system(SYSTEM).filter(convoy__in=convoy_ids, ticket__startswith=f"{letter}-")
    last = max((int(one.rpartition("-")[2]) for one in given.values_list("ticket", flat=True)), default=0)
    return [f"{letter}-{last + n:03d}" for n in range(1, number + 1)]


def new_bands(number: int) -> list[str]:
    """Codes for blank bracelets; they say nothing, and a wrong character is noticed."""
    return [new_code() for _ in range(number)]
