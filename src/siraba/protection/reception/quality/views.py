"""The pages of inspections, of what is done after them, and the league of branches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD, HEAD_OFFICE
from siraba.protection.reception.quality import actions, forms
from siraba.protection.reception.quality.checklists import CHECKLISTS, CURRENT
from siraba.protection.reception.quality.models import ACTION_MOVES, INSPECTION_MOVES, Inspection
from siraba.protection.reception.quality.selectors import (
    action_for,
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
    act = Act(
        ACT_RULES["plan_inspection"].label,
        _("Prévoir"),
        reverse("quality:inspections"),
        _("L’antenne la voit dans ses inspections ; la grille en vigueur est la version %(version)d.")
        % {"version": CURRENT},
        _("L’inspection est prévue."),
    )

    def do(data: dict) -> str:
        made = actions.plan_inspection(request.actor, data["branch"], planned_on=data["planned_on"])
        return reverse("quality:inspection", args=[made.pk])

    return act_page(request, forms.PlanForm(request.POST or None, actor=request.actor), do, act)


@page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
@require_safe
def inspection(request: ActorRequest, pk: int) -> HttpResponse:
    found = inspection_for(request.actor, pk)
    open_now = {rule.name for rule in INSPECTION_MOVES.open_acts(request.actor, found)}
    context = {
        "inspection": found,
        "themes": _answered(found),
        "actions": [(one, _steps(request, one)) for one in found.actions.all()],
        "open": open_now,
        "may_add": "add_quality_action" in open_now and bool(found.failed),
    }
    return render(request, "quality/inspection.html", context)


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


@page(Purpose.RECEPTION, roles=HEAD_OFFICE)
def record(request: ActorRequest, pk: int) -> HttpResponse:
    """Fill in the checklist."""
    found = inspection_for(request.actor, pk)
    check_right(request.actor, "record_inspection", found)
    if request.method == "GET":
        INSPECTION_MOVES.require(found, "record_inspection")
    form = forms.ChecklistForm(request.POST or None, inspection=found)
    act = Act(
        _("Grille – %(branch)s") % {"branch": found.branch},
        _("Enregistrer l’inspection"),
        reverse("quality:inspection", args=[pk]),
        _("Proposition nationale de grille, version %(version)d, à valider. Un « Non » à un point obligatoire rend l’antenne non conforme, quel que soit le score.")
        % {"version": found.checklist_version},
        _("L’inspection est enregistrée."),
    )  # fmt: skip

    def do(data: dict) -> str:
        actions.record_inspection(request.actor, found, done_on=data["done_on"], answers=form.answers())
        return reverse("quality:inspection", args=[pk])

    return act_page(request, form, do, act)


@page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
def add_action(request: ActorRequest, pk: int) -> HttpResponse:
    found = inspection_for(request.actor, pk)
    check_right(request.actor, "add_quality_action", found)
    if request.method == "GET":
        INSPECTION_MOVES.require(found, "add_quality_action")
    back = reverse("quality:inspection", args=[pk])
    act = Act(
        ACT_RULES["add_quality_action"].label,
        _("Ajouter"),
        back,
        _("Une autre personne que celle qui l’aura faite vérifiera l’action."),
        _("L’action est ajoutée."),
    )

    def do(data: dict) -> str:
        wanted = {name: value for name, value in data.items() if name != "form_id"}
        actions.add_quality_action(request.actor, found, **wanted)
        return back

    return act_page(request, forms.ActionForm(request.POST or None, inspection=found), do, act)


@page(Purpose.RECEPTION, roles=HEAD_OFFICE)
def verify(request: ActorRequest, pk: int) -> HttpResponse:
    found = inspection_for(request.actor, pk)
    check_right(request.actor, "verify_inspection", found)
    if request.method == "GET":
        INSPECTION_MOVES.require(found, "verify_inspection")
    back = reverse("quality:inspection", args=[pk])
    act = Act(
        ACT_RULES["verify_inspection"].label,
        _("Clore"),
        back,
        _("Chaque point obligatoire qui a manqué a son action, et chaque action a été vérifiée."),
        _("L’inspection est close."),
    )

    def do(_data: dict) -> str:
        actions.verify_inspection(request.actor, found)
        return back

    return act_page(request, KitForm(request.POST or None), do, act)


@dataclass(frozen=True)
class Step:
    """One act on an action of an inspection, with its page."""

    act: str
    do: Callable[..., None]
    explanation: str | Promise
    form: type[KitForm] = KitForm
    danger: bool = False


STEPS = {
    "faite": Step(
        "finish_quality_action",
        actions.finish_quality_action,
        gettext_lazy("Une autre personne que vous la vérifiera."),
        forms.NoteForm,
    ),
    "verifiee": Step(
        "verify_quality_action",
        actions.verify_quality_action,
        gettext_lazy("Vous avez vu sur place, ou sur une photo datée, que c’est fait."),
    ),
    "rouvrir": Step(
        "reopen_quality_action",
        actions.reopen_quality_action,
        gettext_lazy("L’action retourne à l’antenne."),
        forms.ReasonForm,
        danger=True,
    ),
}


def _steps(request: ActorRequest, one: Any) -> list[tuple[str, str]]:
    """The acts that the actor may do to an action now: label and address."""
    open_now = ACTION_MOVES.open_from(one.state)
    return [
        (str(ACT_RULES[step.act].label), reverse("quality:action_act", args=[one.pk, slug]))
        for slug, step in STEPS.items()
        if step.act in open_now and may(request.actor, step.act, one)
    ]


@page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
def action_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = action_for(request.actor, pk)
    if slug not in STEPS:
        raise NotVisible
    step = STEPS[slug]
    check_right(request.actor, step.act, found)
    if request.method == "GET":
        ACTION_MOVES.require(found, step.act)
    label, back = ACT_RULES[step.act].label, reverse("quality:inspection", args=[found.inspection_id])
    act = Act(label, label, back, step.explanation, _("C’est enregistré."), step.danger)

    def do(data: dict) -> str:
        words = {name: value for name, value in data.items() if name != "form_id"}
        step.do(request.actor, found, **words)
        return back

    return act_page(request, step.form(request.POST or None), do, act)


@page(Purpose.RECEPTION, roles=HEAD_OFFICE)
@require_safe
def league_page(request: ActorRequest) -> HttpResponse:
    """The branches by their last inspection. It is for the head office, and is published nowhere."""
    context = {"places": league(request.actor), "checklist": CHECKLISTS[CURRENT]}
    return render(request, "quality/league.html", context)
