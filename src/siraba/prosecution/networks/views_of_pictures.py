"""The picture of a network, what is found in it, plans, and the lead sheet."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.interface.papers import paper_file
from siraba.prosecution.networks import forms_of_pictures as forms
from siraba.prosecution.networks import keeping, planning, reading, telling
from siraba.prosecution.networks.cautions import told_of
from siraba.prosecution.networks.drawing import Drawing, narrowed
from siraba.prosecution.networks.drawn import COLOURS, curve_svg, months_of, months_svg, network_svg
from siraba.prosecution.networks.findings import PARTS, unranked_of
from siraba.prosecution.networks.leads import print_lead
from siraba.prosecution.networks.models import PLAN_MOVES, DismantlingPlan, EntityKind, LinkKind, PlanState
from siraba.prosecution.networks.rules import INVESTIGATORS, READERS

readers_page = page(Purpose.PROSECUTION, roles=READERS)
workers_page = page(Purpose.PROSECUTION, roles=INVESTIGATORS)
ROWS, INLINE_NODES, INLINE_LINES = 100, 800, 3000
NEW = ("-number",)


# The picture


@readers_page
@require_safe
def picture(request: ActorRequest, code: str) -> HttpResponse:
    """The network, narrowed by the filters: a drawing, a table, and the same for the script."""
    analysis = reading.open_analysis_for(request.actor, code)
    seen = reading.seen_by(request.actor, analysis)
    filters = forms.PictureFilter(request.GET or None)
    shown = narrowed(seen.drawing, filters.filters())
    small = len(shown.nodes) <= INLINE_NODES and len(shown.lines) <= INLINE_LINES
    context = {
        "analysis": analysis,
        "seen": seen,
        "filters": filters,
        "query": request.GET.urlencode(),
        "drawn": network_svg(shown) if small and shown.nodes else "",
        "rows": _table(shown),
        "shown": shown,
        "most": ROWS,
        "views": list(reading.views_of(request.actor, analysis)[:ROWS]),
        "going": _going(seen),
        "parts": len(PARTS),
        "colours": [(kind.label, COLOURS[kind]) for kind in EntityKind],
    }
    return render(request, "networks/picture.html", context)


def _going(seen: reading.Seen) -> bool:
    return seen.fresh and not seen.done


def _table(shown: Drawing) -> list[dict[str, Any]]:
    """The entities with most links, of those that are shown; whoever is protected has no rank and comes last."""
    degrees, unranked = shown.degrees(), unranked_of(shown)
    order = sorted(
        range(len(shown.nodes)),
        key=lambda place: (place in unranked, -degrees[place], shown.nodes[place].number),
    )
    return [{"node": telling.named(shown, place), "links": degrees[place]} for place in order[:ROWS]]


@readers_page
@require_safe
def data(request: ActorRequest, code: str) -> HttpResponse:
    """For the script: the names of kinds in the reader's language, then the network as it is kept."""
    analysis = reading.open_analysis_for(request.actor, code)
    kinds = {
        "kinds": {kind.value: [str(kind.label), COLOURS[kind]] for kind in EntityKind},
        "linkKinds": {kind.value: str(kind.label) for kind in LinkKind},
    }
    names = json.dumps(kinds, ensure_ascii=False)
    content = f"{names[:-1]}, {reading.script_for(request.actor, analysis)[1:]}"
    return HttpResponse(content, content_type="application/json")


@readers_page
@require_safe
def svg(request: ActorRequest, code: str) -> HttpResponse:
    """The drawing as a file to keep."""
    analysis = reading.open_analysis_for(request.actor, code)
    filters = forms.PictureFilter(request.GET or None)
    shown = narrowed(reading.seen_by(request.actor, analysis).drawing, filters.filters())
    record(request.actor, "export_picture", analysis.code, entities=len(shown.nodes))
    name = f"{timezone.localdate().isoformat()}-reseau-{analysis.code}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(network_svg(shown, lone=True), content_type="image/svg+xml", headers=headers)


