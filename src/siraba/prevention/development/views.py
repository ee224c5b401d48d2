"""The pages of projects, for their lead and for the coordination."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.prevention.development import actions, forms
from siraba.prevention.development.deeds import PROJECT_DEEDS
from siraba.prevention.development.models import PROJECT_MOVES, ProjectState
from siraba.prevention.development.readiness import lacking
from siraba.prevention.development.rules import BOTH, LEAD
from siraba.prevention.development.selectors import in_region, project_for, projects_open_to, whole

KEY = ("-made_at", "-id")
project_page = page(Purpose.DEVELOPMENT, Purpose.COORDINATION, roles=BOTH)


@project_page
@require_safe
def projects(request: ActorRequest) -> HttpResponse:
    filters = forms.ProjectFilter(request.GET or None)
    rows = projects_open_to(request.actor)
    if filters.is_valid():
        rows = in_region(rows, filters.cleaned_data["region"])
        if state := filters.cleaned_data["state"]:
            rows = rows.filter(state=state)
    context = {
        "page": page_by_key(rows, request, KEY),
        "filters": filters,
        "may_propose": may(request.actor, "propose_project"),
        "coordinates": may(request.actor, "make_portfolio"),
    }
    return render(request, "development/projects.html", context)


@page(Purpose.DEVELOPMENT, roles=LEAD)
def propose(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "propose_project")
    what = Act(
        ACT_RULES["propose_project"].label,
        _("Proposer"),
        reverse("development:list"),
        _("Une idée d’abord : vous direz ensuite ses secteurs, son budget et ses indicateurs."),
    )
    form = forms.ProjectForm(request.POST or None)

    def do(_data: dict) -> str:
        made = actions.propose_project(request.actor, **form.words())
        return reverse("development:project", args=[made.code])

    return act_page(request, form, do, what)


@project_page
@require_safe
def project(request: ActorRequest, code: str) -> HttpResponse:
    found = project_for(request.actor, code, whole)
    context = {
        "project": found,
        "acts": [
            (label, reverse("development:act", args=[code, slug]), deed.danger)
            for slug, deed, label in offered(request.actor, found, PROJECT_DEEDS, PROJECT_MOVES)
        ],
        "missing": lacking(found) if found.state == ProjectState.IDEA else [],
    }
    return render(request, "development/project.html", context)


@project_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = project_for(request.actor, code)
    back = reverse("development:project", args=[code])
    return deed_page(request, found, slug, PROJECT_DEEDS, PROJECT_MOVES, back, found.title)
