"""The pages of the committee's room: sessions, one session, its agenda, the proposals side by side, one application, minutes."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import Refusal
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import Deed, deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reintegration.calls.rules import FUND
from siraba.protection.reintegration.calls.selectors import call_for
from siraba.protection.reintegration.committee import forms, meeting, proposing
from siraba.protection.reintegration.committee.deeds import ITEM_DEEDS, RUN_DEEDS, SESSION_DEEDS
from siraba.protection.reintegration.committee.models import (
    SESSION_MOVES,
    Forced,
    Item,
    Outcome,
    Proposal,
    Run,
    Session,
    SessionState,
)
from siraba.protection.reintegration.committee.money import granted_in, left_of
from siraba.protection.reintegration.committee.reasons import said_of
from siraba.protection.reintegration.committee.selectors import (
    calls_to_convene,
    figures_of,
    item_for,
    items_of,
    opened_session,
    run_for,
    runs_of,
    session_for,
    sessions_visible_to,
)
from siraba.protection.reintegration.committee.signing import waiting_promotion
from siraba.protection.reintegration.committee.voting import tallies_of, tally_of_proposal

committee_page = page(Purpose.FUND, roles=FUND)
PARTS = len(proposing.PARTS)


def _url(session: Session) -> str:
    return reverse("committee:session", args=[session.pk])


def _acts(request: ActorRequest, record: Any, deeds: dict[str, Deed], name: str, *keys: Any) -> list:
    return [
        (label, reverse(name, args=[*keys, slug]))
        for slug, _deed, label in offered(request.actor, record, deeds, SESSION_MOVES)
    ]


@committee_page
@require_safe
def sessions(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(sessions_visible_to(request.actor), request, ("-held_on", "-id"))
    calls = [call for call in calls_to_convene(request.actor) if may(request.actor, "convene_session", call)]
    return render(request, "committee/sessions.html", {"page": shown, "calls": calls})


@committee_page
def convene(request: ActorRequest, pk: int) -> HttpResponse:
    call = call_for(request.actor, pk)
    check_right(request.actor, "convene_session", call)
    label = ACT_RULES["convene_session"].label
    heading = _("%(act)s – %(title)s") % {"act": label, "title": call.title}
    act = Act(heading, label, reverse("committee:sessions"), done=_("Le comité est convoqué."))
    form = forms.SessionForm(request.POST or None)
    return act_page(
        request, form, lambda _data: _url(meeting.convene_session(request.actor, call, **form.words())), act
    )


@committee_page
@require_safe
def session(request: ActorRequest, pk: int) -> HttpResponse:
    found = opened_session(request.actor, pk)
    runs = list(runs_of(request.actor, found).defer("inputs", "results"))
    context = {
        "session": found,
        "seats": found.seats.select_related("account"),
        "runs": runs,
        "left": left_of(found.call),
        "granted": granted_in(found),
        "counts": _counts(request, found),
        "waiting": meeting.presented(found.call).count() if found.state == SessionState.CONVENED else None,
        "acts": _acts(request, found, SESSION_DEEDS, "committee:act", pk),
    }
    return render(request, "committee/session.html", context)


def _counts(request: ActorRequest, session: Session) -> list[tuple[str, int]]:
    outcomes = list(items_of(request.actor, session).order_by().values_list("outcome", flat=True))
    return [(str(label), outcomes.count(value)) for value, label in Outcome.choices]


@committee_page
def act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = session_for(request.actor, pk)

    def afterwards() -> str:
        if slug != "proposer":
            return _url(found)
        last = runs_of(request.actor, found).order_by("-number").values_list("number", flat=True)[0]
        return reverse("committee:run", args=[pk, last])

    return deed_page(request, found, slug, SESSION_DEEDS, SESSION_MOVES, _url(found), str(found), afterwards)


# The agenda


@committee_page
@require_safe
def agenda(request: ActorRequest, pk: int) -> HttpResponse:
    found = opened_session(request.actor, pk)
    run = runs_of(request.actor, found).filter(done=True).order_by("-number").first()
    shown = page_by_key(items_of(request.actor, found), request, ("rank", "id"))
    context = {"session": found, "page": shown, "run": run, "rows": _rows(found, shown.rows, run)}
    return render(request, "committee/agenda.html", context)


def _rows(session: Session, items: Any, run: Run | None) -> list[dict[str, Any]]:
    """Each application with its voices and what the proposals of the run make of it."""
    tallies = tallies_of(session, items)
    chosen = {} if run is None else {one: set(run.chosen(one)) for one in Proposal.values}
    return [
        {
            "item": one,
            "application": one.application,
            "tally": tallies[one.pk],
            "in": [(Proposal(name).label, one.application.code in codes) for name, codes in chosen.items()],
            "why": said_of(run, Proposal.OPTIMUM, one.application.code).get("text") if run else "",
        }
        for one in items
    ]


@committee_page
@require_safe
def item(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    return _item_page(request, pk, code)


@committee_page
@require_safe
def lack(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """What it lacks, exactly: one integer program, for whoever asks."""
    return _item_page(request, pk, code, exactly=True)


def _item_page(request: ActorRequest, pk: int, code: str, exactly: bool = False) -> HttpResponse:
    found = opened_session(request.actor, pk)
    one = item_for(request.actor, found, code)
    run = runs_of(request.actor, found).filter(done=True, conflict=[]).order_by("-number").first()
    missing, refusal = None, ""
    if exactly and run is not None:
        try:
            missing = proposing.lack_in(run, one.application.code)
        except Refusal as refused:
            refusal = refused.message
    context = {
        "session": found,
        "item": one,
        "words": one.words,
        "application": one.application,
        "tally": tallies_of(found, [one])[one.pk],
        "recusals": one.recusals.visible_to(request.actor, Category.GRANTS).select_related("account"),
        "run": run,
        "promotion": waiting_promotion(one),
        "proposals": [] if run is None else [_in_or_out(run, name, one) for name in Proposal.values],
        "missing": missing,
        "refusal": refusal,
        "acts": _acts(request, one, ITEM_DEEDS, "committee:item_act", pk, one.application.code),
    }
    return render(request, "committee/item.html", context)


def _in_or_out(run: Run, proposal: str, item: Item) -> dict[str, Any]:
    code = item.application.code
    taken = code in run.chosen(proposal)
    return {
        "label": Proposal(proposal).label,
        "taken": taken,
        "optimum": proposal == Proposal.OPTIMUM,
        **({} if taken else said_of(run, proposal, code)),
    }


@committee_page
def item_act(request: ActorRequest, pk: int, code: str, slug: str) -> HttpResponse:
    found = session_for(request.actor, pk)
    one = item_for(request.actor, found, code)
    back = reverse("committee:item", args=[pk, one.application.code])
    return deed_page(request, one, slug, ITEM_DEEDS, SESSION_MOVES, back, one.application.code)


# The proposals


@committee_page
@require_safe
def run(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    found = opened_session(request.actor, pk)
    one = run_for(request.actor, found, number)
    sides = [(name, label, figures_of(one, name)) for name, label in Proposal.choices]
    context = {
        "session": found,
        "run": one,
        "parts": PARTS,
        "going": one.part > 0 and not one.done,
        "may_compute": not one.done
        and found.state == SessionState.HELD
        and may(request.actor, "compute_proposals", one),
        "sides": [
            {"label": label, "figures": figures, "tally": tally_of_proposal(one, name)}
            for name, label, figures in sides
        ],
        "zones": _zones([figures for _name, _label, figures in sides]),
        "forced": [
            (Forced.IN.label, one.inputs["forced_in"]),
            (Forced.OUT.label, one.inputs["forced_out"]),
        ],
        "without": one.results.get("without"),
        "acts": _acts(request, one, RUN_DEEDS, "committee:run_act", pk, number),
    }
    return render(request, "committee/run.html", context)


def _zones(figures: list[dict[str, Any]]) -> list[tuple[str, int, list[int | None]]]:
    """Each zone with what is asked there and what each proposal spends."""
    asked: dict[str, int] = next((one["asked"] for one in figures if one), {})
    return [
        (zone, asked[zone], [one["zones"][zone] if one else None for one in figures])
        for zone in sorted(asked)
    ]


@committee_page
@require_POST
def go(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """The next part; the page of the run asks for more until there are none."""
    found = session_for(request.actor, pk)
    proposing.compute_proposals(request.actor, run_for(request.actor, found, number))
    return HttpResponseRedirect(reverse("committee:run", args=[pk, number]))


@committee_page
def run_act(request: ActorRequest, pk: int, number: int, slug: str) -> HttpResponse:
    found = session_for(request.actor, pk)
    one = run_for(request.actor, found, number)
    back = reverse("committee:run", args=[pk, number])
    title = _("calcul n° %(number)d") % {"number": number}
    return deed_page(request, one, slug, RUN_DEEDS, SESSION_MOVES, back, title)


@committee_page
@require_safe
def minutes(request: ActorRequest, pk: int) -> HttpResponse:
    """To be printed: what was decided by code, the votes in numbers, who was there and who signed."""
    found = opened_session(request.actor, pk)
    items = list(items_of(request.actor, found))
    context = {
        "session": found,
        "seats": list(found.seats.select_related("account")),
        "rows": _rows(found, items, None),
        "runs": runs_of(request.actor, found).filter(done=True).order_by("number"),
        "counts": _counts(request, found),
        "granted": granted_in(found),
        "signed": found.state == SessionState.SIGNED,
    }
    return render(request, "committee/minutes.html", context)
