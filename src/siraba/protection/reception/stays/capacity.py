"""Which beds of a room are held on which night. Rooms are locked before they are counted: decision 33."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.reception.stays.guests import facts_of
from siraba.protection.reception.stays.housing import PersonFacts, RoomFacts, refuses, refuses_all
from siraba.protection.reception.stays.models import LIVE, Room, Stay, StayState

WHY = "which beds of a room are held"
DAY = timedelta(days=1)
MOST_NAMED = 5


def nights(first: date, until: date) -> list[date]:
    """The nights from the day `first` to the one before the day `until`."""
    return [first + DAY * n for n in range((until - first).days)]


@dataclass(frozen=True)
class Holding:
    """A bed that a stay holds, from the night of `first` to the one before `until`."""

    stay: Stay
    first: date
    until: date
    facts: PersonFacts

    def on(self, night: date) -> bool:
        return self.first <= night < self.until


@dataclass(frozen=True)
class RoomNights:
    """A room with all that is held in it, in the nights that were asked for."""

    room: Room
    holdings: tuple[Holding, ...] = ()

    def taken(self, night: date) -> int:
        return sum(holding.on(night) for holding in self.holdings)

    def free(self, span: Iterable[date]) -> int:
        """How many beds are free on every one of these nights."""
        return max(0, min((self.room.usable - self.taken(night) for night in span), default=self.room.usable))

    def full(self, span: Iterable[date], beds: int = 1) -> list[date]:
        """The nights on which fewer than so many beds are free."""
        return [night for night in span if self.room.usable - self.taken(night) < beds]

    def facts(self, night: date) -> RoomFacts:
        others = tuple(holding.facts for holding in self.holdings if holding.on(night))
        return RoomFacts(self.room.group, others, settings.STAY_MIXED_UNDER)

    def why_not(self, persons: Sequence[PersonFacts], span: Sequence[date]) -> str:
        """Why these people, together, cannot sleep here on these nights: who they are comes before how full it is."""
        return self.unfit(persons, span) or self.crowded(span, len(persons))

    def unfit(self, persons: Sequence[PersonFacts], span: Sequence[date]) -> str:
        """Why the room is not for them, beside those who sleep there."""
        reasons = (refuses_all(self.facts(night), persons) for night in self._that_differ(span))
        return next(filter(None, reasons), "")

    def crowded(self, span: Sequence[date], beds: int = 1) -> str:
        """On which nights so many beds are not free."""
        full = self.full(span, beds)
        return _("plus assez de lits : %(nights)s") % {"nights": named(full)} if full else ""

    def out_of_place(self, night: date) -> list[Holding]:
        """Those who cannot sleep here, by what is known of them and of the others today."""
        here = [holding for holding in self.holdings if holding.on(night)]
        found = []
        for holding in here:
            others = tuple(other.facts for other in here if other is not holding)
            if refuses(RoomFacts(self.room.group, others, settings.STAY_MIXED_UNDER), holding.facts):
                found.append(holding)
        return found

    def without(self, stay: Stay) -> "RoomNights":
        return RoomNights(self.room, tuple(one for one in self.holdings if one.stay.pk != stay.pk))

    def _that_differ(self, span: Sequence[date]) -> list[date]:
        """One night of each set of people who sleep here together."""
        by_company = {tuple(one.stay.pk for one in self.holdings if one.on(night)): night for night in span}
        return sorted(by_company.values())


def named(span: Sequence[date]) -> str:
    """`nuit du 20 nov. 2026, nuit du 21 nov. 2026 et 3 autres`"""
    said = ", ".join(_("nuit du %(day)s") % {"day": local_date(night)} for night in span[:MOST_NAMED])
    more = len(span) - MOST_NAMED
    return _("%(nights)s et %(more)d autres") % {"nights": said, "more": more} if more > 0 else said


def lock_rooms(rooms: Iterable[Room]) -> list[Room]:
    """The rooms as they are now, held until the transaction ends; always in one order, so that nobody waits in a circle."""
    pks = [room.pk for room in rooms]
    locked = Room.objects.select_for_update(of=("self",)).select_related("unit__organisation")
    return list(locked.filter(pk__in=pks).order_by("pk"))


def held_in(rooms: Collection[Room], first: date, until: date) -> list[RoomNights]:
    """Each room with what is held in it between two days: one query."""
    today = timezone.localdate()
    ends = Q(until__gt=first)
    if first <= today < until:
        ends |= Q(state=StayState.OCCUPIED)
    rows = Stay.objects.system(WHY).filter(ends, room__in=rooms, state__in=LIVE, first__lt=until)
    by_room: dict[int, list[Holding]] = {room.pk: [] for room in rooms}
    rows = rows.select_related("person", "arrival__convoy", "case").defer("sealed", "arrival__sealed")
    for stay in rows.order_by("reserved_at", "pk"):
        by_room[stay.room_id].append(_holding(stay, today))
    return [RoomNights(room, tuple(by_room[room.pk])) for room in rooms]


def _holding(stay: Stay, today: date) -> Holding:
    facts = facts_of(stay.person, stay.arrival, stay.case, stay.party, stay.first)
    still = today + DAY if stay.state == StayState.OCCUPIED else stay.until
    return Holding(stay, stay.first, max(stay.until, still), facts)
