"""What is done about an alert: looked at, asked about, explained, or referred by two. Nothing here touches an act or a paper."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.audit.journal import action, record
from siraba.protection.civil_status.inspection.models import (
    MOVES,
    QUESTION_MOVES,
    Alert,
    AlertDecision,
    Decision,
    Look,
    Lookalike,
    Question,
    QuestionState,
)
from siraba.protection.civil_status.inspection.selectors import officers_for, running

WHY = "what was asked about an alert already given to the actor"


@action
def ask_look(actor: Actor) -> Look:
    """Have the rules looked for at the next turn of the timer. Raises StateNotOpen while a search waits or runs."""
    check_right(actor, "ask_look")
    if running() is not None:
        raise StateNotOpen(_("Une recherche est déjà demandée ou en cours."))
    made = Look.objects.create(asked_by_id=actor.account_id)
    record(actor, "ask_look", made.code)
    return made


@action
def examine_alert(actor: Actor, alert: Alert, *, reason: str) -> None:
    """Take an alert up, and say what was seen."""
    _decide(actor, alert, "examine_alert", Decision.EXAMINE, reason)


@action
def ask_officer(actor: Actor, alert: Alert, *, officer: int, question: str) -> Question:
    """Hear somebody who acted on the act, or runs the register. Raises Invalid when it is nobody of these."""
    check_right(actor, "ask_officer", alert)
    lock(alert)
    MOVES.advance(alert, "ask_officer")
    account = next((one for one in officers_for(alert) if one.pk == officer), None)
    if account is None or account.pk == actor.account_id:
        raise Invalid(_("Choisissez un agent ou un officier de cet acte."), "officer")
    made = Question(
        code=new_code(),
        alert=alert,
        register=alert.register,
        number=alert.number,
        act=alert.act,
        unit=alert.register.centre.unit,
        asked_of=account,
        asked_by_id=actor.account_id,
        due_at=timezone.now() + timedelta(days=settings.INSPECTION_REPLY_DAYS),
    )
    made.write(question=question.strip())
    made.save(force_insert=True)
    _write(actor, alert, Decision.ASK, question)
    record(actor, "ask_officer", alert.code, question=made.code, account=account.pk)
    return made


@action
def answer_inspector(actor: Actor, question: Question, *, reply: str) -> None:
    """What the officer says of the act."""
    check_right(actor, "answer_inspector", question)
    lock(question)
    QUESTION_MOVES.advance(question, "answer_inspector")
    question.write(question=question.words["question"], reply=reply.strip())
    question.answered_at = timezone.now()
    question.save()
    record(actor, "answer_inspector", question.code)


@action
def explain_alert(actor: Actor, alert: Alert, *, lookalike: str, reason: str) -> None:
    """Close an alert that has an ordinary explanation; it counts in what the rule is worth."""
    _decide(actor, alert, "explain_alert", Decision.EXPLAIN, reason, lookalike=Lookalike(lookalike))


@action
def ask_referral(actor: Actor, alert: Alert, *, reason: str) -> None:
    """Ask that the act be referred. Raises StateNotOpen before an officer was heard, or had the time to answer."""
    check_right(actor, "ask_referral", alert)
    if not heard(alert):
        raise StateNotOpen(
            _(
                "Entendez d’abord un officier : sa réponse, ou son silence passé le délai, précède tout renvoi."
            )
        )
    _decide(actor, alert, "ask_referral", Decision.ASK_REFERRAL, reason)


@action
def confirm_referral(actor: Actor, alert: Alert, *, reason: str) -> None:
    """Refer the act, as a second inspector. The competent authority decides; the paper stays valid until it has."""
    _decide(actor, alert, "confirm_referral", Decision.CONFIRM, reason)


@action
def return_referral(actor: Actor, alert: Alert, *, reason: str) -> None:
    """Refuse a referral that another asked for: the alert is examined again."""
    _decide(actor, alert, "return_referral", Decision.RETURN, reason)


def heard(alert: Alert) -> bool:
    """An officer answered, or was asked and let the delay pass."""
    asked = Question.objects.system(WHY).filter(alert=alert)
    late = asked.filter(state=QuestionState.ASKED, due_at__lt=timezone.now())
    return bool(asked.filter(state=QuestionState.ANSWERED).exists() or late.exists())


_CLOSE = {Decision.EXPLAIN, Decision.CONFIRM}


def _decide(
    actor: Actor, alert: Alert, act: str, decision: Decision, reason: str, lookalike: str = ""
) -> None:
    check_right(actor, act, alert)
    lock(alert)
    # The row may have changed hands since it was read
    check_right(actor, act, alert)
    MOVES.advance(alert, act)
    if decision == Decision.ASK_REFERRAL:
        alert.referral_by_id = actor.account_id
    if decision == Decision.RETURN:
        alert.referral_by = None
    if decision in _CLOSE:
        alert.closed_by_id, alert.closed_at = actor.account_id, timezone.now()
        waiting = Question.objects.system(WHY).filter(alert=alert, state=QuestionState.ASKED)
        waiting.update(state=QuestionState.DROPPED)
    alert.save()
    _write(actor, alert, decision, reason, lookalike)
    detail: dict[str, Any] = {"lookalike": lookalike} if lookalike else {}
    record(actor, act, alert.code, alert=alert.kind, **detail)


def _write(actor: Actor, alert: Alert, decision: Decision, reason: str, lookalike: str = "") -> None:
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    made = AlertDecision(alert=alert, decision=decision, lookalike=lookalike, by_id=actor.account_id)
    made.write(reason=reason.strip())
    made.save(force_insert=True)