@readers_page
@require_POST
def draw(request: ActorRequest, code: str) -> HttpResponse:
    """The next parts of the reckoning; the page asks for more until there are none."""
    analysis = reading.open_analysis_for(request.actor, code)
    keeping.draw_picture(request.actor, analysis)
    back = "pictures:analysis" if request.POST.get("back") == "analysis" else "pictures:picture"
    return HttpResponseRedirect(reverse(back, args=[analysis.code]))


@readers_page
def save_view(request: ActorRequest, code: str) -> HttpResponse:
    analysis = reading.open_analysis_for(request.actor, code)
    check_right(request.actor, "save_view", analysis)
    query = request.GET.urlencode()
    back = reverse("pictures:picture", args=[analysis.code])
    form = forms.ViewForm(request.POST or None)
    act = Act(
        ACT_RULES["save_view"].label,
        _("Garder"),
        f"{back}?{query}",
        _("Les filtres de l’image sont gardés, pour vous seul."),
        _("La vue est gardée."),
    )

    def do(_data: dict) -> str:
        keeping.save_view(request.actor, analysis, query=query, **form.words())
        return f"{back}?{query}"

    return act_page(request, form, do, act)


@readers_page
@require_POST
def drop_view(request: ActorRequest, pk: UUID) -> HttpResponse:
    view = reading.view_for(request.actor, pk)
    back = reverse("pictures:picture", args=[view.analysis.code])
    keeping.drop_view(request.actor, view)
    return HttpResponseRedirect(back)


# What is found


@readers_page
@require_safe
def analysis(request: ActorRequest, code: str) -> HttpResponse:
    """Communities, key actors, weak points, time, places; each figure with its method and what it does not mean."""
    found = reading.open_analysis_for(request.actor, code)
    seen = reading.seen_by(request.actor, found)
    months = months_of(seen.drawing.lines)
    marks = telling.marks_of(seen.drawing)
    stops = telling.stops_of(seen.drawing)
    context = {
        "analysis": found,
        "seen": seen,
        "found": telling.found_in(seen.drawing, seen.findings),
        "months": months,
        "calendar": months_svg(months) if months else "",
        "marks": marks,
        "map": telling.map_svg(marks) if marks else "",
        "moves": telling.moves_of(seen.drawing)[:ROWS],
        "stops": stops,
        "going": _going(seen),
        "parts": len(PARTS),
        **_chains(request, seen.drawing),
    }
    return render(request, "networks/picture_analysis.html", context)


def _chains(request: ActorRequest, drawing: Drawing) -> dict[str, Any]:
    asked = [request.GET.get(name, "") for name in ("de", "vers")]
    if not all(one.isdigit() for one in asked):
        return {}
    origin, destination = map(int, asked)
    found = telling.chains(drawing, origin, destination)
    return {
        "routes": told_of("routes"),
        "complete": found.complete,
        "chains": telling.chain_rows(drawing, found),
        "origin": origin,
        "destination": destination,
    }


# Plans


@readers_page
@require_safe
def plans(request: ActorRequest, code: str) -> HttpResponse:
    analysis = reading.open_analysis_for(request.actor, code)
    shown = page_by_key(reading.plans_of(request.actor, analysis), request, NEW)
    record(request.actor, "list_plans_of_network", analysis.code)
    context = {"analysis": analysis, "page": shown, "may_ask": may(request.actor, "ask_plan", analysis)}
    return render(request, "networks/picture_plans.html", context)


