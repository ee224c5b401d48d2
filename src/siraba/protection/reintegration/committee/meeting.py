"""The session itself: convened, opened with its quorum, ended, resumed."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines.allocation.lots import lot_order
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.francs import spaced
from siraba.protection.reintegration.calls.models import (
    Application,
    ApplicationState,
    Call,
    CallState,
    Charge,
    Duty,
    Evaluation,
)
from siraba.protection.reintegration.committee.minutes import digest_of
from siraba.protection.reintegration.committee.models import (
    SESSION_MOVES,
    Item,
    Outcome,
    Seat,
    Session,
    SessionState,
)
from siraba.protection.reintegration.committee.money import granted_in, left_of

SYSTEM = "the agenda of a session that the actor opens"
SITTING = (Duty.MEMBER, Duty.PRESIDENT)


@action
def convene_session(
    actor: Actor, call: Call, *, held_on: date, place: str, quorum: int | None = None
) -> Session:
    """Call the committee together over a closed call; over a decided one when an appeal brought something back.

    Raises:
        Invalid: the call is not closed, a session is still open, nothing is to be decided, or the day has passed.
    """
    check_right(actor, "convene_session", call)
    lock(call)
    if call.state not in (CallState.CLOSED, CallState.DECIDED):
        raise Invalid(_("Le comité se réunit sur un appel clos."))
    if call.sessions.exclude(state=SessionState.SIGNED).exists():
        raise Invalid(_("Une session de cet appel n’est pas encore signée."))
    session = Session(call=call, convened_by_id=actor.account_id, fictitious=call.fictitious)
    _write(session, held_on, place, settings.COMMITTEE_QUORUM if quorum is None else quorum)
    if not presented(call).exists():
        raise Invalid(_("Aucune demande n’est présentée au comité."))
    session.save()
    record(actor, "convene_session", session.code, call=call.pk)
    return session


@action
def amend_session(actor: Actor, session: Session, *, held_on: date, place: str, quorum: int) -> None:
    """Another day, place or quorum, before it opens."""
    check_right(actor, "amend_session", session)
    lock(session)
    SESSION_MOVES.advance(session, "amend_session")
    _write(session, held_on, place, quorum)
    session.save()
    record(actor, "amend_session", session.code, quorum=quorum)


def _write(session: Session, held_on: date, place: str, quorum: int) -> None:
    if held_on < timezone.localdate():
        raise Invalid(_("Ce jour est passé."), "held_on")
    if not place.strip():
        raise Invalid(_("Dites où le comité se réunit."), "place")
    if quorum < 2:
        raise Invalid(_("Le quorum est d’au moins deux : deux personnes signent."), "quorum")
    session.held_on, session.place, session.quorum = held_on, place.strip(), quorum


def presented(call: Call):
    """The applications of the call that were presented to the committee."""
    return Application.objects.system(SYSTEM).filter(call=call, state=ApplicationState.SHORTLISTED)


def committee_of(session: Session) -> list[Account]:
    """Who is of the committee of the fund today."""
    charges = Charge.objects.filter(fund=session.call.fund, duty__in=SITTING, since__lte=timezone.localdate())
    live = charges.filter(until__isnull=True) | charges.filter(until__gt=timezone.localdate())
    return list(
        Account.objects.filter(pk__in=live.values("account"), is_active=True).order_by("full_name", "pk")
    )


@action
def open_session(actor: Actor, session: Session, *, present: Sequence[Account]) -> None:
    """The president opens: who is there has a seat, the agenda is closed, and the seed of the lot is published.

    The president is present whether named or not.

    Raises:
        Invalid: before its day, without the quorum, or somebody is not of the committee or evaluated this call.
    """
    check_right(actor, "open_session", session)
    lock(session)
    SESSION_MOVES.advance(session, "open_session")
    if session.held_on > timezone.localdate():
        raise Invalid(_("La session se tient le %(day)s.") % {"day": session.held_on.strftime("%d/%m/%Y")})
    seated = {one.pk for one in present} | {actor.account_id}
    _check_present(session, seated)
    applications = list(presented(session.call))
    if not applications:
        raise Invalid(_("Aucune demande n’est présentée au comité."))
    session.opened_at = timezone.now()
    session.lot = lot_of(session)
    session.save()
    Seat.objects.bulk_create(
        Seat(session=session, account_id=pk, presides=pk == actor.account_id) for pk in sorted(seated)
    )
    Item.objects.bulk_create(
        Item(session=session, application=one, rank=rank)
        for rank, one in enumerate(in_order(applications, session.lot), 1)
    )
    record(
        actor, "open_session", session.code, present=len(seated), lot=session.lot, agenda=len(applications)
    )


def lot_of(session: Session) -> str:
    """The seed: the number of the session and the day it was convened for, both known before any score is compared."""
    return f"session-{session.pk}-{session.held_on.isoformat()}"


def in_order(applications: Sequence[Application], lot: str) -> list[Application]:
    """By score, the lot between equals."""
    places = {code: place for place, code in enumerate(lot_order([one.code for one in applications], lot))}
    return sorted(applications, key=lambda one: (-(one.score or 0), places[one.code]))


def _check_present(session: Session, seated: set[int]) -> None:
    committee = {one.pk: one for one in committee_of(session)}
    if seated - committee.keys():
        raise Invalid(_("Quelqu’un n’est pas du comité de ce fonds."), "present")
    rows = Evaluation.objects.system("who evaluated the call does not decide on it")
    evaluated = rows.filter(application__call=session.call, evaluator__in=seated).values_list(
        "evaluator", flat=True
    )
    if evaluated:
        raise Invalid(
            _("%(who)s a évalué cet appel et ne siège pas.") % {"who": committee[evaluated[0]].full_name},
            "present",
        )
    if len(seated) < session.quorum:
        raise Invalid(
            _("Le quorum n’est pas atteint : %(there)d sur %(quorum)d.")
            % {"there": len(seated), "quorum": session.quorum},
            "present",
        )


@action
def end_session(actor: Actor, session: Session) -> None:
    """No more debate: what was decided waits for two signatures.

    Raises:
        Invalid: something is undecided, or more is granted than is left of the budget.
    """
    check_right(actor, "end_session", session)
    lock(session)
    SESSION_MOVES.advance(session, "end_session")
    items = Item.objects.system(SYSTEM).filter(session=session)
    if waiting := items.filter(outcome=Outcome.NONE).count():
        raise Invalid(_("%(count)d demandes sont encore à décider.") % {"count": waiting})
    granted, left = granted_in(session), left_of(session.call)
    if granted > left:
        raise Invalid(
            _("Les montants accordés (%(granted)s FCFA) dépassent ce qui reste du budget (%(left)s FCFA).")
            % {"granted": spaced(granted), "left": spaced(left)}
        )
    session.digest = digest_of(session)
    session.save()
    record(actor, "end_session", session.code, granted=granted, digest=session.digest)


@action
def resume_session(actor: Actor, session: Session) -> None:
    """Debate again, before the second signature; the first one falls, since it was put to something else."""
    check_right(actor, "resume_session", session)
    lock(session)
    SESSION_MOVES.advance(session, "resume_session")
    session.digest = ""
    session.save()
    session.seats.update(signed_at=None)
    record(actor, "resume_session", session.code)
