"""The pages of follow-ups: what is due, one of them, the curve of a return, the report, the tables of weights."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.people.selectors import identities_for, names_for
from siraba.protection.reintegration.followup import tables as weights
from siraba.protection.reintegration.followup.curve import curves_of
from siraba.protection.reintegration.followup.deeds import FOLLOW_UP_DEEDS
from siraba.protection.reintegration.followup.forms import TableForm
from siraba.protection.reintegration.followup.models import FOLLOW_UP_MOVES, FollowUpState, ScoreTable
from siraba.protection.reintegration.followup.report import HORIZON, report_for
from siraba.protection.reintegration.followup.rules import TABLE_KEEPERS
from siraba.protection.reintegration.followup.selectors import (
    attempts_of,
    code_of,
    codes_of,
    course_of,
    follow_up_for,
    follow_ups_visible_to,
)
from siraba.protection.reintegration.plans.rules import CARE_AND_FUND, READERS

readers_page = page(*CARE_AND_FUND, roles=READERS)
tables_page = page(*CARE_AND_FUND, Purpose.COORDINATION, roles=READERS | TABLE_KEEPERS)
keepers_page = page(Purpose.COORDINATION, roles=TABLE_KEEPERS)


@readers_page
@require_safe
def follow_ups(request: ActorRequest) -> HttpResponse:
    """The follow-ups open to the actor, those of one state if the address says so; else those to do."""
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in FollowUpState.values else FollowUpState.DUE.value
    rows = follow_ups_visible_to(request.actor).filter(state=wanted)
    shown = page_by_key(rows, request, ("due_on", "id"))
    codes = codes_of(shown.rows)
    names = names_for(request.actor, [one.person_id for one in shown.rows if one.person_id])
    record(request.actor, "list_follow_ups", "", follow_ups=[one.code for one in shown.rows])
    context = {
        "rows": [(one, codes[one.pk], names.get(one.person_id, "")) for one in shown.rows],
        "page": shown,
        "states": FollowUpState.choices,
        "wanted": wanted,
    }
    return render(request, "followup/list.html", context)


@readers_page
@require_safe
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor, one = request.actor, follow_up_for(request.actor, pk)
    identity = identities_for(actor, [one.person_id]).get(one.person_id) if one.person_id else None
    record(actor, "read_follow_up", one.code, identity=identity is not None)
    acts = [
        (label, reverse("followup:act", args=[one.pk, slug]))
        for slug, _deed, label in offered(actor, one, FOLLOW_UP_DEEDS, FOLLOW_UP_MOVES)
    ]
    context = {
        "one": one,
        "code": code_of(one),
        "identity": identity,
        "acts": acts,
        "attempts": attempts_of(actor, one),
    }
    return render(request, "followup/detail.html", context)


@readers_page
def act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    one = follow_up_for(request.actor, pk)
    back = reverse("followup:detail", args=[pk])
    return deed_page(
        request, one, slug, FOLLOW_UP_DEEDS, FOLLOW_UP_MOVES, back, f"{code_of(one)}, {one.when}"
    )


@readers_page
@require_safe
def course(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The curve of a return and its table: each follow-up from the baseline moves it."""
    found = course_of(request.actor, pk)
    context = {
        "course": found,
        "curves": curves_of(found),
        "of_plan": found.follow_ups[0].plan_id is not None,
    }
    return render(request, "followup/course.html", context)


@readers_page
@require_safe
def report(request: ActorRequest) -> HttpResponse:
    states = [str(FollowUpState(one).label) for one in ("done", "unreachable", "due")]
    context = {"report": report_for(request.actor), "states": states, "horizon": HORIZON}
    return render(request, "followup/report.html", context)


@tables_page
@require_safe
def tables(request: ActorRequest) -> HttpResponse:
    context = {"tables": ScoreTable.objects.all(), "adds": may(request.actor, "add_score_table")}
    return render(request, "followup/tables.html", context)


@keepers_page
def add_table(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "add_score_table")
    form = TableForm(request.POST or None, request.FILES or None)
    description = Act(
        ACT_RULES["add_score_table"].label,
        _("Ajouter"),
        reverse("followup:tables"),
        _(
            "Une table ajoutée ne change plus. Elle sert aux retours qui n’ont encore aucune mesure ; les autres gardent la leur. Ne donnez le nom d’une organisation qu’à la table qu’elle a publiée."
        ),
        _("La table est ajoutée."),
    )

    def do(_data: dict) -> str:
        weights.add_score_table(request.actor, **form.words())
        return description.cancel

    return act_page(request, form, do, description)
