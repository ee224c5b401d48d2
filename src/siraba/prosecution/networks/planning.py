"""A question about removals, the engine's answer part by part, and the acts on it. The answer is kept as plain JSON.

Targets are persons, channels, agents, vehicles, places and telephones. Whoever is protected is never one, and kinship makes no
link that counts. A telephone, an account or a vehicle that one person alone holds goes with that person. A plan is a lead: it
is asked with a reason, and what is done of it is decided by a person, with reasons.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines import dismantling
from siraba.engines.networks.cells import cells
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.networks.actions import begin
from siraba.prosecution.networks.drawing import Drawing, Line, drawing_of, with_holders
from siraba.prosecution.networks.keeping import sources_by_link
from siraba.prosecution.networks.models import (
    PLAN_MOVES,
    Analysis,
    DismantlingPlan,
    EntityKind,
    PlanDecision,
    PlanState,
)
from siraba.prosecution.networks.selectors import graph_of

K = EntityKind
TARGETS = (K.PERSON, K.CHANNEL, K.AGENT, K.VEHICLE, K.PLACE, K.SAFE_HOUSE, K.PHONE)
OTHERS_TRIED, NEARLY, SHOWN_LINKS = 4, 0.25, 6
# Share of links not seen; draws to try on, unlike those made on
MISSING, DRAWS, OTHER_DRAWS = 0.2, 200, 10_000
SYSTEM = "the plans of an analysis given to the actor"
Found = dict[str, Any]


class Asked:
    """What the engine needs of a plan: the drawing that was kept, and the question put upon it."""

    def __init__(self, words: Mapping[str, Any]):
        self.drawing = Drawing.read(words["network"])
        self.question = words["question"]
        graph, self.lines = self.drawing.engine()
        self.graph = graph
        kinds = {place: node.kind for place, node in enumerate(self.drawing.nodes)}
        pairs = [(int(one), int(other)) for one, other in graph.ends.tolist()]
        self.network = dismantling.Network.from_edges(
            pairs, graph.strengths.tolist(), nodes=range(len(graph)), kinds=kinds
        )
        self.main = self.network.largest_part()
        self.cap = dismantling.cap_of(self.main, self.question["target"])

    def options(self) -> dict[str, Any]:
        """For `dismantling.plan`; what is no target is forbidden."""
        most, costs = self.question["most"], self.question["costs"]
        inside = set(self.main.kinds or ())
        by_number = {node.number: place for place, node in enumerate(self.drawing.nodes)}
        barred = {by_number[number] for number in self.question["never"] if number in by_number}
        return {
            "limits": {kind: number for kind, number in most.items() if kind in inside},
            "costs": {
                place: costs.get(node.kind, 1.0)
                for place, node in enumerate(self.drawing.nodes)
                if node.kind in most
            },
            "budget": self.question["budget"],
            "forbidden": [
                place
                for place, node in enumerate(self.drawing.nodes)
                if not node.removable or not most.get(node.kind) or place in barred
            ],
            "forced": [by_number[number] for number in self.question["always"] if number in by_number],
        }

    def plan(self, seconds: float, **more: Any) -> Any:
        options = {**self.options(), **more}
        return dismantling.plan(self.network, self.aim(options["forbidden"]), seconds=seconds, **options)

    def aim(self, forbidden: list[int]) -> float:
        """The target, or what the allowed removals can do at most when they cannot reach it."""
        return max(self.question["target"], dismantling.least_target(self.main, forbidden))


def _plain(asked: Asked, plan: Any) -> Found:
    return {
        "steps": [
            {
                "node": int(step.node),
                "largest": int(step.largest_component),
                "cost": float(step.cost),
                "reason": step.reason,
            }
            for step in plan.steps
        ],
        "curve": [int(size) for size in plan.curve],
        "cost": float(plan.total_cost),
        "size": int(plan.size),
        "cap": asked.cap,
        "reached": bool(plan.curve[-1] <= asked.cap),
        "cut_short": bool(plan.cut_short),
    }


def _best(asked: Asked, _found: Found) -> Found:
    return {"best": _plain(asked, asked.plan(settings.NETWORK_PLAN_SECONDS))}


def _others(asked: Asked, found: Found) -> Found:
    """Plans nearly as good, each without one of the first removals of the best."""
    best = found["best"]
    options = asked.options()
    others: list[Found] = []
    for step in best["steps"][:OTHERS_TRIED]:
        if step["node"] in options["forced"]:
            continue
        try:
            other = _plain(
                asked,
                asked.plan(
                    settings.NETWORK_PLAN_SECONDS / OTHERS_TRIED,
                    forbidden=[*options["forbidden"], step["node"]],
                ),
            )
        except dismantling.BadNetwork:
            continue
        nodes = {one["node"] for one in other["steps"]}
        known = [{one["node"] for one in kept["steps"]} for kept in (best, *others)]
        near = (
            other["curve"][-1] <= (1 + NEARLY) * best["curve"][-1]
            and other["cost"] <= (1 + NEARLY) * best["cost"]
        )
        if near and nodes not in known:
            others.append({**other, "without": step["node"]})
    return {"others": others}


def _robust(asked: Asked, found: Found) -> Found:
    """The order that does best on networks that this one may really be, kept within the limits; both plans on the same draws."""
    options = asked.options()
    limits = options.pop("limits")
    made = dismantling.robust(
        asked.network,
        asked.aim(options["forbidden"]),
        missing=MISSING,
        seconds=2 * settings.NETWORK_PLAN_SECONDS,
        **options,
    )
    kept = _within(made.plan, limits, asked.question["budget"])
    number = made.plan.network.number
    best = replace(
        made.plan,
        order=np.array([number[step["node"]] for step in found["best"]["steps"]], dtype=np.int64),
        then=None,
    )
    drawn = [dismantling.sample(made.plan.network, MISSING, seed=OTHER_DRAWS + draw) for draw in range(DRAWS)]
    present = dict(zip(made.plan.order.tolist(), made.presence.tolist(), strict=True))
    return {
        "robust": {
            **_plain(asked, kept),
            "presence": [
                round(float(present[node]), 3) if node in present else None for node in kept.order.tolist()
            ],
            "trial": _trial(kept, drawn),
            "plain_trial": _trial(best, drawn),
            "draws": DRAWS,
        }
    }


def _within(plan: Any, limits: Mapping[str, int], budget: float | None) -> Any:
    """The first nodes of an order that the limits by kind and the budget allow, until the target is reached."""
    left, money, taken = dict(limits), np.inf if budget is None else budget, []
    for node in plan.whole_order.tolist():
        kind, cost = plan.network.kinds[node], float(plan.cost[node])
        if plan.forced[node] or (left.get(kind, 0) > 0 and cost <= money + 1e-9):
            left[kind] = left.get(kind, 0) - 1
            money -= cost
            taken.append(node)
    kept = replace(plan, order=np.array(taken, dtype=np.int64), then=None)
    enough = np.flatnonzero(kept.curve <= plan.cap)
    steps = max(int(enough[0]) if len(enough) else len(taken), int(plan.forced.sum()))
    return replace(plan, order=kept.order[:steps], then=None)


def _trial(plan: Any, networks: list[Any]) -> Found:
    """The share of the nodes in the largest cell after all the steps: its mean over the draws, and 5 % and 95 % of them."""
    mean, low, high = dismantling.trial(plan, networks).curve[-1].tolist()
    return {"mean": mean, "low": low, "high": high}


def _grounds(asked: Asked, found: Found) -> Found:
    """Behind each step, its strongest links with their sources; and the cells that would live on."""
    nodes = [step["node"] for step in found["best"]["steps"]]
    robust = [step["node"] for step in found.get("robust", {}).get("steps", [])]
    sources = sources_by_link(asked.drawing)
    grounds = {str(node): _behind(asked.drawing, node, sources) for node in {*nodes, *robust}}
    made = cells(asked.graph, nodes)
    living = [
        {"size": len(one.members), "ties": one.ties, "heart": one.heart, "heir": one.heir}
        for one in made.living[:10]
    ]
    return {"grounds": grounds, "cells": {"living": living, "scattered": made.scattered}}


def _behind(drawing: Drawing, node: int, sources: Mapping[str, frozenset[str]]) -> Found:
    lines = [line for line in drawing.lines if line.ranked and node in (line.source, line.target)]
    origins = {source for line in lines for pk in line.links for source in sources.get(pk, ())}
    told: dict[tuple[int, str], Found] = {}
    for line in sorted(lines, key=lambda line: -line.strength):
        link = _link(line, node)
        told.setdefault((link["other"], line.kind), link)
    strongest = list(told.values())[:SHOWN_LINKS]
    return {
        "sources": len(origins),
        "held_by_one": len(origins) == 1 and all(source.startswith("?") for source in origins),
        "links": strongest,
        "more": len(told) - len(strongest),
    }


def _link(line: Line, node: int) -> Found:
    return {
        "other": line.target if line.source == node else line.source,
        "kind": line.kind,
        "strength": line.strength,
        "sources": line.sources,
        "id": line.links[0],
    }


PARTS: tuple[Callable[[Asked, Found], Found], ...] = (_best, _others, _robust, _grounds)


# The acts


@action
def ask_plan(
    actor: Actor,
    analysis: Analysis,
    *,
    why: str,
    target: float,
    most: Mapping[str, int],
    costs: Mapping[str, float],
    budget: float | None = None,
    never: list[int] | None = None,
    always: list[int] | None = None,
) -> DismantlingPlan:
    """Ask which removals break the network most. `target`: share of the largest cell (0–1) at which to stop; `most`: removals
    of each kind; `never`, `always`: numbers of entities.

    Raises:
        Invalid: no reason, nothing that may be removed, or a number that is unknown, protected, or both forced and forbidden.
    """
    begin(actor, analysis, "ask_plan")
    if not why.strip():
        raise Invalid(_("Dites pourquoi ce plan est demandé."), "why")
    most = {kind: number for kind, number in most.items() if kind in TARGETS and number > 0}
    if not most:
        raise Invalid(_("Dites combien de retraits sont possibles, d’un genre au moins."), f"most_{K.PERSON}")
    drawing = drawing_of(graph_of(analysis, actor))
    never, always = never or [], always or []
    _check_numbers(drawing, never, always)
    last = DismantlingPlan.objects.system(SYSTEM).filter(analysis=analysis).aggregate(Max("number"))
    plan = DismantlingPlan(
        analysis=analysis, number=(last["number__max"] or 0) + 1, asked_by_id=actor.account_id
    )
    question = {"target": target, "most": most, "costs": dict(costs), "budget": budget}
    plan.write(
        why=why.strip(),
        question={**question, "never": never, "always": always},
        network=with_holders(drawing, apart=most, alone=always).written(),
        result={},
    )
    plan.save(force_insert=True)
    record(actor, "ask_plan", plan.code, analysis=analysis.code, entities=len(drawing.nodes))
    return plan


def _check_numbers(drawing: Drawing, never: list[int], always: list[int]) -> None:
    known = {node.number: node for node in drawing.nodes}
    for name, numbers in (("never", never), ("always", always)):
        if unknown := [number for number in numbers if number not in known]:
            raise Invalid(_("Aucune entité ne porte le numéro %(n)s.") % {"n": unknown[0]}, name)
    if both := set(never) & set(always):
        raise Invalid(_("Le numéro %(n)s est à la fois écarté et imposé.") % {"n": min(both)}, "always")
    for number in always:
        if not known[number].removable or known[number].kind not in TARGETS:
            raise Invalid(_("Le numéro %(n)s ne peut pas être visé : il est protégé, ou n’est pas de ceux qui peuvent l’être.") % {"n": number}, "always")  # fmt: skip


@action
def compute_plan(actor: Actor, plan: DismantlingPlan) -> None:
    """The next part of the answer; called until the state is no longer running. What cannot be answered is said in the result."""
    check_right(actor, "compute_plan", plan)
    lock(plan)
    PLAN_MOVES.require(plan, "compute_plan")
    words = plan.words
    result = dict(words["result"])
    try:
        result |= PARTS[plan.part](Asked(words), result)
        plan.part += 1
    except dismantling.BadNetwork as error:
        result["refusal"] = str(error)
        plan.part = len(PARTS)
    if plan.part == len(PARTS):
        plan.state = PlanState.DONE
    plan.write(**{**words, "result": result})
    plan.save()
    record(actor, "compute_plan", plan.code, part=plan.part)


@action
def decide_plan(actor: Actor, plan: DismantlingPlan, *, decision: str, reasons: str) -> None:
    """A person says what is done of the plan, and why.

    Raises:
        Invalid: the decision is none, or the reasons are not said.
    """
    check_right(actor, "decide_plan", plan)
    lock(plan)
    PLAN_MOVES.advance(plan, "decide_plan")
    if decision not in PlanDecision.values:
        raise Invalid(_("Choisissez une décision."), "decision")
    if not reasons.strip():
        raise Invalid(_("Dites les motifs de la décision."), "reasons")
    plan.decision = decision
    plan.decided_by_id, plan.decided_at = actor.account_id, timezone.now()
    plan.write(**{**plan.words, "reasons": reasons.strip()})
    plan.save()
    record(actor, "decide_plan", plan.code, outcome=decision)
