"""What may be done about those who arrive. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Unit
from siraba.foundation.people.actions import correct_identity, register_person
from siraba.foundation.people.models import Person
from siraba.foundation.people.selectors import identities_for
from siraba.protection.cases.actions import begin_case
from siraba.protection.cases.models import Case
from siraba.protection.reception.arrivals.fields import FIELDS, FIVE, Presence, cleaned
from siraba.protection.reception.arrivals.models import (
    CONVOY_MOVES,
    SPACE,
    Arrival,
    Convoy,
    ConvoyKind,
    ConvoyState,
    convoy_number,
    plain,
)
from siraba.protection.reception.arrivals.numbering import new_bands, next_tickets
from siraba.protection.reception.arrivals.versions import Entry

# One reference in every language, so that every device means the same convoy
OF_THE_DAY = "Arrivées du jour"
SYSTEM = "an arrival that a device or a list writes again"


@action
def announce_convoy(
    actor: Actor,
    *,
    kind: str,
    reference: str,
    day: date,
    from_country: str = "",
    from_place: str = "",
    expected: int | None = None,
    fictitious: bool = False,
) -> Convoy:
    """Say that people come together to the actor's branch.

    Raises:
        Invalid: nobody comes, the reference says nothing, or this convoy is written down already.
    """
    check_right(actor, "announce_convoy")
    convoy = _convoy(actor, kind, reference, day)
    if Convoy.objects.system("is it written down already").filter(pk=convoy.pk).exists():
        raise Invalid(_("Ce convoi est déjà inscrit à cette antenne pour ce jour."), "reference")
    if expected is not None and expected < 1:
        raise Invalid(_("Un convoi compte au moins une personne."), "expected")
    convoy.from_country, convoy.from_place, convoy.expected = from_country, from_place, expected
    convoy.fictitious = convoy.fictitious or fictitious
    convoy.save(force_insert=True)
    record(actor, "announce_convoy", convoy.code, expected=expected)
    return convoy


def _convoy(actor: Actor, kind: str, reference: str, day: date) -> Convoy:
    if not plain(reference):
        raise Invalid(_("Donnez une référence : un numéro de vol, une plaque."), "reference")
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    return Convoy(
        pk=convoy_number(unit, day, reference),
        organisation_id=actor.home,
        unit=unit,
        kind=kind,
        reference=reference.strip()[:40],
        day=day,
        announced_by_id=actor.account_id,
        fictitious=settings.DEMONSTRATION,
    )


@action
def convoy_from_device(actor: Actor, *, kind: str, reference: str, day: date) -> Convoy:
    """The convoy that a device means; written down if nobody had."""
    check_right(actor, "announce_convoy")
    meant = _convoy(actor, kind, reference, day)
    known = Convoy.objects.system(SYSTEM).filter(pk=meant.pk).first()
    if known is None:
        meant.state = ConvoyState.RECEIVING
        meant.save(force_insert=True)
    record(actor, "convoy_from_device", meant.code, known=known is not None)
    return known or meant


def convoy_of_today(actor: Actor) -> Convoy:
    """Where those who come one by one are written down."""
    return convoy_from_device(actor, kind=ConvoyKind.DAY, reference=OF_THE_DAY, day=timezone.localdate())


@action
def begin_reception(actor: Actor, convoy: Convoy) -> None:
    """They are here: the desks begin."""
    _move(actor, convoy, "begin_reception")


@action
def begin_reception_again(actor: Actor, convoy: Convoy) -> None:
    """Somebody still comes after the end."""
    _move(actor, convoy, "begin_reception_again")


@action
def end_reception(actor: Actor, convoy: Convoy) -> None:
    """All who came are written down: those who are still expected have not come."""
    check_right(actor, "end_reception", convoy)
    lock(convoy)
    CONVOY_MOVES.advance(convoy, "end_reception")
    convoy.save()
    waiting = Arrival.objects.system(SYSTEM).filter(convoy=convoy, presence=Presence.EXPECTED)
    for arrival in waiting.select_related("convoy"):
        _write(arrival, over_all(arrival, {"presence": Presence.ABSENT}))
        arrival.save()
    record(actor, "end_reception", convoy.code)


def _move(actor: Actor, convoy: Convoy, act: str) -> None:
    check_right(actor, act, convoy)
    lock(convoy)
    CONVOY_MOVES.advance(convoy, act)
    convoy.save()
    record(actor, act, convoy.code)


# One person


@action
def register_arrival(
    actor: Actor,
    convoy: Convoy,
    *,
    number: UUID,
    entries: Iterable[Entry] | None = None,
    device: str = "",
    **values: Any,
) -> Arrival:
    """Write somebody of a convoy down, or more of them; `number` is made where it is written first.

    Either `values`, which write over all that is known, or the `entries` of a device, which say what their author had seen.
    Written again it changes nothing.

    Raises:
        Invalid: a value that cannot be; one of the five fields is missing of somebody who is here.
        NotVisible: the number is that of an arrival elsewhere.
    """
    check_right(actor, "register_arrival", convoy)
    if convoy.state == ConvoyState.ANNOUNCED:
        lock(convoy)
        CONVOY_MOVES.advance(convoy, "register_arrival")
        convoy.save()
    arrival, new = _arrival(actor, convoy, number)
    given = list(entries) if entries is not None else over_all(arrival, cleaned(values))
    changed = _write(arrival, [_checked(entry) for entry in given])
    _complete(arrival)
    _keep_person(actor, arrival, changed)
    arrival.save(force_insert=new)
    if arrival.wants_case and arrival.case_id is None and arrival.person_id:
        open_case_of_arrival(actor, arrival)
    record(actor, "register_arrival", arrival.code, convoy=convoy.code, fields=sorted(changed), device=device)
    return arrival


def _arrival(actor: Actor, convoy: Convoy, number: UUID) -> tuple[Arrival, bool]:
    known = Arrival.objects.system(SYSTEM).select_related("convoy", "person").filter(pk=number).first()
    if known is None:
        made = Arrival(
            pk=number,
            convoy=convoy,
            organisation_id=convoy.organisation_id,
            unit_id=convoy.unit_id,
            written_by_id=actor.account_id,
            fictitious=convoy.fictitious,
        )
        return made, True
    if known.convoy_id != convoy.pk:
        raise NotVisible
    lock(known)
    return known, False


def over_all(arrival: Arrival, values: Mapping[str, Any]) -> list[Entry]:
    """Entries that write over everything that is known of these fields; none where it says so already.

    What is left empty and was never said says nothing: it must not differ from what a device fills in.
    """
    heads = arrival.versions.heads()
    now = timezone.now().isoformat(timespec="milliseconds")
    return [
        Entry(str(uuid4()), name, value, now, tuple(head.id for head in heads.get(name, [])))
        for name, value in values.items()
        if [head.value for head in heads.get(name, [])] != [value] and (name in heads or _says(value))
    ]


def _says(value: Any) -> bool:
    """An age of 0 says something; an empty text, an empty list and an unticked box do not."""
    return value is not False and value not in ("", [], None)


def _checked(entry: Entry) -> Entry:
    value = cleaned({entry.field: entry.value})[entry.field]
    try:
        at = datetime.fromisoformat(entry.at).astimezone(UTC).isoformat(timespec="milliseconds")
    except ValueError:
        raise Invalid(_("Cet envoi n’est pas lisible."), entry.field) from None
    return Entry(entry.id, entry.field, value, at, entry.over)


def _write(arrival: Arrival, entries: Iterable[Entry]) -> set[str]:
    """Take the entries in; the fields whose standing value has changed."""
    versions = arrival.versions
    before = versions.standing()
    versions.add(entries)
    after = arrival.derive(versions)
    return {name for name in after if before.get(name) != after[name]}


def _complete(arrival: Arrival) -> None:
    if arrival.presence != Presence.HERE:
        return
    says = arrival.versions.standing()
    missing = [name for name in FIVE if says.get(name) in (None, "")]
    if missing:
        labels = ", ".join(str(FIELDS[name].label) for name in missing)
        raise Invalid(_("Il manque : %(fields)s.") % {"fields": labels}, missing[0])


# The person, once somebody is here


def _keep_person(actor: Actor, arrival: Arrival, changed: set[str]) -> None:
    says = arrival.versions.standing()
    if arrival.person_id is None:
        if arrival.presence == Presence.HERE:
            arrival.person = _person(actor, arrival, says)
        return
    known = {"names", "contact", "sex", "age"} & changed
    if known:
        _correct(actor, arrival, says, known)
    if {"citizenships", "languages"} & changed:
        rows = Person.objects.system("what an arrival says of its person").filter(pk=arrival.person_id)
        rows.update(citizenships=arrival.citizenships, languages=arrival.languages[:60])


def _person(actor: Actor, arrival: Arrival, says: Mapping[str, Any]) -> Person:
    return register_person(
        actor,
        names=says["names"],
        sex=says["sex"],
        age=says["age"],
        citizenships=says["citizenships"],
        languages=arrival.languages[:60],
        contact=says.get("contact", ""),
        fictitious=arrival.fictitious,
    )


def _correct(actor: Actor, arrival: Arrival, says: Mapping[str, Any], changed: set[str]) -> None:
    identity = (
        identities_for(actor, [arrival.person_id]).get(arrival.person_id) if arrival.person_id else None
    )
    if identity is None:
        raise NotVisible
    facts: dict[str, Any] = {name: says[name] for name in changed - {"age"}}
    if "age" in changed:
        facts["birth_year"] = arrival.birth_year
    correct_identity(actor, identity, **facts)


# What a person decides


@action
def settle_arrival(actor: Actor, arrival: Arrival, *, field: str, value: Any) -> None:
    """Two said different things: this is what holds."""
    check_right(actor, "settle_arrival", arrival)
    lock(arrival)
    changed = _write(arrival, over_all(arrival, cleaned({field: value})))
    _complete(arrival)
    _keep_person(actor, arrival, changed)
    arrival.save()
    record(actor, "settle_arrival", arrival.code, field=field)


@action
def mark_double(actor: Actor, arrival: Arrival, *, other: Arrival) -> None:
    """Both were written down of one person: the arrival steps back behind the other, and can be brought back.

    Raises:
        Invalid: they are of two convoys, one and the same, or the case of the first is open.
    """
    check_right(actor, "mark_double", arrival)
    lock(arrival)
    if other.pk == arrival.pk or other.convoy_id != arrival.convoy_id:
        raise Invalid(_("Choisissez une autre inscription du même convoi."), "other")
    if arrival.case_id is not None:
        raise Invalid(_("Un dossier en est ouvert : gardez celle-ci, et écartez l’autre."), "other")
    _write(arrival, over_all(arrival, {"presence": Presence.DOUBLE, "double_of": str(other.pk)}))
    arrival.save()
    record(actor, "mark_double", arrival.code, other=other.code)


@action
def open_case_of_arrival(actor: Actor, arrival: Arrival) -> Case:
    """The first look asks for more: a draft case opens for the person, to be screened.

    Raises:
        Invalid: the person is not here, or has a case already.
    """
    check_right(actor, "open_case_of_arrival", arrival)
    lock(arrival)
    if arrival.person is None or arrival.presence != Presence.HERE:
        raise Invalid(_("Cette personne n’est pas arrivée."))
    if arrival.case_id is not None:
        raise Invalid(_("Son dossier est déjà ouvert."))
    says = arrival.versions.standing()
    arrival.case = begin_case(
        actor,
        arrival.person,
        says["names"],
        urgent_need=arrival.urgent_need,
        population_groups=["returnee", *(["uac"] if arrival.alone else [])],
    )
    arrival.save()
    record(actor, "open_case_of_arrival", arrival.code, case=arrival.case.code)
    return arrival.case


@action
def print_bands(actor: Actor, convoy: Convoy, *, kind: str, number: int) -> list[str]:
    """The codes of blank bracelets (`bands`), or the next numbers of tickets, for a sheet to print and cut."""
    check_right(actor, "print_bands", convoy)
    record(actor, "print_bands", convoy.code, kind=kind, number=number)
    return new_bands(number) if kind == "bands" else next_tickets(convoy.unit_id, [convoy.pk], number)


def row_number(convoy: Convoy, key: str) -> UUID:
    """The number of the person of one line of the list of a convoy."""
    return uuid5(SPACE, f"{convoy.pk}|{key}")
