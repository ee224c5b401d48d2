"""Where there are beds, and what of a place may be told to whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.roles import Role
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.stays.capacity import RoomNights, held_in, nights
from siraba.protection.reception.stays.housing import PersonFacts
from siraba.protection.reception.stays.models import Room
from siraba.protection.reception.stays.rules import SHELTERS, of_own_place, receives_from_others


def place_open_to(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may know which place this is: a protected one is for those who work there.

    Of its own organisation it is open, besides, to roles whose purpose opens the category of shelters, as in the directory
    of services.
    """
    if not unit.address_protected or actor.unit_id == unit.pk:
        return True
    return unit.organisation_id == actor.organisation_id and bool(actor.scopes(Category.SHELTER))


def place_name(actor: Actor, unit: Unit) -> str:
    """The name of a place, or that it is protected and whose it is."""
    if place_open_to(actor, unit):
        return unit.name
    return _("Lieu protégé (%(organisation)s)") % {"organisation": unit.organisation.short_name}


def room_name(actor: Actor, room: Room) -> str:
    """The name of a room; of a protected place only for whom it is."""
    return room.name if place_open_to(actor, room.unit) else str(room.get_group_display())


def _units_reached(actor: Actor) -> Q:
    """The places where the actor may ask for a bed."""
    if actor.organisation_id is None:
        return Q(pk__in=[])
    if actor.role in SHELTERS:
        return Q(organisation=actor.organisation_id)
    own = Q(pk=actor.unit_id) if actor.unit_id else Q(pk__in=[])
    return own | receives_from_others(actor.organisation_id)


def rooms_reached(actor: Actor) -> QuerySet[Room]:
    """The rooms in which the actor may reserve."""
    units = Unit.objects.filter(_units_reached(actor))
    return Room.objects.filter(unit__in=units).select_related("unit__organisation")


def places_of(actor: Actor) -> QuerySet[Unit]:
    """The places whose rooms the actor keeps: its own, or all of its organisation for the head office and a shelter."""
    units = Unit.objects.select_related("organisation", "branch").order_by("name", "pk")
    if actor.role in SHELTERS:
        return units.filter(organisation=actor.organisation_id)
    if actor.role == Role.RECEPTION_HEAD:
        return units.filter(organisation=actor.organisation_id, branch__isnull=False)
    return units.filter(pk=actor.unit_id or 0)


def place_for(actor: Actor, code: str) -> Unit:
    """One of them that the actor may know, by its code. Raises NotVisible."""
    found = places_of(actor).filter(code=code).first()
    if found is None or not place_open_to(actor, found):
        raise NotVisible
    return found


def room_for(actor: Actor, pk: int) -> Room:
    """A room that the actor keeps. Raises NotVisible."""
    found = Room.objects.select_related("unit__organisation").filter(pk=pk, unit__in=places_of(actor)).first()
    if found is None or not place_open_to(actor, found.unit):
        raise NotVisible
    return found


@dataclass(frozen=True)
class Option:
    """A room that is proposed, or why it is not; the words are those that the actor may read."""

    room: Room
    place: str
    name: str
    free: int
    why_not: str = ""

    @property
    def label(self) -> str:
        beds = ngettext("%(n)d lit libre", "%(n)d lits libres", self.free) % {"n": self.free}
        return f"{self.place}, {self.name} ({self.room.get_group_display()}) : {beds}"


def options_for(
    actor: Actor, persons: Sequence[PersonFacts], first: date, until: date, beside: Unit | None = None
) -> list[Option]:
    """Every room that the actor reaches: those that fit first, of the place `beside` first, the fullest that still fits first."""
    span = nights(first, until)
    made = [_option(actor, one, persons, span) for one in held_in(list(rooms_reached(actor)), first, until)]
    near = beside.pk if beside else actor.unit_id
    return sorted(
        made,
        key=lambda one: (bool(one.why_not), one.room.unit_id != near, one.place, one.free, one.room.pk),
    )


def _option(actor: Actor, held: RoomNights, persons: Sequence[PersonFacts], span: Sequence[date]) -> Option:
    room = held.room
    return Option(
        room,
        place_name(actor, room.unit),
        room_name(actor, room),
        held.free(span),
        held.why_not(persons, span),
    )


class NoBed(Invalid):
    """There is no bed here for these people; `alternatives` are the rooms that the actor may choose instead."""

    def __init__(self, message: str, alternatives: Sequence[Option], field: str = "room"):
        self.alternatives = alternatives
        super().__init__(f"{message} {_offered(alternatives)}", field)


def _offered(alternatives: Iterable[Option]) -> str:
    said = " ; ".join(one.label for one in alternatives)
    return (
        _("Il reste : %(rooms)s.") % {"rooms": said}
        if said
        else _("Aucun autre lit ne convient à ces dates.")
    )


def no_bed(
    actor: Actor, reason: str, room: Room | Unit, persons: Sequence[PersonFacts], first: date, until: date
) -> NoBed:
    """The refusal, with what else there is: the other rooms of the place, then those of other places."""
    unit, here = (room.unit, room) if isinstance(room, Room) else (room, None)
    what = room_name(actor, here) if here else place_name(actor, unit)
    fitting = [
        one
        for one in options_for(actor, persons, first, until, unit)
        if not one.why_not and (here is None or one.room.pk != here.pk)
    ]
    return NoBed(_("« %(room)s » : %(reason)s.") % {"room": what, "reason": reason}, fitting)


def keeps_place(actor: Actor, unit: Unit) -> bool:
    """Whether the actor works at the place, and so may know who sleeps there."""
    return of_own_place(actor, unit)
