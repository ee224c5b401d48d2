"""The pages of inspections, of what is done after them, and the league of branches."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, Moves
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import Deed, deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD, HEAD_OFFICE
from siraba.protection.reception.quality import actions, forms
from siraba.protection.reception.quality.checklists import CHECKLISTS, CURRENT
from siraba.protection.reception.quality.deeds import ACTION_DEEDS, INSPECTION_DEEDS
from siraba.protection.reception.quality.models import ACTION_MOVES, INSPECTION_MOVES, Action, Inspection
from siraba.protection.reception.quality.selectors import (
    action_for,
    actions_open_to,
    inspection_for,
    inspections_open_to,
    league,
)

KEY = ("-planned_on", "-id")


@page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
@require_safe
def inspections(request: ActorRequest) -> HttpResponse:
    filters = forms.StateFilter(request.GET or None)
    rows = inspections_open_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    context = {
        "page": page_by_key(rows, request, KEY),
        "filters": filters,
        "may_plan": request.actor.role in ACT_RULES["plan_inspection"].roles,
    }
    return render(request, "quality/inspections.html", context)


@page(Purpose.RECEPTION, roles=HEAD_OFFICE)
def plan(request: ActorRequest) -> HttpResponse:
    what = Act(
        ACT_RULES["plan_inspection"].label,
        _("Prévoir"),
        reverse("quality:inspections"),
        _("L’antenne la voit dans ses inspections ; la grille en vigueur est la version %(version)d.")
        % {"version": CURRENT},
        _("L’inspection est prévue."),
    )

    def do(data: dict) -> str:
        made = actions.plan_inspection(request.actor, data["branch"], planned_on=data["planned_on"])
        return _url(made.pk)

    return act_page(request, forms.PlanForm(request.POST or None, actor=request.actor), do, what)


@page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
@require_safe
def inspection(request: ActorRequest, pk: int) -> HttpResponse:
    found = inspection_for(request.actor, pk)
    context = {
        "inspection": found,
        "themes": _answered(found),
        "actions": [
            (one, _acts(request, "action_act", one, ACTION_DEEDS, ACTION_MOVES))
            for one in actions_open_to(request.actor).filter(inspection=found)
        ],
        "acts": _acts(request, "act", found, INSPECTION_DEEDS, INSPECTION_MOVES),
    }
    return render(request, "quality/inspection.html", context)


def _acts(
    request: ActorRequest, name: str, record: Inspection | Action, deeds: Mapping[str, Deed], moves: Moves
) -> list[tuple[str, str]]:
    """The acts that the actor may do now: label and address."""
    return [
        (label, reverse(f"quality:{name}", args=[record.pk, slug]))
        for slug, _deed, label in offered(request.actor, record, deeds, moves)
    ]


def _answered(found: Inspection) -> list[tuple[str, list[dict[str, Any]]]]:
    """The items by theme, with what was answered."""
    labels = dict(forms.ANSWERS)
    return [
        (
            theme,
            [
                {
                    "item": item,
                    "answer": labels.get(found.said.get(item.code, ""), ""),
                    "failed": item in found.failed,
                    "remark": found.answers.get(item.code, {}).get("remark", ""),
                }
                for item in items
            ],
        )
        for theme, items in found.checklist.themes().items()
    ]


@page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
def act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = inspection_for(request.actor, pk)
    return deed_page(
        request, found, slug, INSPECTION_DEEDS, INSPECTION_MOVES, _url(found.pk), str(found.branch)
    )


@page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
def action_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = action_for(request.actor, pk)
    back = _url(found.inspection_id)
    return deed_page(request, found, slug, ACTION_DEEDS, ACTION_MOVES, back, found.what)


def _url(pk: int) -> str:
    return reverse("quality:inspection", args=[pk])


@page(Purpose.RECEPTION, roles=HEAD_OFFICE)
@require_safe
def league_page(request: ActorRequest) -> HttpResponse:
    """The branches by their last inspection. It is for the head office, and is published nowhere."""
    context = {"places": league(request.actor), "checklist": CHECKLISTS[CURRENT]}
    return render(request, "quality/league.html", context)
