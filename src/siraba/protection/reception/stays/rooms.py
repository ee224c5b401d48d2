"""What may be done to a room. Each act: the right, the lock, the saving, the line of the journal."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.stays.capacity import RoomNights, held_in, lock_rooms, named, nights
from siraba.protection.reception.stays.models import Room


@action
def add_room(
    actor: Actor, unit: Unit, *, name: str, group: str, beds: int, out_of_use: int = 0, reason: str = ""
) -> Room:
    """Add a room to a place.

    Raises:
        Invalid: the place has a room of this name, or more beds are out of use than there are, or nobody says why.
    """
    check_right(actor, "add_room", unit)
    room = Room(unit=unit, name=name, group=group, beds=beds, out_of_use=out_of_use, reason=reason)
    _check(room)
    room.save(force_insert=True)
    record(actor, "add_room", room.code, unit=unit.code, group=group, beds=beds)
    return room


@action
def amend_room(
    actor: Actor, room: Room, *, name: str, group: str, beds: int, out_of_use: int = 0, reason: str = ""
) -> None:
    """Say anew for whom a room is, how many beds it has, and how many cannot be used.

    Raises:
        Invalid: beds that are held would be missing, on the nights that are named; or somebody there does not fit the group.
    """
    check_right(actor, "amend_room", room)
    (locked,) = lock_rooms([room])
    locked.name, locked.group, locked.beds, locked.out_of_use, locked.reason = (
        name,
        group,
        beds,
        out_of_use,
        reason if out_of_use else "",
    )
    _check(locked)
    _check_held(locked)
    locked.save()
    room.refresh_from_db()
    record(actor, "amend_room", room.code, group=group, beds=beds, out_of_use=out_of_use)


def _check(room: Room) -> None:
    if room.beds < 1:
        raise Invalid(_("Une chambre a au moins un lit."), "beds")
    if room.out_of_use > room.beds:
        raise Invalid(_("Il ne peut pas y avoir plus de lits hors d’usage que de lits."), "out_of_use")
    if room.out_of_use and not room.reason:
        raise Invalid(_("Dites pourquoi des lits sont hors d’usage."), "reason")
    if Room.objects.filter(unit=room.unit_id, name=room.name).exclude(pk=room.pk).exists():
        raise Invalid(_("Ce lieu a déjà une chambre de ce nom."), "name")


def _check_held(room: Room) -> None:
    today = timezone.localdate()
    (held,) = held_in([room], today, date.max)
    last = max((one.until for one in held.holdings), default=today)
    span = nights(today, last)
    short = [night for night in span if held.taken(night) > room.usable]
    if short:
        raise Invalid(
            _("Plus de lits sont tenus qu’il n’en resterait : %(nights)s. Libérez ou déplacez d’abord.")
            % {"nights": named(short)},
            "out_of_use",
        )
    if apart := _misplaced(held, span):
        raise Invalid(
            _("Qui y dort ne convient pas à ce groupe : %(nights)s.") % {"nights": named(apart)}, "group"
        )


def _misplaced(held: RoomNights, span: list[date]) -> list[date]:
    return [night for night in span if held.out_of_place(night)]
