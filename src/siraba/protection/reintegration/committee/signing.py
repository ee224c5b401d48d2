"""Two signatures, by two accounts: of the minutes, which moves the applications; of a promotion from the reserve."""

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.francs import spaced
from siraba.protection.reintegration.calls.applications import note_decision
from siraba.protection.reintegration.calls.models import (
    APPLICATION_MOVES,
    CALL_MOVES,
    Application,
    ApplicationState,
    CallState,
)
from siraba.protection.reintegration.committee.deciding import check_amount
from siraba.protection.reintegration.committee.minutes import digest_of
from siraba.protection.reintegration.committee.models import (
    SESSION_MOVES,
    Item,
    Outcome,
    Promotion,
    Seat,
    Session,
)
from siraba.protection.reintegration.committee.money import granted_in, left_of

SYSTEM = "the decisions that two signatures carry out"
MOVES = {
    Outcome.APPROVED: "approve_application",
    Outcome.RESERVE: "reserve_application",
    Outcome.REFUSED: "refuse_application",
}


@action
def sign_minutes(actor: Actor, session: Session) -> None:
    """The president and another member sign, in either order; with the second signature the decisions hold.

    All applications move in this one transaction; applicants are told by the timer of the calls.

    Raises:
        Invalid: signed already, two members without the president, what was decided has changed, or the money is gone.
    """
    check_right(actor, "sign_minutes", session)
    lock(session)
    SESSION_MOVES.require(session, "sign_minutes")
    seat = session.seats.get(account=actor.account_id)
    if seat.signed_at is not None:
        raise Invalid(_("Vous avez déjà signé : l’autre signature est celle d’une autre personne."))
    signed = list(session.seats.filter(signed_at__isnull=False))
    if signed and not seat.presides and not any(one.presides for one in signed):
        raise Invalid(_("L’autre signature est celle de la présidence."))
    if digest_of(session) != session.digest:
        raise Invalid(_("Ce qui a été décidé a changé depuis la clôture : reprenez les débats."))
    seat.signed_at = timezone.now()
    seat.save()
    if signed:
        _carry_out(actor, session)
    record(actor, "sign_minutes", session.code, digest=session.digest, second=bool(signed))


def _carry_out(actor: Actor, session: Session) -> None:
    granted, left = granted_in(session), left_of(session.call)
    if granted > left:
        raise Invalid(
            _("Le total accordé serait de %(granted)s FCFA ; il reste %(left)s FCFA du budget de l’appel.")
            % {"granted": spaced(granted), "left": spaced(left)}
        )
    SESSION_MOVES.advance(session, "sign_minutes")
    session.signed_at = timezone.now()
    session.save()
    president = Seat.objects.get(session=session, presides=True).account_id
    items = {item.application_id: item for item in Item.objects.system(SYSTEM).filter(session=session)}
    rows = Application.objects.system(SYSTEM).filter(pk__in=items).order_by("pk")
    for application in rows.select_for_update():
        # One that was withdrawn since the session opened stays withdrawn
        if application.state == ApplicationState.SHORTLISTED:
            _move(actor, application, items[application.pk], president)
    call = session.call
    lock(call)
    if call.state == CallState.CLOSED:
        CALL_MOVES.advance(call, "decide_call")
        call.save()


def _move(actor: Actor, application: Application, item: Item, president: int) -> None:
    act = MOVES[Outcome(item.outcome)]
    APPLICATION_MOVES.advance(application, act)
    application.granted = item.granted
    if item.outcome == Outcome.REFUSED:
        application.write(**{**application.words, "reason": item.words.get("reason", "")})
    note_decision(application, president)
    application.save()
    record(actor, act, application.code, session=item.session_id)


# From the reserve


@action
def promote_reserve(actor: Actor, item: Item, *, amount: int, reason: str) -> Promotion:
    """The first signature: a grant to one that waits, when money came back.

    It is the first in the order that the minutes gave the reserve; the second signature is of another member who was present.

    Raises:
        Invalid: it does not wait any more, another is before it, no reason, or an amount beyond what is asked or left.
    """
    check_right(actor, "promote_reserve", item)
    lock(item.session.call)
    lock(item)
    lock(item.application)
    SESSION_MOVES.require(item.session, "promote_reserve")
    first = first_of_reserve(item.session)
    if item.application.state != ApplicationState.RESERVE or first is None:
        raise Invalid(_("Cette demande n’est pas sur la liste d’attente."))
    if first.pk != item.pk:
        raise Invalid(
            _("Une autre demande attend avant elle : %(code)s. Le procès-verbal a fixé l’ordre.")
            % {"code": first.application.code}
        )
    if not reason.strip():
        raise Invalid(_("Dites d’où vient l’argent."), "reason")
    _check_grant(item, amount)
    Promotion.objects.system(SYSTEM).filter(item=item, confirmed_by__isnull=True).delete()
    promotion = Promotion(item=item, amount=amount, proposed_by_id=actor.account_id)
    promotion.write(reason=reason.strip())
    promotion.save(force_insert=True)
    record(actor, "promote_reserve", item.application.code, session=item.session_id, amount=amount)
    return promotion


@action
def confirm_promotion(actor: Actor, item: Item) -> None:
    """The second signature: the application is approved.

    Raises:
        Invalid: nothing waits for it, the actor gave the first one, or the money is gone.
    """
    check_right(actor, "confirm_promotion", item)
    lock(item.session.call)
    SESSION_MOVES.require(item.session, "confirm_promotion")
    promotion = waiting_promotion(item)
    if promotion is None:
        raise Invalid(_("Aucune promotion n’attend de seconde signature."))
    lock(promotion)
    if promotion.proposed_by_id == actor.account_id:
        raise Invalid(_("Vous avez déjà signé : l’autre signature est celle d’une autre personne."))
    _check_grant(item, promotion.amount)
    application = item.application
    lock(application)
    APPLICATION_MOVES.advance(application, "approve_application")
    application.granted = promotion.amount
    note_decision(application, promotion.proposed_by_id)
    application.save()
    promotion.confirmed_by_id, promotion.confirmed_at = actor.account_id, timezone.now()
    promotion.save()
    record(actor, "confirm_promotion", application.code, session=item.session_id, amount=promotion.amount)


def first_of_reserve(session: Session) -> Item | None:
    rows = Item.objects.system(SYSTEM).filter(
        session=session, outcome=Outcome.RESERVE, application__state=ApplicationState.RESERVE
    )
    return rows.select_related("application").order_by("place", "pk").first()


def waiting_promotion(item: Item) -> Promotion | None:
    return Promotion.objects.system(SYSTEM).filter(item=item, confirmed_by__isnull=True).first()


def _check_grant(item: Item, amount: int) -> None:
    check_amount(item, amount)
    left = left_of(item.session.call)
    if amount > left:
        raise Invalid(_("Il reste %(left)s FCFA du budget de l’appel.") % {"left": spaced(left)}, "amount")
