"""What the committee decides: a whole proposal, or one application; the machine proposes and decides nothing."""

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.francs import spaced
from siraba.protection.reintegration.calls.models import ApplicationState
from siraba.protection.reintegration.committee.models import (
    SESSION_MOVES,
    Forced,
    Item,
    Outcome,
    Proposal,
    Run,
    Session,
)
from siraba.protection.reintegration.committee.money import granted_in, left_of
from siraba.protection.reintegration.committee.reasons import reason_for_applicant
from siraba.protection.reintegration.committee.voting import (
    check_last,
    tally_of,
    tally_of_proposal,
    unable_of,
)

SYSTEM = "what a session decides on"


@action
def adopt_proposal(actor: Actor, run: Run, *, proposal: str, reserve: int = 0) -> int:
    """Write a proposal that was carried into the decisions; returns how many applications it settles.

    What it grants is approved for the amount asked (the ceiling at most); of the others the best `reserve` by score, then by lot,
    wait in that order; the rest is refused with its reason. An application that somebody present may not vote on, and
    one that was settled by itself, is left alone.

    Raises:
        Invalid: it was not carried, is not the last computed, or grants more than is left.
    """
    check_right(actor, "adopt_proposal", run)
    session = run.session
    lock(session)
    SESSION_MOVES.require(session, "adopt_proposal")
    check_last(run, proposal)
    if not tally_of_proposal(run, proposal).carried:
        raise Invalid(_("« %(name)s » n’a pas été adoptée par un vote.") % {"name": Proposal(proposal).label})
    items = _open_items(session)
    seated = set(session.seats.values_list("account", flat=True))
    unable = unable_of(items)
    free = [item for item in items if not item.outcome and not unable[item.pk] & seated]
    chosen = set(run.chosen(proposal))
    _write(run, proposal, free, chosen, reserve)
    for item in free:
        item.save()
    _check_money(session)
    record(actor, "adopt_proposal", run.code, proposal=proposal, settled=len(free), digest=run.digest)
    return len(free)


def _open_items(session: Session) -> list[Item]:
    rows = Item.objects.system(SYSTEM).filter(
        session=session, application__state=ApplicationState.SHORTLISTED
    )
    items = list(rows.select_related("application__call"))
    for item in items:
        item.session = session
    return items


def _write(run: Run, proposal: str, free: list[Item], chosen: set[str], reserve: int) -> None:
    ceiling, session = run.session.call.ceiling, run.session
    out = sorted(
        (one for one in free if one.application.code not in chosen),
        key=lambda one: (one.forced == Forced.OUT, one.rank),
    )
    for item in free:
        if item.application.code in chosen:
            _settle(item, Outcome.APPROVED, granted=min(item.application.asked, ceiling))
    first = _next_place(session)
    for place, item in enumerate(out):
        if place < reserve and item.forced != Forced.OUT:
            _settle(item, Outcome.RESERVE, place=first + place)
        else:
            reason = item.words.get("forced") or reason_for_applicant(run, proposal, item.application.code)
            _settle(item, Outcome.REFUSED, reason=reason)


def _settle(
    item: Item, outcome: str, granted: int | None = None, place: int | None = None, reason: str = ""
) -> None:
    item.outcome, item.granted, item.place = outcome, granted, place
    item.write(**{**item.words, "reason": reason})


def _next_place(session: Session) -> int:
    rows = Item.objects.system(SYSTEM).filter(session=session, place__isnull=False)
    return max(rows.values_list("place", flat=True), default=0) + 1


@action
def settle_application(
    actor: Actor, item: Item, *, outcome: str, granted: int | None = None, reason: str = ""
) -> None:
    """Decide on one application as the committee voted.

    A grant needs a vote that carried it; a refusal, one that did not; the reserve, that enough have spoken. The reserve is ordered
    by when each was put on it.

    Raises:
        Invalid: no such vote; no reason for a refusal; or an amount beyond what is asked, the ceiling, or what is left.
    """
    check_right(actor, "settle_application", item)
    lock(item.session)
    lock(item)
    SESSION_MOVES.require(item.session, "settle_application")
    if item.application.state != ApplicationState.SHORTLISTED:
        raise Invalid(_("Cette demande n’est plus présentée au comité."))
    tally = tally_of(item)
    if not tally.valid:
        raise Invalid(_("Le comité n’a pas encore voté sur cette demande."))
    if outcome == Outcome.APPROVED and not tally.carried:
        raise Invalid(_("Le vote n’a pas accordé cette aide."), "outcome")
    if outcome == Outcome.REFUSED and tally.carried:
        raise Invalid(_("Le vote a accordé cette aide."), "outcome")
    if outcome == Outcome.REFUSED and not reason.strip():
        raise Invalid(_("Dites pourquoi : le demandeur le lira."), "reason")
    if outcome == Outcome.APPROVED:
        granted = item.application.asked if granted is None else granted
        check_amount(item, granted)
        _settle(item, outcome, granted=granted)
    elif outcome == Outcome.RESERVE:
        _settle(item, outcome, place=item.place or _next_place(item.session))
    else:
        _settle(item, outcome, reason=reason.strip())
    item.save()
    _check_money(item.session)
    record(actor, "settle_application", item.application.code, session=item.session_id, outcome=outcome)


def check_amount(item: Item, amount: int) -> None:
    """Raises Invalid: nothing, more than is asked, or more than the ceiling of the call."""
    most = min(item.application.asked, item.session.call.ceiling)
    if not 1 <= amount <= most:
        raise Invalid(
            _("Le montant va de 1 franc à %(most)s FCFA : ce qui est demandé, et le plafond de l’appel.")
            % {"most": spaced(most)},
            "granted",
        )


def _check_money(session: Session) -> None:
    granted, left = granted_in(session), left_of(session.call)
    if granted > left:
        raise Invalid(
            _("Le total accordé serait de %(granted)s FCFA ; il reste %(left)s FCFA du budget de l’appel.")
            % {"granted": spaced(granted), "left": spaced(left)},
            "granted",
        )
