"""The supervisor's board: who carries how much, what is late, what waits for approval, and where care falls behind."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import record
from siraba.foundation.vocabulary import codes, label
from siraba.protection.cases.milestones import milestones_of
from siraba.protection.cases.models import Milestone
from siraba.protection.cases.needing import (
    ASSESSMENT,
    CLOSURE,
    CONTACT,
    FORM,
    PLAN,
    SILENCE,
    STEP,
    needing,
    open_cases,
)
from siraba.protection.cases.pathways import step_named
from siraba.protection.cases.selectors import cases_visible_to

RECENT = timedelta(days=90)


@page(Purpose.CARE, roles={Role.SUPERVISOR})
@require_safe
def team(request: ActorRequest) -> HttpResponse:
    record(request.actor, "read_team")
    context = {
        "people": workload(request.actor),
        "waiting": waiting(request.actor),
        "behind": behind(request.actor),
        "closed": closed(request.actor),
        "days": RECENT.days,
    }
    return render(request, "cases/team.html", context)


def workload(actor: Actor) -> list[Mapping[str, Any]]:
    """Each case manager's open cases: how many, high risk, late; those of nobody first."""
    now = timezone.now()
    rows = open_cases(actor)
    counted = rows.values("owner", "owner__full_name", "owner__is_active").annotate(
        open=Count("pk"),
        high=Count("pk", filter=Q(risk="high")),
        late=Count("pk", filter=Q(due_at__lt=now)),
    )
    return sorted(counted, key=lambda row: (row["owner"] is not None, -row["open"]))


def waiting(actor: Actor) -> list[tuple[str, int, str]]:
    """What waits for a supervisor's word: its name, how many cases, and the word by which the list shows them."""
    kinds = (
        (_("Évaluations"), ASSESSMENT),
        (_("Plans"), PLAN),
        (_("Fiches"), FORM),
        (_("Clôtures"), CLOSURE),
    )
    return [(name, needing(actor, what).count(), what) for name, what in kinds]


def behind(actor: Actor) -> list[tuple[str, int, str]]:
    """Where care falls behind: the steps of the pathways that are late, and people nobody has met for long."""
    late = (
        milestones_of(actor)
        .filter(Milestone.late(), case__in=open_cases(actor).values("pk"))
        .order_by()
        .values("step")
        .annotate(cases=Count("pk"))
    )
    steps = sorted(
        ((_step(row["step"]), row["cases"], STEP + row["step"]) for row in late), key=lambda row: -row[1]
    )
    silent = _("Pas de contact depuis %(days)d jours") % {"days": SILENCE.days}
    return [*steps, (silent, needing(actor, CONTACT).count(), CONTACT)]


def _step(code: str) -> str:
    for pathway in codes("pathway"):
        if step := step_named(code, pathway):
            return str(step.label)
    return code


def closed(actor: Actor) -> list[tuple[str, int, str]]:
    """How cases ended lately, by reason; the list does not show them by it."""
    rows = cases_visible_to(actor).filter(
        closed_at__gte=timezone.now() - RECENT, agency=actor.organisation_id
    )
    counted = rows.order_by().values("closure_reason").annotate(cases=Count("pk"))
    told = [
        (label("closure_reason", row["closure_reason"]), row["cases"], "")
        for row in counted
        if row["closure_reason"]
    ]
    return sorted(told, key=lambda row: -row[1])
