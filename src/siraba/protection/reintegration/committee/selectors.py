"""What may be read of the committee's sessions, always for someone; no name of an applicant is among it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import record
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Call, CallState, Duty
from siraba.protection.reintegration.calls.rules import charges_of
from siraba.protection.reintegration.committee.models import Item, Run, Session, SessionState
from siraba.protection.reintegration.committee.rules import READERS


def sessions_visible_to(actor: Actor) -> QuerySet[Session]:
    """Those of the funds in which the actor is charged with something but evaluating."""
    funds = charges_of(actor).filter(duty__in=READERS).values("fund")
    return Session.objects.select_related("call__fund__organisation").filter(call__fund__in=funds)


def session_for(actor: Actor, pk: int) -> Session:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    found = sessions_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def opened_session(actor: Actor, pk: int) -> Session:
    """The session, its reading written in the journal. Raises NotVisible."""
    session = session_for(actor, pk)
    record(actor, "read_session", session.code)
    return session


def items_of(actor: Actor, session: Session) -> GuardedQuerySet:
    """The agenda, the best scores first: code, zone, activity, score, amount and flags; the words of nobody."""
    rows = Item.objects.visible_to(actor, Category.GRANTS).filter(session=session)
    return rows.select_related("application__zone", "session__call__fund").defer("application__sealed")


def item_for(actor: Actor, session: Session, code: str) -> Item:
    """Raises NotVisible."""
    item = one_of(items_of(actor, session), application__code=read_code(code) or "")
    item.session = session
    return item


def runs_of(actor: Actor, session: Session) -> GuardedQuerySet:
    return Run.objects.visible_to(actor, Category.GRANTS).filter(session=session)


def run_for(actor: Actor, session: Session, number: int) -> Run:
    """Raises NotVisible."""
    run = one_of(runs_of(actor, session), number=number)
    run.session = session
    return run


def calls_to_convene(actor: Actor) -> QuerySet[Call]:
    """The calls of the actor's funds, as their secretary, that have something to decide and no session for it."""
    funds = charges_of(actor).filter(duty=Duty.SECRETARY).values("fund")
    rows = Call.objects.filter(fund__in=funds, state__in=(CallState.CLOSED, CallState.DECIDED))
    open_now = Session.objects.exclude(state=SessionState.SIGNED).values("call")
    waiting = Application.objects.system("whether a call has something to decide").filter(
        call=OuterRef("pk"), state=ApplicationState.SHORTLISTED
    )
    return rows.filter(Exists(waiting)).exclude(pk__in=open_now).select_related("fund")


def figures_of(run: Run, proposal: str) -> dict[str, Any]:
    """What a proposal comes to: total score, spent, number, women, protected, spent and asked by zone, price of the quotas."""
    kept = run.results.get(proposal)
    if not kept or not kept["known"]:
        return {}
    chosen = set(kept["chosen"])
    taken = [one for one in run.inputs["applications"] if one["name"] in chosen]
    without = run.results.get("without", {})
    asked: dict[str, int] = {}
    spent: dict[str, int] = {}
    for one in run.inputs["applications"]:
        zone = one["zone_name"]
        asked[zone] = asked.get(zone, 0) + one["amount"]
        spent[zone] = spent.get(zone, 0) + (one["amount"] if one["name"] in chosen else 0)
    return {
        **kept,
        "spent": sum(one["amount"] for one in taken),
        "number": len(taken),
        "women": sum(one["woman"] for one in taken),
        "protected_count": sum(one["protected"] for one in taken),
        "zones": spent,
        "asked": asked,
        "price": 100 * (without["value"] - kept["value"]) / without["value"]
        if without.get("value")
        else None,
    }
