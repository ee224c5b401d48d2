"""The course of a file before the courts: each act moves it and appends a step with its day, authority and legal basis."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Organisation
from siraba.prosecution.investigations.countersigning import ask, carries_out
from siraba.prosecution.investigations.models import (
    INQUIRY_MOVES,
    Countersignature,
    CountersignatureKind,
    Inquiry,
    InquiryState,
    JudicialStep,
    StepKind,
    Suspect,
    SuspectState,
)
from siraba.prosecution.investigations.models.persons import BEFORE_CHARGE
from siraba.prosecution.investigations.suspects import settle
from siraba.prosecution.investigations.verdicts import judged

SYSTEM = "a file already given to the actor"


@action
def refer_to_prosecutor(actor: Actor, inquiry: Inquiry, *, court: Organisation, **step: Any) -> None:
    """Send the file to a court: its magistrates see it from now on, and one of them takes it.

    Raises:
        Invalid: not a court that works on the platform.
    """
    check_right(actor, "refer_to_prosecutor", inquiry)
    lock(inquiry)
    if court.house != Organisation.House.PROSECUTION or not court.active:
        raise Invalid(_("On ne transmet qu’à une juridiction."), "court")
    INQUIRY_MOVES.advance(inquiry, "refer_to_prosecutor")
    if inquiry.court_id != court.pk:
        inquiry.court, inquiry.magistrate = court, None
    inquiry.referred_at = timezone.now()
    _save(actor, inquiry, "refer_to_prosecutor", StepKind.REFERRED, **step)


@action
def take_file(actor: Actor, inquiry: Inquiry) -> None:
    """Take a file that was sent to one's court: no other magistrate of it sees it then."""
    check_right(actor, "take_file", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "take_file")
    if inquiry.magistrate_id not in (None, actor.account_id):
        raise Invalid(_("Un autre magistrat vient de prendre ce dossier."))
    inquiry.magistrate_id = actor.account_id
    inquiry.save()
    record(actor, "take_file", inquiry.code)


@action
def return_for_inquiry(actor: Actor, inquiry: Inquiry, **step: Any) -> None:
    """Send the file back to the investigators, who complete it."""
    _move(actor, inquiry, "return_for_inquiry", StepKind.RETURNED, **step)


@action
def prosecute(actor: Actor, inquiry: Inquiry, **step: Any) -> None:
    """Prosecute. Raises Invalid while no suspect is prosecuted."""
    check_right(actor, "prosecute", inquiry)
    if not _suspects(inquiry).filter(state=SuspectState.CHARGED).exists():
        raise Invalid(_("Poursuivez d’abord au moins une personne mise en cause."))
    _move(actor, inquiry, "prosecute", StepKind.PROSECUTED, **step)


