"""What may be done about a bed. Each act: the right, the state, the lock of the room, the saving, the line of the journal.

A person is locked before a stay, and a stay before rooms, so that two acts never wait for each other in a circle.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.stays.capacity import RoomNights, held_in, lock_rooms, nights
from siraba.protection.reception.stays.guests import Guest, family_of, guest_of
from siraba.protection.reception.stays.models import LIVE, STAY_MOVES, Leaving, Room, Stay, StayState
from siraba.protection.reception.stays.places import no_bed
from siraba.protection.reception.stays.rules import Wish
from siraba.protection.referrals.models import Referral

SYSTEM = "an act on a bed looks at what is held"
LONGEST = 366


# Reserving


@action
def reserve_bed(
    actor: Actor,
    found: Arrival | Referral,
    *,
    room: Room,
    first: date,
    until: date,
    bed: str = "",
    note: str = "",
    split: str = "",
    family: Stay | None = None,
) -> Stay:
    """Keep a bed for one person, from the night of `first` to the one before the day `until`.

    `split` says why she sleeps apart from her family; `family` is a stay of somebody of the same family, for a referral.

    Raises:
        NoBed: the room is full or not for her; the other rooms that fit come with it.
        Invalid: she is not here, has a bed already, the dates cannot be, or her family is elsewhere and nobody says why.
    """
    check_right(actor, "reserve_bed", Wish(found, room.unit))
    lock(found)
    guest = guest_of(found, first)
    if guest is None:
        raise Invalid(_("Cette personne n’est pas arrivée."))
    if family is not None:
        guest = _of_family(guest, family, room)
    (locked,) = lock_rooms([room])
    _dates(locked.unit, first, until)
    _not_twice(guest, locked.unit)
    _apart(guest, locked, split)
    held = _held(locked, first, until)
    _check(actor, held, [guest], first, until)
    stay = _reserve(actor, guest, held, first, until, bed, note=note, split=split)
    record(actor, "reserve_bed", stay.code, of=guest.code, room=room.code, nights=(until - first).days)
    return stay


@action
def reserve_for_party(
    actor: Actor,
    arrival: Arrival,
    *,
    unit: Unit,
    first: date,
    until: date,
    room: Room | None = None,
    note: str = "",
) -> list[Stay]:
    """Keep beds in one room for a whole family: in `room`, or in the first of the place that takes them all.

    Raises:
        NoBed: no room takes all of them; the rooms elsewhere that do come with it.
        Invalid: nobody of the family is here, or somebody of it has a bed already.
    """
    check_right(actor, "reserve_for_party", Wish(arrival, unit))
    family = family_of(arrival)
    for one in family:
        if one.arrival is not None:
            lock(one.arrival)
    family = family_of(arrival)
    if not family:
        raise Invalid(_("Cette personne n’est pas arrivée."))
    _dates(unit, first, until)
    for one in family:
        _not_twice(one, unit)
    rooms = lock_rooms(Room.objects.filter(unit=unit, **({"pk": room.pk} if room else {})))
    held = _room_for_all(actor, family, rooms, room or unit, first, until)
    made = [_reserve(actor, one, held, first, until, note=note) for one in family]
    record(actor, "reserve_for_party", arrival.code, room=held.room.code, stays=[stay.code for stay in made])
    return made


def _room_for_all(
    actor: Actor,
    family: Sequence[Guest],
    rooms: Sequence[Room],
    wanted: Room | Unit,
    first: date,
    until: date,
) -> RoomNights:
    """The smallest room that takes them all, a families' room before others."""
    persons, span = [one.facts for one in family], nights(first, until)
    fitting = [one for one in held_in(rooms, first, until) if not one.why_not(persons, span)]
    if not fitting:
        reason = _("aucune chambre ne prend les %(n)d personnes ensemble") % {"n": len(persons)}
        raise no_bed(actor, reason, wanted, persons, first, until)
    return min(fitting, key=lambda one: (one.room.group != "families", one.free(span), one.room.pk))


def _dates(unit: Unit, first: date, until: date) -> None:
    if first < timezone.localdate():
        raise Invalid(_("La première nuit est passée."), "first")
    if until <= first:
        raise Invalid(_("Le jour du départ vient après celui de l’arrivée."), "until")
    longest = Branch.objects.filter(unit=unit).values_list("longest_stay_days", flat=True).first()
    if longest and (until - first).days > longest:
        raise Invalid(
            _("Un séjour dure ici %(n)d jours au plus : demandez ensuite une prolongation.") % {"n": longest},
            "until",
        )
    if (until - timezone.localdate()).days > LONGEST:
        raise Invalid(_("Pas plus d’un an à l’avance."), "until")


def _not_twice(guest: Guest, unit: Unit) -> None:
    rows = Stay.objects.system(SYSTEM).filter(
        person=guest.person, organisation=unit.organisation_id, state__in=LIVE
    )
    if any(one.state == StayState.RESERVED or one.unit_id == unit.pk for one in rows):
        raise Invalid(_("%(code)s a déjà un lit : annulez-le ou libérez-le d’abord.") % {"code": guest.code})


