"""Reading stays, always for an actor. Who only counts them reads them as the system, and gets no row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import record
from siraba.foundation.organisations.models import Unit
from siraba.foundation.people.selectors import names_for
from siraba.protection.cases.models import Case
from siraba.protection.reception.arrivals.selectors import here
from siraba.protection.reception.stays.capacity import DAY, RoomNights, held_in
from siraba.protection.reception.stays.housing import Group
from siraba.protection.reception.stays.models import LIVE, Room, Stay, StayState
from siraba.protection.reception.stays.overstay import overstaying
from siraba.protection.reception.stays.places import place_name, room_name
from siraba.protection.reception.stays.rules import SERVED, of_own_place
from siraba.protection.referrals.models import Referral
from siraba.protection.referrals.selectors import referrals_visible_to

CALENDAR_DAYS = 14


def stays_visible_to(actor: Actor) -> GuardedQuerySet:
    """The stays open to the actor: of its place and from its branch, of its shelter, of the cases that it follows."""
    category = Category.ARRIVAL if actor.purpose == Purpose.RECEPTION else Category.SHELTER
    return Stay.objects.visible_to(actor, category).select_related(
        "room__unit__organisation", "unit__organisation"
    )


def stay_for(actor: Actor, pk: UUID) -> Stay:
    """Raises NotVisible."""
    found: Stay = one_of(stays_visible_to(actor), pk=pk)
    return found


def stay_to_extend(actor: Actor, pk: UUID) -> Stay:
    """A stay whose extension the actor may decide on; the head office is shown its place and its dates alone.

    Raises NotVisible.
    """
    if actor.role != Role.RECEPTION_HEAD:
        return stay_for(actor, pk)
    found: Stay = one_of(_waiting_for_head(actor), pk=pk)
    return found


def _waiting_for_head(actor: Actor) -> GuardedQuerySet:
    rows = Stay.objects.system("the head office decides on dates, and reads no name").defer("sealed")
    return rows.filter(
        organisation=actor.organisation_id,
        arrival__isnull=False,
        state=StayState.OCCUPIED,
        wanted_until__isnull=False,
    ).select_related("room__unit__organisation", "unit__organisation", "unit__branch")


def extensions_waiting(actor: Actor) -> GuardedQuerySet:
    """The stays that somebody wants to last longer; for the head office without what is sealed."""
    if actor.role == Role.RECEPTION_HEAD:
        return _waiting_for_head(actor)
    asked = stays_visible_to(actor).filter(state=StayState.OCCUPIED, wanted_until__isnull=False)
    asked = asked.select_related("room__unit__organisation", "unit__organisation", "unit__branch")
    return asked.filter(unit=actor.unit_id) if actor.role == Role.RECEPTION_BRANCH else asked


FILTERS = ("here", "today", "leaving", "over", "no_show")


def filtered(stays: GuardedQuerySet, wanted: str, units: Iterable[int]) -> GuardedQuerySet:
    """Those who are there, who are expected today, who leave today, who stay too long, who have not come."""
    today = timezone.localdate()
    if wanted == "here":
        return stays.filter(state=StayState.OCCUPIED)
    if wanted == "today":
        return stays.filter(state=StayState.RESERVED, first__lte=today)
    if wanted == "leaving":
        return stays.filter(state=StayState.OCCUPIED, until=today)
    if wanted == "over":
        return stays.filter(overstaying(units))
    return stays.filter(state=StayState.NO_SHOW) if wanted == "no_show" else stays


@dataclass(frozen=True)
class Known:
    """A stay as a list shows it: the name where it is open, else what may be known; the place where it is open."""

    stay: Stay
    who: str
    place: str
    room: str


def known(actor: Actor, stays: Iterable[Stay]) -> list[Known]:
    """The stays with the names open to the actor: one query for the names, one for the codes of arrivals and referrals."""
    rows = list(stays)
    names = names_for(actor, [stay.person_id for stay in rows])
    codes = _codes(actor, rows)
    return [
        Known(
            stay,
            names.get(stay.person_id) or codes.get(stay.referral_id or stay.pk, stay.code),
            place_name(actor, stay.unit),
            room_name(actor, stay.room),
        )
        for stay in rows
    ]


def _codes(actor: Actor, stays: Iterable[Stay]) -> Mapping[UUID, str]:
    wanted = [stay.referral_id for stay in stays if stay.referral_id]
    if not wanted:
        return {}
    return dict(
        Referral.objects.visible_to(actor, Category.REFERRAL).filter(pk__in=wanted).values_list("pk", "code")
    )


def referral_code(actor: Actor, stay: Stay) -> str:
    return _codes(actor, [stay]).get(stay.referral_id, "") if stay.referral_id else ""


# A place, tonight and later


@dataclass(frozen=True)
class Tonight:
    """A room tonight: its beds, and who has them, for those who work there."""

    held: RoomNights
    occupied: int
    reserved: int
    free: int
    misplaced: int
    people: list[Known] = field(default_factory=list)

    @property
    def room(self) -> Room:
        return self.held.room


def rooms_tonight(actor: Actor, unit: Unit) -> list[Tonight]:
    """The rooms of a place tonight. The names are for those who work there; that they were read is written in the journal."""
    rooms = list(Room.objects.filter(unit=unit).select_related("unit__organisation"))
    today = timezone.localdate()
    people: dict[int, list[Known]] = {}
    if of_own_place(actor, unit):
        live = stays_visible_to(actor).filter(unit=unit, state__in=LIVE, first__lte=today)
        for one in known(actor, live.order_by("first", "pk")):
            people.setdefault(one.stay.room_id, []).append(one)
        record(
            actor,
            "list_stays",
            f"unit:{unit.code}",
            stays=[k.stay.code for each in people.values() for k in each],
        )
    return [
        _tonight(held, today, people.get(held.room.pk, [])) for held in held_in(rooms, today, today + DAY)
    ]


def _tonight(held: RoomNights, today: date, people: list[Known]) -> Tonight:
    occupied = sum(one.stay.state == StayState.OCCUPIED for one in held.holdings)
    return Tonight(
        held,
        occupied,
        len(held.holdings) - occupied,
        held.free([today]),
        len(held.out_of_place(today)),
        people,
    )


@dataclass(frozen=True)
class Beds:
    """The beds of a place or of a group in it, tonight."""

    usable: int = 0
    taken: int = 0
    misplaced: int = 0

    @property
    def free(self) -> int:
        return max(0, self.usable - self.taken)

    def __add__(self, other: "Beds") -> "Beds":
        return Beds(self.usable + other.usable, self.taken + other.taken, self.misplaced + other.misplaced)


def beds_tonight(units: Iterable[int]) -> dict[int, dict[str, Beds]]:
    """By unit and group, the beds tonight: two queries, however many units there are."""
    rooms = list(Room.objects.filter(unit__in=list(units)))
    today = timezone.localdate()
    found: dict[int, dict[str, Beds]] = {}
    for held in held_in(rooms, today, today + DAY):
        taken = held.taken(today)
        beds = Beds(held.room.usable, taken, len(held.out_of_place(today)))
        groups = found.setdefault(held.room.unit_id, {})
        groups[held.room.group] = groups.get(held.room.group, Beds()) + beds
    return {
        unit: {group: groups[group] for group in Group.values if group in groups}
        for unit, groups in found.items()
    }


def calendar_of(unit: Unit, first: date) -> tuple[list[date], list[tuple[Room, list[tuple[date, int]]]]]:
    """The days, and by room how many beds are taken on each of these nights."""
    days = [first + timedelta(days=n) for n in range(CALENDAR_DAYS)]
    rooms = list(Room.objects.filter(unit=unit))
    return days, [
        (held.room, [(day, held.taken(day)) for day in days])
        for held in held_in(rooms, first, first + timedelta(days=CALENDAR_DAYS))
    ]


# Who has no bed yet


def arrivals_to_house(actor: Actor) -> GuardedQuerySet:
    """Those who came to the actor's branch and have no bed: who goes first, first."""
    beds = Stay.objects.filter(person=OuterRef("person"), state__in=(*LIVE, StayState.FREED))
    return here(actor).filter(~Exists(beds)).order_by("priority", "registered_at", "id")


def referrals_to_house(actor: Actor) -> GuardedQuerySet:
    """The accepted referrals whose person has no bed at the actor's own shelter."""
    beds = Stay.objects.filter(referral=OuterRef("pk"), state__in=(*LIVE, StayState.FREED))
    rows = referrals_visible_to(actor).filter(to_organisation=actor.organisation_id, state__in=SERVED)
    return rows.filter(~Exists(beds))


def stays_from(code: str) -> list[str]:
    """The codes of the stays of a case's person; for the person's own list of who read what."""
    cases = Case.objects.system("what hangs on a record").filter(code=code)
    rows = Stay.objects.system("what hangs on a record").filter(person__in=cases.values("person"))
    return [stay.code for stay in rows.defer("sealed")]
