"""Occupancy and overstays of places in a period: counts by place, and never a person."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.exports import written
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.stays.models import Room, Stay, StayState
from siraba.protection.reception.stays.places import place_name, places_of

WHY = "counts of beds and nights by place"
MOST_DAYS = 366


@dataclass
class Counts:
    """Of one place in a period. A stay counts in the period in which it has a night; `nights` are nights slept."""

    usable: int = 0
    nights: int = 0
    stays: int = 0
    past_end: int = 0
    past_longest: int = 0
    no_shows: int = 0

    def add(self, other: "Counts") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def share(self, days: int) -> int | None:
        """Nights slept out of a hundred that today's usable beds would give."""
        return round(100 * self.nights / (self.usable * days)) if self.usable and days else None


@dataclass(frozen=True)
class Line:
    place: str
    counts: Counts
    share: int | None


HEAD = ("place", "usable", "nights", "share", "stays", "past_end", "past_longest", "no_shows")


def labels() -> dict[str, str]:
    return {
        "place": _("Lieu"),
        "usable": _("Lits utilisables aujourd’hui"),
        "nights": _("Nuits passées"),
        "share": _("Occupation, en %"),
        "stays": _("Séjours"),
        "past_end": _("Au-delà de la fin prévue"),
        "past_longest": _("Au-delà de la durée de l’antenne"),
        "no_shows": _("Pas venues"),
    }


def occupancy(actor: Actor, first: date, last: date) -> list[Line]:
    """A line for each place with rooms that the actor keeps, and their sum when there are several; four queries.

    Raises:
        Invalid: the period is upside down or longer than a year.
    """
    if last < first:
        raise Invalid(_("La période finit avant de commencer."), "last")
    days = (last - first).days + 1
    if days > MOST_DAYS:
        raise Invalid(_("Un an au plus à la fois."), "last")
    units = list(places_of(actor).filter(rooms__isnull=False).distinct())
    by_unit = _counted(units, first, last)
    lines = [Line(place_name(actor, unit), by_unit[unit.pk], by_unit[unit.pk].share(days)) for unit in units]
    if len(lines) > 1:
        total = Counts()
        for line in lines:
            total.add(line.counts)
        lines.append(Line(_("Ensemble"), total, total.share(days)))
    return lines


def _counted(units: Iterable[Unit], first: date, last: date) -> dict[int, Counts]:
    found = {unit.pk: Counts() for unit in units}
    for room in Room.objects.filter(unit__in=found):
        found[room.unit_id].usable += room.usable
    longest = dict(Branch.objects.filter(unit__in=found).values_list("unit_id", "longest_stay_days"))
    rows = Stay.objects.system(WHY).filter(unit__in=found, first__lte=last)
    columns = rows.order_by().values_list("unit_id", "state", "first", "until", "in_at", "out_at")
    for unit, *row in columns.iterator():
        found[unit].add(_of_stay(first, last, longest.get(unit), *row))
    return found


def _of_stay(first, last, longest, state, planned, until, in_at, out_at) -> Counts:
    if state == StayState.NO_SHOW:
        return Counts(no_shows=int(first <= planned <= last))
    if in_at is None:
        return Counts()
    began = timezone.localdate(in_at)
    # Who is still there has slept until last night
    ended = timezone.localdate(out_at) if out_at else timezone.localdate()
    slept = max(0, (min(ended, last + timedelta(days=1)) - max(began, first)).days)
    here = began <= last and (ended >= first)
    if not here:
        return Counts()
    return Counts(
        nights=slept,
        stays=1,
        past_end=int(ended > until),
        past_longest=int(bool(longest) and (ended - began).days > longest),
    )


def cells(line: Line) -> list[object]:
    share = "" if line.share is None else line.share
    by_name = {"place": line.place, "share": share} | {
        one.name: getattr(line.counts, one.name) for one in fields(line.counts)
    }
    return [by_name[name] for name in HEAD]


@action
def export_occupancy(actor: Actor, *, first: date, last: date, form: str) -> bytes:
    """The same table as a file, csv or xlsx."""
    check_right(actor, "export_occupancy")
    rows: list[list[object]] = [
        [labels()[name] for name in HEAD],
        *(cells(line) for line in occupancy(actor, first, last)),
    ]
    record(actor, "export_occupancy", first=first.isoformat(), last=last.isoformat(), form=form)
    return written(rows, form, _("Occupation"))
