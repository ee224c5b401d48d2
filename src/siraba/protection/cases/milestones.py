"""The steps of a pathway as the page of a case and My day show them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface import my_day
from siraba.foundation.interface.templatetags.kit import local_date, until
from siraba.protection.cases import panels
from siraba.protection.cases.models import CASE_MOVES, NOT_CLOSED, Case, Milestone
from siraba.protection.cases.pages import BY_ACT
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.pathways import step_named
from siraba.protection.cases.rules import MANAGERS

ACT_OF = {
    "screening": "screen_case",
    "identification": "decide_identification",
    "assessment": "assess_case",
    "plan": "submit_plan",
    "service": "record_service",
    "follow_up": "record_follow_up",
}


def milestones_of(actor: Actor) -> GuardedQuerySet:
    return Milestone.objects.visible_to(actor, Category.CASE)


def label_of(milestone: Milestone, case: Case) -> str:
    step = step_named(milestone.step, case.pathway)
    return str(step.label) if step else milestone.step


def way_to(actor: Actor, case: Case, milestone: Milestone) -> str:
    """The page that carries the step out, if the actor may and the case's state lets it."""
    step = step_named(milestone.step, case.pathway)
    if step is None or milestone.done_at:
        return ""
    for fact in step.by:
        name, _colon, form = fact.partition(":")
        act = "fill_form" if name == "form" else ACT_OF[name]
        if act in CASE_MOVES.open_from(case.state) and may(actor, act, case):
            return (
                reverse("cases:fill_form", args=[case.code, form])
                if name == "form"
                else BY_ACT[act].url(case)
            )
    return ""


def pathway_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.CASE) & {Scope.ASG, Scope.OWN}:
        return None
    rows = [_row(actor, case, one) for one in milestones_of(actor).filter(case=case).order_by("position")]
    return Panel(_("Étapes du parcours"), rows) if rows else None


def _row(actor: Actor, case: Case, milestone: Milestone) -> PanelRow:
    state, words, detail = "", _("À faire"), until(milestone.due_at)
    if milestone.done_at:
        state, words, detail = "completed", _("Fait"), local_date(milestone.done_at)
    elif milestone.due_at < timezone.now():
        state, words = "late", _("En retard")
    return PanelRow(label_of(milestone, case), way_to(actor, case, milestone), state, words, detail)


def late_steps(actor: Actor) -> my_day.Section | None:
    """The steps that are late, in cases that are open, the longest first."""
    late = milestones_of(actor).filter(Milestone.late(), case__state__in=NOT_CLOSED)
    found = list(late.select_related("case").order_by("due_at", "pk")[: my_day.ROWS])
    rows = [
        my_day.Row(
            f"{one.case.code} {label_of(one, one.case)}",
            way_to(actor, one.case, one) or reverse("cases:detail", args=[one.case.code]),
            due=one.due_at,
        )
        for one in found
    ]
    return my_day.Section(_("Étapes en retard"), rows, "") if rows else None


panels.register(pathway_of)
# A supervisor reads them on the page of each case; the day of a supervisor is about approvals.
my_day.register(late_steps, MANAGERS - {Role.SUPERVISOR}, 32)
