"""Suspects: named, held, freed, charged, cleared. Who is in a victim's disclosure is named by two persons."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.handover.models import OPEN, DisclosedCopy
from siraba.foundation.people.names import name_sounds
from siraba.prosecution.investigations.countersigning import ask, carries_out
from siraba.prosecution.investigations.models import (
    INQUIRY_MOVES,
    SUSPECT_MOVES,
    Charge,
    Countersignature,
    CountersignatureKind,
    Inquiry,
    InquiryState,
    Offence,
    Suspect,
    SuspectState,
)
from siraba.prosecution.investigations.models.files import ENDED
from siraba.prosecution.investigations.models.persons import CLEARED
from siraba.prosecution.investigations.numbering import next_number

SYSTEM = "a suspect of a file already given to the actor"
MONTH = timedelta(days=30)
WORDS = ("names", "aliases", "birth", "remarks")


@action
def name_suspect(
    actor: Actor,
    inquiry: Inquiry,
    *,
    names: str,
    aliases: str = "",
    birth: str = "",
    remarks: str = "",
    sex: str = "unknown",
    age_band: str = "",
    citizenship: str = "",
    role: str = "",
) -> Suspect | Countersignature:
    """Name a suspect. A name that is in a disclosure to the actor's service waits for a second person: a victim is no suspect.

    Returns:
        The suspect, or what waits to be signed.
    """
    check_right(actor, "name_suspect", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "name_suspect")
    said = {
        "names": names,
        "aliases": aliases,
        "birth": birth,
        "remarks": remarks,
        "sex": sex,
        "age_band": age_band,
        "citizenship": citizenship,
        "role": role,
    }
    if _is_disclosed(actor, f"{names} {aliases}"):
        reason = _("Un nom semblable est dans une divulgation reçue : la personne peut être une victime.")
        asked = ask(actor, inquiry, CountersignatureKind.NAME, reason=reason, said=said)
        record(actor, "name_suspect", inquiry.code, waits=True)
        return asked
    suspect = _named(actor, inquiry, said)
    record(actor, "name_suspect", suspect.code, inquiry=inquiry.code)
    return suspect


def _is_disclosed(actor: Actor, names: str) -> bool:
    """Whether two words of the name, or all of a shorter one, sound like a name handed over to the actor's service."""
    sought = name_sounds(names)
    copies = DisclosedCopy.objects.system("no victim is made a suspect by one person alone").filter(
        recipient=actor.organisation_id, state__in=OPEN, expires_at__gt=timezone.now()
    )
    return any(_alike(sought, name_sounds(str(copy.words.get("names", "")))) for copy in copies)


def _alike(one: list[Any], other: list[Any]) -> bool:
    shared = sum(any(set(word) & set(heard) for heard in other) for word in one)
    return shared > 0 and shared >= min(2, len(other), len(one))


def _named(actor: Actor, inquiry: Inquiry, said: dict[str, str], by: int | None = None) -> Suspect:
    suspect = Suspect(
        inquiry=inquiry,
        number=next_number(Suspect, inquiry),
        named_by_id=by or actor.account_id,
        **{name: value for name, value in said.items() if name not in WORDS},
    )
    suspect.write(**{name: said[name] for name in WORDS})
    suspect.save(force_insert=True)
    return suspect


@carries_out(CountersignatureKind.NAME)
def name_signed(actor: Actor, asked: Countersignature) -> None:
    inquiry = Inquiry.objects.system(SYSTEM).get(pk=asked.inquiry_id)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "name_suspect")
    suspect = _named(actor, inquiry, asked.words["said"], asked.asked_by_id)
    # The name is in one place only
    asked.write(reason=asked.words["reason"], said={})
    asked.suspect = suspect
    asked.save()
    record(actor, "name_suspect", suspect.code, inquiry=inquiry.code)


@action
def arrest_suspect(actor: Actor, suspect: Suspect) -> None:
    _advance(actor, suspect, "arrest_suspect")


@action
def hold_suspect(actor: Actor, suspect: Suspect) -> None:
    """The person is deprived of liberty: set the deadline of it at once."""
    _advance(actor, suspect, "hold_suspect")


@action
def free_suspect(actor: Actor, suspect: Suspect) -> None:
    _advance(actor, suspect, "free_suspect")


