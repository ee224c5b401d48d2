"""What may be done about a follow-up: note it, try, invite, give up."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines.sustainability import Score, score
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.messaging.sending import queue_message
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.followup.models import (
    FOLLOW_UP_MOVES,
    SMS_KIND,
    Attempt,
    FollowUp,
    Measure,
    Mode,
    Outcome,
    ScoreTable,
)
from siraba.protection.reintegration.followup.tables import tables_for
from siraba.protection.reintegration.plans.models import ReintegrationPlan

SYSTEM = "an act on a follow-up already given to the actor"


@action
def complete_follow_up(
    actor: Actor,
    follow_up: FollowUp,
    *,
    mode: str,
    met_on: date,
    answers: Mapping[str, Mapping[str, str]],
    note: str = "",
) -> None:
    """The person answered. `answers`: for each subject, the answer by question; what was not answered is left out.

    Raises:
        Invalid: nothing was answered, the day is not over, or it is too early for this follow-up.
    """
    check_right(actor, "complete_follow_up", follow_up)
    lock(follow_up)
    FOLLOW_UP_MOVES.advance(follow_up, "complete_follow_up")
    _day(follow_up, met_on)
    tables = tables_for(follow_up, is_young(follow_up))
    said = [(table, _said(table, answers.get(table.subject, {}))) for table in tables]
    if not any(one for _table, one in said):
        raise Invalid(_("Aucune réponse n’est notée. Si la personne n’a pas répondu, notez un essai."))
    for table, one in said:
        if one:
            _measure(follow_up, table, one)
    follow_up.mode, follow_up.met_on, follow_up.done_by_id = mode, met_on, actor.account_id
    follow_up.write(note=note)
    follow_up.save()
    record(actor, "complete_follow_up", follow_up.code, month=follow_up.month, mode=mode)


def is_young(follow_up: FollowUp) -> bool:
    """Whether the person has a plan with a life project, whose autonomy is then looked at."""
    if follow_up.plan_id is None:
        return False
    return bool(ReintegrationPlan.objects.system(SYSTEM).get(pk=follow_up.plan_id).young)


def _day(follow_up: FollowUp, met_on: date) -> None:
    if met_on > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore passé."), "met_on")
    earliest = follow_up.due_on - timedelta(days=settings.FOLLOW_UP_EARLY_DAYS)
    if met_on < earliest:
        raise Invalid(
            _("Trop tôt : ce suivi se fait à partir du %(day)s.") % {"day": earliest.isoformat()}, "met_on"
        )


def _said(table: ScoreTable, answers: Mapping[str, str]) -> dict[str, str]:
    """What was answered, for the questions and answers of the table. Raises Invalid for any other."""
    known = {item.code: item.values for item in table.table.items}
    said = {code: answer for code, answer in answers.items() if answer}
    if any(code not in known or answer not in known[code] for code, answer in said.items()):
        raise Invalid(_("Une réponse n’est pas de cette table : ouvrez la page à nouveau."))
    return said


def _measure(follow_up: FollowUp, table: ScoreTable, answers: Mapping[str, str]) -> None:
    made = Measure(follow_up=follow_up, table=table)
    made.scores = {name: _kept(one) for name, one in score(table.table, answers).items()}
    made.write(answers=dict(answers))
    made.save(force_insert=True)


def _kept(one: Score) -> dict[str, float | int | None]:
    return {"value": one.value, "answered": one.answered, "asked": one.asked}


@action
def note_attempt(actor: Actor, follow_up: FollowUp, *, mode: str, outcome: str, note: str = "") -> Attempt:
    """The person was looked for and did not answer the questions."""
    check_right(actor, "note_attempt", follow_up)
    lock(follow_up)
    FOLLOW_UP_MOVES.require(follow_up, "note_attempt")
    attempt = _attempt(actor, follow_up, mode, outcome, note)
    record(actor, "note_attempt", follow_up.code, mode=mode, outcome=outcome)
    return attempt


def _attempt(actor: Actor, follow_up: FollowUp, mode: str, outcome: str, note: str = "") -> Attempt:
    attempt = Attempt(follow_up=follow_up, mode=mode, outcome=outcome, tried_by_id=actor.account_id)
    attempt.write(note=note)
    attempt.save(force_insert=True)
    return attempt


def invitation(callback: str) -> str:
    """Neutral: whoever reads it learns neither who asks nor why. Letters of GSM 03.38 alone."""
    return _("Bonjour. Merci de rappeler le %(number)s quand vous pourrez.") % {"number": callback}


@action
def invite_by_sms(actor: Actor, follow_up: FollowUp, *, number: str, callback: str) -> None:
    """Ask by a neutral SMS to be called back, once a day at most; the number is not kept here.

    Raises:
        Invalid: it is no number, the person wants no SMS, or was invited today.
    """
    check_right(actor, "invite_by_sms", follow_up)
    lock(follow_up)
    FOLLOW_UP_MOVES.require(follow_up, "invite_by_sms")
    if contact_of(follow_up).get("texts") is False:
        raise Invalid(
            _("La personne a dit qu’aucun SMS ne devait lui être envoyé : appelez, ou passez la voir.")
        )
    today = timezone.localdate()
    rows = Attempt.objects.system(SYSTEM).filter(follow_up=follow_up, outcome=Outcome.INVITED)
    if rows.filter(tried_at__date=today).exists():
        raise Invalid(_("Une invitation est déjà partie aujourd’hui : attendez demain, ou appelez."))
    queue_message(number, invitation(callback), why=SMS_KIND, once=f"{follow_up.pk}:{today.isoformat()}")
    _attempt(actor, follow_up, Mode.SMS, Outcome.INVITED)
    record(actor, "invite_by_sms", follow_up.code)


def contact_of(follow_up: FollowUp) -> dict[str, Any]:
    """What somebody whom no agency follows told the fund: phone, and texts (whether SMS may be sent); empty for others."""
    if follow_up.case_id or not follow_up.application_id:
        return {}
    words = Application.objects.system(SYSTEM).get(pk=follow_up.application_id).words
    return {name: words[name] for name in ("phone", "texts") if name in words}


@action
def give_up_follow_up(actor: Actor, follow_up: FollowUp) -> None:
    """The person could not be reached this time; if she calls back, the follow-up can still be noted.

    Raises:
        Invalid: she has not been looked for often enough.
    """
    check_right(actor, "give_up_follow_up", follow_up)
    lock(follow_up)
    FOLLOW_UP_MOVES.advance(follow_up, "give_up_follow_up")
    tried = Attempt.objects.system(SYSTEM).filter(follow_up=follow_up).count()
    if tried < settings.FOLLOW_UP_TRIES:
        raise Invalid(
            _("Essayez encore : %(tried)d essais notés, il en faut %(least)d.")
            % {"tried": tried, "least": settings.FOLLOW_UP_TRIES}
        )
    follow_up.save()
    record(actor, "give_up_follow_up", follow_up.code, tried=tried)