def _of_family(guest: Guest, family: Stay, room: Room) -> Guest:
    """Two who came by referrals are of one family: a number of its own ties them."""
    lock(family)
    if family.referral_id is None or family.unit_id != room.unit_id or family.state not in LIVE:
        raise Invalid(_("Choisissez un séjour en cours dans ce lieu."), "family")
    if family.party is None:
        family.party = family.pk
        family.save()
    facts = guest.facts
    together = type(facts)(facts.sex, facts.age, facts.alone, None if facts.alone else family.party)
    return Guest(guest.person, together, referral=guest.referral)


def _apart(guest: Guest, room: Room, split: str) -> None:
    """A family is placed together; who is placed alone while others of it sleep elsewhere needs a reason."""
    if guest.arrival is None or guest.party is None or split:
        return
    family = {one.person.pk for one in family_of(guest.arrival)} - {guest.person.pk}
    there = Stay.objects.system(SYSTEM).filter(person__in=family, room=room, state__in=LIVE)
    if family - set(there.values_list("person", flat=True)):
        raise Invalid(
            _("Sa famille est ici aussi : logez-la ensemble, ou dites pourquoi la séparer."), "split"
        )


def _held(room: Room, first: date, until: date, but: Stay | None = None) -> RoomNights:
    (held,) = held_in([room], first, until)
    return held.without(but) if but else held


def _check(actor: Actor, held: RoomNights, guests: Sequence[Guest], first: date, until: date) -> None:
    persons = [one.facts for one in guests]
    if reason := held.why_not(persons, nights(first, until)):
        raise no_bed(actor, reason, held.room, persons, first, until)


def _reserve(
    actor: Actor, guest: Guest, held: RoomNights, first: date, until: date, bed: str = "", **words: str
) -> Stay:
    room = held.room
    _own_bed(held, bed)
    arrival, referral = guest.arrival, guest.referral
    stay = Stay(
        organisation_id=room.unit.organisation_id,
        unit=room.unit,
        room=room,
        person=guest.person,
        arrival=arrival,
        referral=referral,
        case_id=referral.case_id if referral else None,
        sent_from_id=arrival.unit_id if arrival else None,
        party=guest.party,
        first=first,
        until=until,
        bed=bed,
        reserved_by_id=actor.account_id,
        held_until=_held_until(first),
        fictitious=guest.person.fictitious,
    )
    stay.write(**words)
    stay.save(force_insert=True)
    return stay


def _own_bed(held: RoomNights, bed: str) -> None:
    if bed and any(one.stay.bed == bed for one in held.holdings):
        raise Invalid(_("Le lit %(bed)s est à quelqu’un d’autre à ces dates.") % {"bed": bed}, "bed")


def _held_until(first: date) -> datetime:
    """A bed is kept for so many hours from the beginning of its first day, or from now if that is later."""
    begins = timezone.make_aware(datetime.combine(first, time.min))
    return max(begins, timezone.now()) + timedelta(hours=settings.STAY_NO_SHOW_HOURS)


# The bed


@action
def take_in(actor: Actor, stay: Stay, *, bed: str = "") -> None:
    """She is here: the bed is occupied. If she comes before her day, the nights until then are asked for too.

    Her bed elsewhere in the same organisation is freed, since she is not there any more.

    Raises:
        NoBed: somebody has not left yet, or she does not fit the room any more.
    """
    check_right(actor, "take_in", stay)
    lock(stay)
    STAY_MOVES.advance(stay, "take_in")
    (room,) = lock_rooms([stay.room])
    today = timezone.localdate()
    if stay.until <= today:
        raise Invalid(_("Ces nuits sont passées : réservez de nouveau."))
    guest = _guest(stay)
    early = nights(today, stay.first)
    stay.first = min(stay.first, today)
    held = _held(room, stay.first, stay.until, stay)
    reason = _no_bed_now(held) or held.unfit([guest.facts], nights(today, stay.until)) or held.crowded(early)
    if reason:
        raise no_bed(actor, reason, room, [guest.facts], today, stay.until)
    bed = bed or stay.bed
    _own_bed(held, bed)
    stay.bed, stay.party, stay.in_at = bed, guest.party, timezone.now()
    _leave_elsewhere(actor, stay)
    stay.save()
    record(actor, "take_in", stay.code, room=room.code)


def _guest(stay: Stay) -> Guest:
    """The person of a stay, as is known today."""
    if stay.arrival_id:
        found: Arrival | Referral = Arrival.objects.system(SYSTEM).get(pk=stay.arrival_id)
    else:
        found = Referral.objects.system(SYSTEM).get(pk=stay.referral_id)
    guest = guest_of(found, stay.first)
    if guest is None:
        raise Invalid(_("Son inscription a été retirée : voyez l’antenne qui l’a envoyée."))
    if guest.referral is None or guest.facts.alone:
        return guest
    facts = guest.facts
    return Guest(guest.person, type(facts)(facts.sex, facts.age, False, stay.party), referral=guest.referral)


