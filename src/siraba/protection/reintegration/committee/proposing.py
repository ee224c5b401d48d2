"""The three proposals of a session: from its agenda and the call's frozen rules to results that no longer change."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.selectors import area_and_above, region_of
from siraba.protection.reintegration.committee.minutes import digest
from siraba.protection.reintegration.committee.models import SESSION_MOVES, Forced, Item, Run, Session
from siraba.protection.reintegration.committee.money import left_of

SYSTEM = "what a session decides on"


@action
def force_application(actor: Actor, item: Item, *, forced: str, reason: str = "") -> None:
    """Impose an application, set it aside, or neither; proposals that are computed afterwards keep to it.

    Raises:
        Invalid: no reason.
    """
    check_right(actor, "force_application", item)
    lock(item.session)
    lock(item)
    SESSION_MOVES.require(item.session, "force_application")
    if forced and not reason.strip():
        raise Invalid(_("Dites pourquoi : le procès-verbal le porte."), "reason")
    item.forced = forced
    item.write(**{**item.words, "forced": reason.strip() if forced else ""})
    item.save()
    record(actor, "force_application", item.application.code, session=item.session_id, forced=forced)


@action
def start_proposals(actor: Actor, session: Session) -> Run:
    """Freeze what is to be computed from; `compute_proposals` does it, part by part."""
    check_right(actor, "start_proposals", session)
    lock(session)
    SESSION_MOVES.require(session, "start_proposals")
    inputs = inputs_of(session)
    last = Run.objects.system(SYSTEM).filter(session=session).aggregate(last=Max("number"))["last"] or 0
    run = Run(
        session=session,
        number=last + 1,
        inputs=inputs,
        digest=digest(inputs),
        started_by_id=actor.account_id,
    )
    run.save(force_insert=True)
    record(actor, "start_proposals", run.code, digest=run.digest, lot=session.lot)
    return run


def inputs_of(session: Session) -> dict[str, Any]:
    """What the engine is given. Households are numbered: their keys stay where they are.

    The zone of an application is the nearest area above it that the rules name, else its region.
    """
    rules = session.call.rules
    named = {*rules.get("least_by_zone", {}), *rules.get("most_by_zone", {})}
    rows = Item.objects.system(SYSTEM).filter(session=session).order_by("application__code")
    items = list(rows.select_related("application__zone__parent__parent__parent"))
    homes: dict[str, str] = {}
    applications = []
    for item in items:
        one = item.application
        key = one.household_key
        above = area_and_above(one.zone)
        zone = next((area for area in above if str(area.pk) in named), region_of(one.zone) or one.zone)
        applications.append(
            {
                "name": one.code,
                "amount": min(one.asked, session.call.ceiling),
                "score": float(one.score or 0),
                "zone": str(zone.pk),
                "zone_name": str(zone),
                "household": homes.setdefault(key, str(len(homes) + 1)) if key else "",
                "woman": one.woman,
                "protected": one.protected,
            }
        )
    here = {one["zone"] for one in applications}
    return {
        "budget": left_of(session.call),
        "women": rules.get("women", 0),
        "protected": rules.get("protected", 0),
        # A call says whether a household has one grant at most; without that, there is no such limit
        "per_household": 1 if rules.get("per_household", True) else max(1, len(items)),
        "least_by_zone": dict(rules.get("least_by_zone", {})),
        "most_by_zone": dict(rules.get("most_by_zone", {})),
        "zones": sorted(here | named),
        "forced_in": sorted(item.application.code for item in items if item.forced == Forced.IN),
        "forced_out": sorted(item.application.code for item in items if item.forced == Forced.OUT),
        "seed": session.lot,
        "applications": applications,
        "rules_version": session.call.rules_version,
    }


@action
def compute_proposals(actor: Actor, run: Run) -> None:
    """The next part; called until the run is done. What is done is never computed anew."""
    check_right(actor, "compute_proposals", run)
    lock(run.session)
    lock(run)
    SESSION_MOVES.require(run.session, "compute_proposals")
    if run.done:
        raise Invalid(_("Ce calcul est terminé : il ne change plus."))
    from siraba.engines.allocation.solver import BadProblem, Infeasible

    try:
        PARTS[run.part](run)
        run.part += 1
        run.done = bool(run.conflict) or run.part == len(PARTS)
    except Infeasible:
        run.conflict, run.done = _conflict(run), True
    except BadProblem as refused:
        raise Invalid(str(refused)) from refused
    run.save()
    record(actor, "compute_proposals", run.code, part=run.part, done=run.done)


def problem_of(run: Run) -> tuple[list, Any]:
    """The applications and rules of a run, as the engine has them."""
    # The solvers of scipy take half a second to load, which pages that only read do not need
    from siraba.engines.allocation.grants import Application, FundRules

    inputs = run.inputs
    applications = [
        Application(**{name: value for name, value in one.items() if name != "zone_name"})
        for one in inputs["applications"]
    ]
    rules = FundRules(
        **{
            name: inputs[name]
            for name in (
                "budget",
                "women",
                "protected",
                "per_household",
                "least_by_zone",
                "most_by_zone",
                "zones",
                "forced_in",
                "forced_out",
                "seed",
            )
        }
    )
    return applications, rules


def _fund(run: Run) -> Any:
    from siraba.engines.allocation.grants import Fund

    return Fund(*problem_of(run))


def _said(run: Run, rules: Any, broken: Any) -> list[str]:
    """Rules in words, a zone by its name."""
    from siraba.engines.allocation.conflicts import said

    names = {one["zone"]: one["zone_name"] for one in run.inputs["applications"]}
    return [
        said(rule, rules).replace(f"« {rule.subject} »", f"« {names.get(rule.subject, rule.subject)} »")
        for rule in broken
    ]


def _kept(run: Run, fund: Any, found: Any) -> dict[str, Any]:
    known = found.value == found.value  # not nan: a solution was found in time
    return {
        "chosen": [fund.applications[one].name for one in found.chosen],
        "value": found.value if known else None,
        "bound": None if found.bound in (float("inf"), float("-inf")) else found.bound,
        "proven": found.proven,
        "drawn": found.drawn,
        "known": known,
        "broken": _said(run, fund.rules, fund.broken(found.chosen)) if known else [],
    }


def _optimum(run: Run) -> None:
    from siraba.engines.allocation.grants import best
    from siraba.engines.allocation.proposals import rank_and_cut
    from siraba.engines.allocation.solver import Clock

    fund = _fund(run)
    found = best(fund, fund.limits, Clock(settings.COMMITTEE_SECONDS))
    if found.proven and not found.chosen:
        run.conflict = _conflict(run)
    run.results["optimum"] = _kept(run, fund, found)
    run.results["ranked"] = _kept(run, fund, rank_and_cut(fund))


def _without_quotas(run: Run) -> None:
    from siraba.engines.allocation.grants import best
    from siraba.engines.allocation.solver import Clock

    fund = _fund(run)
    found = best(fund, fund.without_quotas(), Clock(settings.COMMITTEE_SECONDS))
    run.results["without"] = _kept(run, fund, found) | {"broken": []}


def _zones_first(run: Run) -> None:
    from siraba.engines.allocation.proposals import zones_before_total
    from siraba.engines.allocation.solver import Clock

    fund = _fund(run)
    found, share, proven = zones_before_total(fund, Clock(settings.COMMITTEE_SECONDS))
    run.results["zones_first"] = _kept(run, fund, found) | {"share": share, "share_proven": proven}


def _reasons(run: Run) -> None:
    """Why each application is out of the greatest total, and of the zones first."""
    from siraba.engines.allocation.proposals import at_least
    from siraba.engines.allocation.reasoning import reasons

    fund = _fund(run)
    without = {fund.index[code] for code in run.chosen("without")}
    limits = {
        "optimum": fund.limits,
        "zones_first": [*fund.limits, *at_least(fund, run.results["zones_first"]["share"])],
    }
    for proposal, rows in limits.items():
        if not run.results[proposal]["known"]:
            continue
        told = reasons(fund, rows, _found(fund, run, proposal), without)
        run.results[proposal]["reasons"] = {
            fund.applications[one.number].name: {
                "lost": str(one.lost),
                "least": one.least_points,
                "most": None if one.instead is None else one.most_points,
                "instead": None if one.instead is None else fund.applications[one.instead].name,
                "budget": one.budget,
            }
            for one in told
        }


def _found(fund: Any, run: Run, proposal: str) -> Any:
    """A result as the engine has it."""
    from siraba.engines.allocation.grants import Grants

    kept = run.results[proposal]
    chosen = tuple(sorted(fund.index[code] for code in kept["chosen"]))
    bound = kept["value"] if kept["bound"] is None else kept["bound"]
    return Grants(kept["value"], bound, kept["proven"], 0.0, chosen, kept["drawn"])


def _conflict(run: Run) -> list[str]:
    from siraba.engines.allocation.conflicts import conflict

    applications, rules = problem_of(run)
    found = conflict(applications, rules, settings.COMMITTEE_SECONDS, least=min(1, len(applications)))
    return [] if found is None else _said(run, rules, found.rules)


PARTS: tuple[Callable[[Run], None], ...] = (_optimum, _without_quotas, _zones_first, _reasons)


def lack_in(run: Run, code: str) -> Any:
    """What an application lacks of the greatest total, exactly (see the engine's `Lack`, by codes); one program is solved.

    Raises:
        Invalid: the run has no greatest total, or has this application in it.
    """
    from siraba.engines.allocation.reasoning import lack_of

    kept = run.results.get("optimum")
    if not run.done or not kept or not kept["known"] or code in kept["chosen"]:
        raise Invalid(_("Rien ne manque à cette demande dans ce calcul, ou il n’est pas terminé."))
    applications, rules = problem_of(run)
    fund = _fund(run)
    lack = lack_of(applications, rules, _found(fund, run, "optimum"), code, settings.COMMITTEE_SECONDS)
    return {
        "points": lack.points,
        "proven": lack.proven,
        "leave": [fund.applications[one].name for one in lack.leave],
        "enter": [fund.applications[one].name for one in lack.enter],
    }