@action
def charge_suspect(actor: Actor, suspect: Suspect) -> None:
    """Prosecute the person.

    Raises:
        Invalid: no offence is retained, or the person was forced to act.
        StateNotOpen: the file is not before the prosecutor.
    """
    check_right(actor, "charge_suspect", suspect)
    if suspect.inquiry.state not in (InquiryState.REFERRED, InquiryState.PROSECUTED):
        raise StateNotOpen(
            _("On poursuit une personne une fois le dossier transmis au parquet, avant le jugement.")
        )
    if suspect.coerced:
        raise Invalid(
            _(
                "Cette personne est tenue pour contrainte : une victime n’est pas punie pour ce qu’elle a dû faire."
            )
        )
    if not Charge.objects.system(SYSTEM).filter(suspect=suspect).exists():
        raise Invalid(_("Retenez d’abord une infraction."))
    _advance(actor, suspect, "charge_suspect", charged_at=timezone.now())


@action
def clear_suspect(actor: Actor, suspect: Suspect) -> None:
    """Nothing is held against the person any more; the name goes after a time."""
    _advance(actor, suspect, "clear_suspect")


def _advance(actor: Actor, suspect: Suspect, act: str, **changes: Any) -> None:
    check_right(actor, act, suspect)
    lock(suspect)
    SUSPECT_MOVES.advance(suspect, act)
    suspect.since = timezone.now()
    for name, value in changes.items():
        setattr(suspect, name, value)
    suspect.save()
    record(actor, act, suspect.code)


@action
def retain_offence(actor: Actor, suspect: Suspect, *, offence: Offence) -> Charge:
    """Retain an offence against a suspect. Raises Invalid when it is retained already."""
    check_right(actor, "retain_offence", suspect)
    lock(suspect)
    SUSPECT_MOVES.require(suspect, "retain_offence")
    if Charge.objects.system(SYSTEM).filter(suspect=suspect, offence=offence).exists():
        raise Invalid(_("Cette infraction est déjà retenue."), "offence")
    charge = Charge(
        inquiry_id=suspect.inquiry_id, suspect=suspect, offence=offence, retained_by_id=actor.account_id
    )
    charge.save(force_insert=True)
    record(actor, "retain_offence", suspect.code, offence=offence.code, version=offence.version)
    return charge


@action
def mark_coerced(actor: Actor, suspect: Suspect, *, coercion: str) -> None:
    """Hold the person for somebody who was forced to act: never again a target, nor prosecuted while it stands."""
    check_right(actor, "mark_coerced", suspect)
    lock(suspect)
    SUSPECT_MOVES.require(suspect, "mark_coerced")
    suspect.coerced = True
    suspect.write(**{**suspect.words, "coercion": coercion})
    suspect.save()
    record(actor, "mark_coerced", suspect.code)


@action
def ask_unmarking(actor: Actor, suspect: Suspect, *, reason: str) -> Countersignature:
    """Ask that the person be no longer held for forced; a second person signs it."""
    check_right(actor, "ask_unmarking", suspect)
    lock(suspect)
    if not suspect.coerced:
        raise StateNotOpen(_("Cette personne n’est pas tenue pour contrainte."))
    asked = ask(actor, suspect.inquiry, CountersignatureKind.UNMARK, suspect=suspect, reason=reason)
    record(actor, "ask_unmarking", suspect.code)
    return asked


@carries_out(CountersignatureKind.UNMARK)
def unmark(_actor: Actor, asked: Countersignature) -> None:
    suspect = Suspect.objects.system(SYSTEM).get(pk=asked.suspect_id)
    lock(suspect)
    suspect.coerced = False
    suspect.save()


def settle(suspects: Iterable[Suspect], state: SuspectState) -> None:
    """The state that an act on the whole file gives these suspects."""
    for suspect in suspects:
        suspect.state, suspect.since = state, timezone.now()
        suspect.save()


@action
def empty_cleared_suspects(actor: None) -> int:
    """Empty the words about suspects who were cleared, once their time is over and the file has ended; how many. Run by the timer."""
    over = timezone.now() - settings.CLEARED_MONTHS * MONTH
    rows = Suspect.objects.system("a person who was cleared is forgotten").filter(
        state__in=CLEARED, since__lte=over, emptied_at__isnull=True, inquiry__state__in=ENDED
    )
    count = rows.update(sealed=b"", emptied_at=timezone.now())
    record(actor, "empty_cleared_suspects", count=count)
    return count