@workers_page
def ask(request: ActorRequest, code: str) -> HttpResponse:
    analysis = reading.open_analysis_for(request.actor, code)
    check_right(request.actor, "ask_plan", analysis)
    form = forms.PlanForm(request.POST or None)
    act = Act(
        ACT_RULES["ask_plan"].label,
        _("Demander"),
        reverse("pictures:plans", args=[analysis.code]),
        _("Le calcul cherche les retraits qui coupent le plus ce qui est connu du réseau. Ce qu’une seule personne utilise (téléphone, compte, véhicule) compte avec elle. Les victimes, les témoins et la parenté ne sont jamais visés. C’est une piste : elle n’accuse personne."),
    )  # fmt: skip

    def do(_data: dict) -> str:
        made = planning.ask_plan(request.actor, analysis, **form.words())
        return reverse("pictures:plan", args=[made.pk])

    return act_page(request, form, do, act)


@readers_page
@require_safe
def plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = reading.read_plan(request.actor, pk)
    words = found.words
    drawing, result = Drawing.read(words["network"]), words["result"]
    best, robust = result.get("best", {}), result.get("robust", {})
    others = result.get("others", [])
    curves = [(_("Meilleur plan"), best.get("curve", []))]
    if robust:
        curves.append((_("Plan robuste"), robust["curve"]))
    context = {
        "plan": found,
        "analysis": found.analysis,
        "words": words,
        "result": result,
        "best": best,
        "robust": robust,
        "trials": [
            (_("Plan robuste"), robust.get("trial")),
            (_("Meilleur plan sur ce qui est connu"), robust.get("plain_trial")),
        ],
        "steps": telling.step_rows(drawing, best, result),
        "robust_steps": telling.step_rows(drawing, robust, result),
        "others": [
            {
                **one,
                "without": telling.named(drawing, one["without"]),
                "rows": telling.step_rows(drawing, one, {}),
            }
            for one in others
        ],
        "curve": curve_svg(curves, best.get("cap", 1)) if best else "",
        "cells": _cells(drawing, result),
        "asked": [
            (EntityKind(kind).label, number, words["question"]["costs"].get(kind, 1))
            for kind, number in words["question"]["most"].items()
        ],
        "parts": len(planning.PARTS),
        "going": found.state == PlanState.RUNNING and may(request.actor, "compute_plan", found),
        "may_decide": found.state == PlanState.DONE and may(request.actor, "decide_plan", found),
        "may_print": found.state != PlanState.RUNNING and may(request.actor, "print_lead", found),
    }
    return render(request, "networks/picture_plan.html", context)


def _cells(drawing: Drawing, result: dict[str, Any]) -> dict[str, Any]:
    cells = result.get("cells")
    if not cells:
        return {}
    return {
        **cells,
        **told_of("cells"),
        "living": [{**one, "heir": telling.named(drawing, one["heir"])} for one in cells.get("living", [])],
    }


def _plan_url(plan: DismantlingPlan) -> str:
    return reverse("pictures:plan", args=[plan.pk])


@workers_page
@require_POST
def go(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The next part of the answer; the page of the plan asks for more until it is whole."""
    found = reading.plan_for(request.actor, pk)
    planning.compute_plan(request.actor, found)
    return HttpResponseRedirect(_plan_url(found))


@readers_page
def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = reading.plan_for(request.actor, pk)
    check_right(request.actor, "decide_plan", found)
    if request.method == "GET":
        PLAN_MOVES.require(found, "decide_plan")
    form = forms.DecisionForm(request.POST or None)
    label = ACT_RULES["decide_plan"].label
    act = Act(
        label,
        label,
        _plan_url(found),
        _("Le calcul ne décide pas. Dites ce qui est fait de cette piste, et pourquoi."),
        _("La décision est enregistrée."),
    )

    def do(_data: dict) -> str:
        planning.decide_plan(request.actor, found, **form.words())
        return _plan_url(found)

    return act_page(request, form, do, act)


@readers_page
@require_safe
def lead(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The lead sheet as PDF."""
    found = reading.plan_for(request.actor, pk)
    paper = print_lead(request.actor, found)
    return paper_file(f"piste-{found.analysis.code}-{found.number}", "pdf", paper)