@action
def drop_inquiry(actor: Actor, inquiry: Inquiry, *, reason: str, **step: Any) -> None:
    """Take no further action, and say why; nothing is held against its suspects any more."""
    check_right(actor, "drop_inquiry", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.advance(inquiry, "drop_inquiry")
    inquiry.write(**{**inquiry.words, "reason": reason})
    inquiry.ended_at = timezone.now()
    settle(
        _suspects(inquiry).filter(state__in=(*BEFORE_CHARGE, SuspectState.CHARGED)), SuspectState.DISMISSED
    )
    _save(actor, inquiry, "drop_inquiry", StepKind.NO_FURTHER, **step)


@action
def bring_to_trial(actor: Actor, inquiry: Inquiry, **step: Any) -> None:
    """Send those who are prosecuted before the court."""
    check_right(actor, "bring_to_trial", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.advance(inquiry, "bring_to_trial")
    settle(_suspects(inquiry).filter(state=SuspectState.CHARGED), SuspectState.TRIED)
    _save(actor, inquiry, "bring_to_trial", StepKind.TRIED, **step)


@action
def note_conviction(actor: Actor, inquiry: Inquiry, **step: Any) -> None:
    """The judgment convicts at least one person. Raises Invalid while a decision is missing, or none convicts."""
    _judge(actor, inquiry, "note_conviction", InquiryState.CONVICTED, **step)


@action
def note_acquittal(actor: Actor, inquiry: Inquiry, **step: Any) -> None:
    """The judgment convicts nobody. Raises Invalid while a decision is missing, or one convicts."""
    _judge(actor, inquiry, "note_acquittal", InquiryState.ACQUITTED, **step)


def _judge(actor: Actor, inquiry: Inquiry, act: str, wanted: InquiryState, **step: Any) -> None:
    check_right(actor, act, inquiry)
    lock(inquiry)
    INQUIRY_MOVES.advance(inquiry, act)
    if _outcome(inquiry) != wanted:
        raise Invalid(_("Les décisions enregistrées ne disent pas cela."))
    _save(actor, inquiry, act, StepKind.JUDGED, **step)


def _outcome(inquiry: Inquiry) -> InquiryState:
    """What the decisions say, and to each suspect the state that follows. Raises Invalid when one is missing."""
    tried = list(
        _suspects(inquiry).filter(
            state__in=(SuspectState.TRIED, SuspectState.CONVICTED, SuspectState.ACQUITTED)
        )
    )
    states = judged(inquiry, tried)
    for suspect in tried:
        settle([suspect], states[suspect.pk])
    convicts = SuspectState.CONVICTED in states.values()
    return InquiryState.CONVICTED if convicts else InquiryState.ACQUITTED


@action
def note_appeal(actor: Actor, inquiry: Inquiry, **step: Any) -> None:
    """Somebody appeals; decisions of the court of appeal can then be recorded."""
    _move(actor, inquiry, "note_appeal", StepKind.APPEAL, **step)


@action
def make_final(actor: Actor, inquiry: Inquiry, **step: Any) -> None:
    """No appeal is open any more: the last decision on each offence stands."""
    check_right(actor, "make_final", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.advance(inquiry, "make_final")
    _outcome(inquiry)
    inquiry.ended_at = timezone.now()
    _save(actor, inquiry, "make_final", StepKind.FINAL, **step)


@action
def ask_reopening(actor: Actor, inquiry: Inquiry, *, reason: str) -> Countersignature:
    """Ask that a file that ended be opened again; a second person signs it."""
    check_right(actor, "ask_reopening", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "ask_reopening")
    asked = ask(actor, inquiry, CountersignatureKind.REOPEN, reason=reason)
    record(actor, "ask_reopening", inquiry.code)
    return asked


@carries_out(CountersignatureKind.REOPEN)
def reopen(actor: Actor, asked: Countersignature) -> None:
    inquiry = Inquiry.objects.system(SYSTEM).get(pk=asked.inquiry_id)
    lock(inquiry)
    INQUIRY_MOVES.advance(inquiry, "reopen_inquiry")
    inquiry.ended_at = None
    _save(actor, inquiry, "reopen_inquiry", StepKind.REOPENED)


@action
def record_step(actor: Actor, inquiry: Inquiry, *, kind: str, **step: Any) -> None:
    """Append a step that moves nothing: a hearing, the opening of a judicial investigation, the serving of a sentence."""
    check_right(actor, "record_step", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "record_step")
    _append(actor, inquiry, StepKind(kind), **step)
    record(actor, "record_step", inquiry.code, kind=kind)


def _move(actor: Actor, inquiry: Inquiry, act: str, kind: StepKind, **step: Any) -> None:
    check_right(actor, act, inquiry)
    lock(inquiry)
    INQUIRY_MOVES.advance(inquiry, act)
    _save(actor, inquiry, act, kind, **step)


def _save(actor: Actor, inquiry: Inquiry, act: str, kind: StepKind, **step: Any) -> None:
    _append(actor, inquiry, kind, **step)
    inquiry.save()
    record(actor, act, inquiry.code, state=inquiry.state)


def _append(
    actor: Actor,
    inquiry: Inquiry,
    kind: StepKind,
    day: date | None = None,
    authority: str = "",
    basis: str = "",
) -> None:
    """A step. Raises Invalid for a day to come, or before the last step."""
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), "day")
    last = JudicialStep.objects.system(SYSTEM).filter(inquiry=inquiry).order_by("-day").first()
    if last and day < last.day:
        raise Invalid(_("Cette date est avant l’étape précédente."), "day")
    JudicialStep(
        inquiry=inquiry,
        kind=kind,
        day=day,
        authority=authority,
        basis=basis,
        recorded_by_id=actor.account_id,
    ).save(force_insert=True)


def _suspects(inquiry: Inquiry) -> Any:
    return Suspect.objects.system(SYSTEM).filter(inquiry=inquiry)
