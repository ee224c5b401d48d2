"""An applicant asks that a no be looked at again; somebody else than who said it decides."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.models import (
    APPEAL_MOVES,
    APPLICATION_MOVES,
    Appeal,
    Application,
    ApplicationState,
)
from siraba.protection.reintegration.calls.rules import application_of

SYSTEM = "whether an application was appealed"
NO = (ApplicationState.INADMISSIBLE, ApplicationState.REFUSED)


def appeal_until(application: Application) -> datetime | None:
    """Until when the last no may be appealed; None when there is none, or it was appealed already."""
    if application.state not in NO:
        return None
    rows = Appeal.objects.system(SYSTEM).filter(application=application, against=application.state)
    if rows.exists():
        return None
    # Where nobody wrote down when it was decided, the applicant has the benefit of the doubt
    return (application.decided_at or timezone.now()) + timedelta(days=settings.FUND_APPEAL_DAYS)


@action
def file_appeal(actor: Actor, application: Application, *, text: str) -> Appeal:
    """Appeal for the applicant, who said it to the actor.

    Raises:
        Invalid: there is no no, its days have passed, it was appealed already, or nothing is said.
    """
    check_right(actor, "file_appeal", application)
    appeal = _file(application, text, actor.account_id)
    record(actor, "file_appeal", application.code, against=appeal.against)
    return appeal


@action
def appeal_by_receipt(actor: None, application: Application, *, text: str) -> Appeal:
    """The applicant appeals with the receipt; see `file_appeal`."""
    appeal = _file(application, text, None)
    record(actor, "appeal_by_receipt", application.code, against=appeal.against)
    return appeal


def _file(application: Application, text: str, account: int | None) -> Appeal:
    lock(application)
    until = appeal_until(application)
    if until is None:
        raise Invalid(_("Il n’y a pas de refus à contester, ou il l’est déjà."))
    if until <= timezone.now():
        raise Invalid(_("Le délai de recours est passé depuis le %(day)s.") % {"day": f"{until:%d/%m/%Y}"})
    if not text.strip():
        raise Invalid(_("Dites ce qui doit être regardé à nouveau."), "text")
    appeal = Appeal(application=application, against=application.state, filed_by_id=account)
    appeal.write(text=text.strip())
    appeal.save(force_insert=True)
    return appeal


@action
def uphold_appeal(actor: Actor, appeal: Appeal, *, answer: str = "") -> None:
    """The no falls: the application is admissible, or goes before the committee once more."""
    check_right(actor, "uphold_appeal", appeal)
    application = application_of(appeal)
    lock(application)
    _decide(actor, appeal, "uphold_appeal", answer)
    inadmissible = appeal.against == ApplicationState.INADMISSIBLE
    APPLICATION_MOVES.advance(application, "uphold_appeal" if inadmissible else "reopen_decision")
    application.write(**{**application.words, "reason": ""})
    application.told = ""
    application.save()
    record(actor, "uphold_appeal", application.code, against=appeal.against)


@action
def dismiss_appeal(actor: Actor, appeal: Appeal, *, answer: str) -> None:
    """The no stands, and why.

    Raises:
        Invalid: no reason.
    """
    check_right(actor, "dismiss_appeal", appeal)
    if not answer.strip():
        raise Invalid(_("Dites pourquoi : le demandeur le lira."), "answer")
    application = application_of(appeal)
    lock(application)
    _decide(actor, appeal, "dismiss_appeal", answer)
    record(actor, "dismiss_appeal", application.code, against=appeal.against)


def _decide(actor: Actor, appeal: Appeal, act: str, answer: str) -> None:
    lock(appeal)
    APPEAL_MOVES.advance(appeal, act)
    appeal.decided_by_id, appeal.decided_at = actor.account_id, timezone.now()
    appeal.write(**{**appeal.words, "answer": answer.strip()})
    appeal.save()
