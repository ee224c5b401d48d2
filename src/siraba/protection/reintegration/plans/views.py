"""The pages of plans: the list, one plan with its versions, the paper, the acts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.people.selectors import names_for
from siraba.protection.cases.models import CaseState
from siraba.protection.cases.selectors import case_for, with_cases
from siraba.protection.reintegration.plans import actions
from siraba.protection.reintegration.plans.deeds import PLAN_DEEDS, choices_of, chosen
from siraba.protection.reintegration.plans.forms import LIFE_PROJECT, PlanForm
from siraba.protection.reintegration.plans.models import LIVE, PLAN_MOVES, PlanState, PlanVersion
from siraba.protection.reintegration.plans.panels import panels_for
from siraba.protection.reintegration.plans.rules import CARE_AND_FUND, READERS, WRITERS
from siraba.protection.reintegration.plans.selectors import plan_for, plan_read, plans_visible_to

readers_page = page(*CARE_AND_FUND, roles=READERS)
writers_page = page(Purpose.CARE, roles=WRITERS)


@readers_page
@require_safe
def plans(request: ActorRequest) -> HttpResponse:
    """The plans open to the actor, those of one state if the address says so."""
    wanted = request.GET.get("state", "")
    rows = plans_visible_to(request.actor).select_related("application")
    if wanted in PlanState.values:
        rows = rows.filter(state=wanted)
    shown = page_by_key(rows, request, ("-drafted_at", "-id"))
    with_cases(shown.rows)
    names = names_for(request.actor, [plan.person_id for plan in shown.rows])
    record(request.actor, "list_reintegration_plans", "", plans=[plan.code for plan in shown.rows])
    context = {
        "rows": [(plan, names.get(plan.person_id, "")) for plan in shown.rows],
        "page": shown,
        "states": PlanState.choices,
        "wanted": wanted,
    }
    return render(request, "plans/list.html", context)


@writers_page
@require_safe
def of_case(request: ActorRequest, code: str) -> HttpResponse:
    """The plans of one case, and the way to write one where none is alive."""
    actor, case = request.actor, case_for(request.actor, code)
    found = list(plans_visible_to(actor).select_related("application").filter(case=case))
    for plan in found:
        plan.case = case
    record(actor, "list_reintegration_plans", case.code, plans=[plan.code for plan in found])
    wanted = case.state != CaseState.CLOSED and not any(plan.state in LIVE for plan in found)
    context = {
        "case": case,
        "rows": [(plan, "") for plan in found],
        "writes": wanted and may(actor, "draft_reintegration_plan", case),
    }
    return render(request, "plans/of_case.html", context)


@writers_page
def draft(request: ActorRequest, code: str) -> HttpResponse:
    actor, case = request.actor, case_for(request.actor, code)
    check_right(actor, "draft_reintegration_plan", case)
    form = PlanForm(
        request.POST or None, young=actions.within_youth(case.person), applications=choices_of(actor, case)
    )
    act = Act(
        _("Plan de réintégration – dossier %(code)s") % {"code": case.code},
        ACT_RULES["draft_reintegration_plan"].label,
        reverse("plans:of_case", args=[case.code]),
        EXPLAINED,
        _("Le plan est écrit. Lisez-le avec la personne avant de noter son accord."),
    )

    def do(_data: dict) -> str:
        plan = actions.draft_reintegration_plan(actor, case, **chosen(actor, case, form.words()))
        return reverse("plans:detail", args=[plan.pk])

    return act_page(request, form, do, act)


EXPLAINED = gettext_lazy(
    "Écrivez-le avec la personne. Ce qui est déjà au plan de prise en charge du dossier n’est pas à recopier : "
    "ici, ce qui fera tenir le retour."
)


@readers_page
@require_safe
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan, versions = plan_read(request.actor, pk)
    acts = [
        (label, reverse("plans:act", args=[plan.pk, slug]))
        for slug, _deed, label in offered(request.actor, plan, PLAN_DEEDS, PLAN_MOVES)
        if not (slug == "accord" and versions[0].agreed_on)
    ]
    context = {
        "plan": plan,
        "versions": [(version, life_project_of(version)) for version in versions],
        "acts": acts,
        "panels": panels_for(request.actor, plan),
        "of_case": request.actor.purpose == Purpose.CARE,
    }
    return render(request, "plans/detail.html", context)


def life_project_of(version: PlanVersion) -> list[tuple[str, str]]:
    said = version.words.get("life_project", {})
    return [(str(label), said[name]) for name, label in LIFE_PROJECT.items() if said.get(name)]


@readers_page
@require_safe
def paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The last version that the person agreed to, or the one that waits, to be printed and handed to her."""
    plan, versions = plan_read(request.actor, pk, paper=True)
    version = next((one for one in versions if one.agreed_on), versions[0] if versions else None)
    context = {
        "plan": plan,
        "version": version,
        "life_project": life_project_of(version) if version else [],
        "now": timezone.now(),
    }
    return render(request, "plans/paper.html", context)


@writers_page
def act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    plan = plan_for(request.actor, pk)
    title = _("plan de réintégration, dossier %(code)s") % {"code": plan.case.code}
    return deed_page(request, plan, slug, PLAN_DEEDS, PLAN_MOVES, reverse("plans:detail", args=[pk]), title)
