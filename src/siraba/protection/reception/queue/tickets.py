"""Numbers of tickets. The platform has a letter of its own at each branch, beside those of the devices."""

from datetime import date
from uuid import UUID

from django.db.models import Max

from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.arrivals.models import Arrival, Lettered
from siraba.protection.reception.queue.models import Visit

PLATFORM = UUID(int=0)
SYSTEM = "the tickets of a branch, which nobody has twice"


def letter_of(unit_id: int) -> str:
    """The platform's letter at a branch, whose row the caller holds."""
    letters = Lettered.objects.filter(unit=unit_id)
    known = letters.filter(device=PLATFORM).first()
    if known is None:
        last = letters.aggregate(last=Max("number"))["last"]
        known = Lettered.objects.create(
            unit=Unit.objects.get(pk=unit_id), device=PLATFORM, number=0 if last is None else last + 1
        )
    return known.letter


def ticket_for(unit_id: int, day: date, arrival: Arrival | None) -> tuple[str, int | None]:
    """The ticket that the arrival was given today, if nobody has it; else the platform's next number, and which it is."""
    letter = letter_of(unit_id)
    today = Visit.objects.system(SYSTEM).filter(unit=unit_id, day=day, after__isnull=True)
    given = arrival.ticket if arrival is not None and arrival.convoy.day == day else ""
    if given and not given.startswith(f"{letter}-") and not today.filter(ticket=given).exists():
        return given, None
    number = (today.aggregate(last=Max("number"))["last"] or 0) + 1
    return f"{letter}-{number:03d}", number