def _no_bed_now(held: RoomNights) -> str:
    here = [one.stay for one in held.holdings if one.stay.state == StayState.OCCUPIED]
    if len(here) < held.room.usable:
        return ""
    late = [one.code for one in here if one.until <= timezone.localdate()]
    if late:
        return _("tous les lits sont occupés ; devaient partir : %(codes)s") % {"codes": ", ".join(late)}
    return _("tous les lits sont occupés")


def _leave_elsewhere(actor: Actor, stay: Stay) -> None:
    rows = Stay.objects.system(SYSTEM).filter(
        person=stay.person_id, organisation=stay.organisation_id, state=StayState.OCCUPIED
    )
    for one in rows.exclude(pk=stay.pk):
        lock(one)
        if one.state == StayState.OCCUPIED:
            _free(one, Leaving.TRANSFER)
            record(actor, "free_bed", one.code, leaving=Leaving.TRANSFER)


@action
def free_bed(actor: Actor, stay: Stay, *, leaving: str, note: str = "") -> None:
    """She has left, and why."""
    check_right(actor, "free_bed", stay)
    lock(stay)
    STAY_MOVES.require(stay, "free_bed")
    _free(stay, leaving, note)
    record(actor, "free_bed", stay.code, leaving=leaving)


def _free(stay: Stay, leaving: str, note: str = "") -> None:
    STAY_MOVES.advance(stay, "free_bed")
    stay.leaving, stay.out_at, stay.wanted_until = leaving, timezone.now(), None
    stay.write(**{**stay.words, "leaving": note})
    stay.save()


@action
def extend_stay(actor: Actor, stay: Stay, *, until: date, extending: str, note: str = "") -> None:
    """Ask that she may stay longer, and say why; whoever runs the branch decides.

    Raises:
        NoBed: the bed is somebody else's on those nights.
        Invalid: it is not longer.
    """
    check_right(actor, "extend_stay", stay)
    lock(stay)
    STAY_MOVES.require(stay, "extend_stay")
    _longer(actor, stay, until)
    stay.wanted_until, stay.extending = until, extending
    stay.write(**{**stay.words, "asking": note})
    stay.save()
    record(actor, "extend_stay", stay.code, extending=extending, until=until.isoformat())


@action
def approve_extension(actor: Actor, stay: Stay) -> None:
    """She stays as long as was asked.

    Raises:
        NoBed: meanwhile the bed has become somebody else's on those nights.
        Invalid: nothing was asked.
    """
    check_right(actor, "approve_extension", stay)
    lock(stay)
    STAY_MOVES.require(stay, "approve_extension")
    if stay.wanted_until is None:
        raise Invalid(_("Aucune prolongation n’est demandée."))
    _longer(actor, stay, stay.wanted_until)
    stay.until, stay.wanted_until, stay.extended_by_id = stay.wanted_until, None, actor.account_id
    stay.save()
    record(actor, "approve_extension", stay.code, until=stay.until.isoformat())


def _longer(actor: Actor, stay: Stay, until: date) -> None:
    if until <= max(stay.until, timezone.localdate()):
        raise Invalid(_("Une prolongation va au-delà du %(day)s.") % {"day": stay.until.isoformat()}, "until")
    if (until - timezone.localdate()).days > LONGEST:
        raise Invalid(_("Pas plus d’un an à l’avance."), "until")
    (room,) = lock_rooms([stay.room])
    first = max(stay.until, timezone.localdate())
    held = _held(room, first, until, stay)
    _check(actor, held, [_guest(stay)], first, until)


# What does not come to a stay


@action
def mark_no_show(actor: Actor, stay: Stay) -> None:
    """She was expected and has not come: the bed is free.

    Raises:
        Invalid: her day has not come.
    """
    check_right(actor, "mark_no_show", stay)
    lock(stay)
    STAY_MOVES.advance(stay, "mark_no_show")
    if stay.first > timezone.localdate():
        raise Invalid(_("Elle est attendue plus tard : annulez plutôt la réservation."))
    stay.save()
    record(actor, "mark_no_show", stay.code)


@action
def cancel_reservation(actor: Actor, stay: Stay, *, note: str = "") -> None:
    """The bed is not needed."""
    check_right(actor, "cancel_reservation", stay)
    lock(stay)
    STAY_MOVES.advance(stay, "cancel_reservation")
    stay.write(**{**stay.words, "leaving": note})
    stay.save()
    record(actor, "cancel_reservation", stay.code)


@action
def free_unclaimed_beds(actor: None) -> int:
    """The timer's: beds that were kept, and not taken in time, are free again; how many."""
    late = Stay.objects.system("beds that nobody took in time").filter(
        state=StayState.RESERVED, held_until__lt=timezone.now()
    )
    freed = []
    for stay in late.select_for_update(of=("self",)).order_by("pk").iterator(chunk_size=500):
        STAY_MOVES.advance(stay, "mark_no_show")
        stay.save()
        freed.append(stay.code)
    record(actor, "free_unclaimed_beds", count=len(freed))
    return len(freed)
