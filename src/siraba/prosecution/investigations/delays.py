"""Requests to other services and countries, and the deadlines of custody and procedure."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.investigations.models import (
    DEADLINE_MOVES,
    INQUIRY_MOVES,
    REQUEST_MOVES,
    Deadline,
    Inquiry,
    MutualRequest,
    Suspect,
)


@action
def send_mutual_request(
    actor: Actor,
    inquiry: Inquiry,
    *,
    to: str,
    subject: str,
    basis: str,
    sent_on: date,
    due_on: date,
    country: str = "",
) -> MutualRequest:
    """Note a request to another service, or with a `country` to another State.

    Raises:
        Invalid: sent on a day to come, or due before it was sent.
    """
    check_right(actor, "send_mutual_request", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "send_mutual_request")
    if sent_on > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), "sent_on")
    if due_on < sent_on:
        raise Invalid(_("La réponse est attendue avant l’envoi."), "due_on")
    request = MutualRequest(
        inquiry=inquiry,
        country=country,
        basis=basis,
        sent_on=sent_on,
        due_on=due_on,
        sent_by_id=actor.account_id,
    )
    request.write(to=to, subject=subject)
    request.save(force_insert=True)
    record(actor, "send_mutual_request", request.code, inquiry=inquiry.code, country=country)
    return request


@action
def answer_mutual_request(actor: Actor, request: MutualRequest, *, answered_on: date, answer: str) -> None:
    """Note what was answered, and when."""
    _answer(actor, request, "answer_mutual_request", answered_on, answer)


@action
def note_refusal(actor: Actor, request: MutualRequest, *, answered_on: date, answer: str) -> None:
    """Note that the other side refused, and why."""
    _answer(actor, request, "note_refusal", answered_on, answer)


def _answer(actor: Actor, request: MutualRequest, act: str, answered_on: date, answer: str) -> None:
    check_right(actor, act, request)
    lock(request)
    REQUEST_MOVES.advance(request, act)
    if not request.sent_on <= answered_on <= timezone.localdate():
        raise Invalid(_("Cette date n’est pas entre l’envoi et aujourd’hui."), "answered_on")
    request.answered_on = answered_on
    request.write(**{**request.words, "answer": answer})
    request.save()
    record(actor, act, request.code)


@action
def withdraw_mutual_request(actor: Actor, request: MutualRequest) -> None:
    check_right(actor, "withdraw_mutual_request", request)
    lock(request)
    REQUEST_MOVES.advance(request, "withdraw_mutual_request")
    request.save()
    record(actor, "withdraw_mutual_request", request.code)


@action
def set_deadline(
    actor: Actor,
    inquiry: Inquiry,
    *,
    kind: str,
    starts_at: datetime,
    due_at: datetime | None = None,
    suspect: Suspect | None = None,
    basis: str = "",
) -> Deadline:
    """Set a deadline. Its end is what was typed; without it, the duration set for its kind, if there is one.

    Raises:
        Invalid: no end, since no duration is set for this kind; an end before the start; a suspect of another file.
    """
    check_right(actor, "set_deadline", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "set_deadline")
    hours = settings.PROCEDURE_HOURS.get(kind, 0)
    if due_at is None and not hours:
        raise Invalid(_("Aucune durée n’est réglée pour cette échéance : donnez sa fin."), "due_at")
    due_at = due_at or starts_at + timedelta(hours=hours)
    if due_at <= starts_at:
        raise Invalid(_("La fin est avant le début."), "due_at")
    if suspect is not None and suspect.inquiry_id != inquiry.pk:
        raise Invalid(_("Cette personne n’est pas à choisir ici."), "suspect")
    deadline = Deadline(
        inquiry=inquiry,
        suspect=suspect,
        kind=kind,
        starts_at=starts_at,
        due_at=due_at,
        basis=basis,
        set_by_id=actor.account_id,
    )
    deadline.save(force_insert=True)
    record(actor, "set_deadline", deadline.code, inquiry=inquiry.code, kind=kind)
    return deadline


@action
def meet_deadline(actor: Actor, deadline: Deadline) -> None:
    """What had to be done by then is done."""
    _end(actor, deadline, "meet_deadline")


@action
def lift_deadline(actor: Actor, deadline: Deadline) -> None:
    """It no longer applies: the person is free, the matter is settled."""
    _end(actor, deadline, "lift_deadline")


def _end(actor: Actor, deadline: Deadline, act: str) -> None:
    check_right(actor, act, deadline)
    lock(deadline)
    DEADLINE_MOVES.advance(deadline, act)
    deadline.done_by_id, deadline.done_at = actor.account_id, timezone.now()
    deadline.save()
    record(actor, act, deadline.code)
