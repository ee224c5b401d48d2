"""The pages of scenarios: their list, a new one, one of them with its map and its curve, two side by side, the coverage."""

from typing import Any

import numpy as np
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.geography.models import Area
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.exports import table_file, wanted
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reception.branches.rules import HEAD_OFFICE
from siraba.protection.reception.network import actions, forms
from siraba.protection.reception.network.deeds import SCENARIO_DEEDS
from siraba.protection.reception.network.demand import counted
from siraba.protection.reception.network.drawing import drawn_curve, drawn_map
from siraba.protection.reception.network.models import SCENARIO_MOVES, DemandBasis, Scenario, ScenarioState
from siraba.protection.reception.network.places import areas_of, hosts, located, open_hosts
from siraba.protection.reception.network.reading import HOURS, Reading, rate, read, unit_of
from siraba.protection.reception.network.selectors import scenario_for, scenarios_open_to

LIKE_ANOTHER = ("like", "basis", "model", "wanted")
head_office_page = page(Purpose.RECEPTION, roles=HEAD_OFFICE)


@head_office_page
@require_safe
def scenarios(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(scenarios_open_to(request.actor), request, ("-made_at", "-id"))
    return render(request, "network/scenarios.html", {"page": shown})


@head_office_page
def make(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "make_scenario")
    first = {name: request.GET[name] for name in LIKE_ANOTHER if name in request.GET}
    form = forms.ScenarioForm(request.POST or None, request.FILES or None, actor=request.actor, initial=first)
    act = Act(
        ACT_RULES["make_scenario"].label,
        _("Préparer"),
        reverse("network:scenarios"),
        _("Les distances sont à vol d’oiseau, allongées du détour : aucune route n’est encore connue. Vous choisirez ensuite les sites, puis vous calculerez."),
    )  # fmt: skip

    def do(_data: dict) -> str:
        return _url(actions.make_scenario(request.actor, **form.words()))

    return act_page(request, form, do, act)


def _url(scenario: Scenario) -> str:
    return reverse("network:scenario", args=[scenario.pk])


@head_office_page
@require_safe
def scenario(request: ActorRequest, pk: int) -> HttpResponse:
    found = scenario_for(request.actor, pk)
    chosen = forms.ChosenNumber(request.GET)
    reading = read(found, chosen.cleaned_data["nombre"] if chosen.is_valid() else None)
    context = {
        **_facts(reading),
        "acts": [
            (label, reverse("network:act", args=[pk, slug]))
            for slug, _deed, label in offered(request.actor, found, SCENARIO_DEEDS, SCENARIO_MOVES)
        ],
        "may_compute": found.state != ScenarioState.DONE and may(request.actor, "compute_scenario", found),
        "going": found.state == ScenarioState.RUNNING,
        "all": len(reading.ground.numbers),
        "planned": _planned(reading),
    }
    return render(request, "network/scenario.html", context)


def _facts(reading: Reading) -> dict[str, Any]:
    """What the page of a scenario and that of two of them show of one."""
    return {
        "scenario": reading.scenario,
        "reading": reading,
        "map": drawn_map(reading),
        "curve": drawn_curve(reading) if reading.steps else "",
        "unit": unit_of(reading.scenario.model),
        "hours": HOURS,
        "rows": _rows(reading),
        "gains": reading.gains(),
        "computed": reading.scenario.state == ScenarioState.DONE and reading.chosen is not None,
    }


def _rows(reading: Reading) -> list[tuple[str, float | None, float | None]]:
    """The indicators, with what is open today and with the new branches."""
    before, after = reading.before, reading.after
    rows = [
        (_("Trajet moyen, en heures"), before.mean, after.mean),
        (_("Trajet du plus éloigné, en heures"), before.worst, after.worst),
    ]
    for hours, share, then in zip(HOURS, before.within, after.within, strict=True):
        rows.append(
            (_("À moins de %(hours)d h, en %% de ceux qui sont à joindre") % {"hours": hours}, share, then)
        )
    return rows


def _planned(reading: Reading) -> list[tuple[str, str]]:
    """The new sites at which a branch is planned already, or was suspended: it is enough to open it."""
    known = {located(host.area): host.label for host in hosts(reading.scenario.organisation_id)}
    found = [(str(site), known.get(located(site.area), "")) for site in reading.proposed]
    return [(site, branches) for site, branches in found if branches]


@head_office_page
def act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = scenario_for(request.actor, pk)
    return deed_page(request, found, slug, SCENARIO_DEEDS, SCENARIO_MOVES, _url(found), found.name)


@head_office_page
@require_POST
def go(request: ActorRequest, pk: int) -> HttpResponse:
    """The next numbers of new branches; the page of the scenario asks for more until there are none."""
    found = scenario_for(request.actor, pk)
    actions.compute_scenario(request.actor, found)
    return HttpResponseRedirect(_url(found))


@head_office_page
@require_safe
def compare(request: ActorRequest) -> HttpResponse:
    """Two scenarios side by side, by the same indicators whatever each of them seeks."""
    filters = forms.CompareForm(request.GET or None, actor=request.actor)
    sides = []
    if filters.is_valid():
        sides = [_facts(read(filters.cleaned_data[side])) for side in ("a", "b")]
    context: dict[str, Any] = {"filters": filters, "sides": sides}
    if sides:
        one, other = sides
        context["rows"] = [
            (label, today, with_one, other_today, with_other)
            for (label, today, with_one), (_label, other_today, with_other) in zip(
                one["rows"], other["rows"], strict=True
            )
        ]
        context["areas"] = _both(one["gains"], other["gains"])
        context["same"] = one["scenario"].demand == other["scenario"].demand
    return render(request, "network/compare.html", context)


def _both(one: list, other: list) -> list[tuple[str, float | None, float | None]]:
    """The hours of each area with the branches of the one and of the other."""
    by = [{gain.area: gain.after for gain in gains} for gains in (one, other)]
    areas = sorted({*by[0], *by[1]}, key=lambda area: (area.name, area.pk))
    return [(str(area), by[0].get(area), by[1].get(area)) for area in areas]


@head_office_page
@require_safe
def coverage(request: ActorRequest) -> HttpResponse:
    """The share of those to be reached within one, two and four hours: with the branches open today, and with a scenario's.

    With a scenario, it is its demand, its detour and its speed that count, for today as well.
    """
    filters = forms.CoverageForm(request.GET or None, actor=request.actor)
    asked = filters.cleaned_data if filters.is_valid() else {}
    scenario, refusal = asked.get("scenario"), ""
    detour, speed = settings.ROAD_DETOUR, settings.ROAD_SPEED_KM_H
    if scenario is not None:
        detour, speed = scenario.detour, scenario.speed_km_h
        weights = {int(area): float(weight) for area, weight in scenario.demand}
    else:
        try:
            basis = asked.get("basis") or DemandBasis.ARRIVALS
            weights = counted(request.actor.home, basis, asked.get("months") or 12).weights
        except Invalid as nobody:
            weights, refusal = {}, nobody.message
    areas = sorted(areas_of(weights).values(), key=lambda area: (area.name, area.pk))
    today = [host.area for host in open_hosts(request.actor.home)]
    values = np.array([weights[area.pk] for area in areas])
    hours, before = rate(areas, values, today, detour, speed)
    then_hours, after, reading = hours, None, read(scenario) if scenario is not None else None
    if reading is not None:
        branches = [site.area for site in (*reading.existing, *reading.proposed)]
        then_hours, after = rate(areas, values, branches, detour, speed)
    context: dict[str, Any] = {
        "filters": filters,
        "refusal": refusal,
        "scenario": scenario,
        "branches": open_hosts(request.actor.home),
        "shares": [
            (most, before.within[place], after.within[place] if after else None)
            for place, most in enumerate(HOURS)
        ],
        "before": before,
        "after": after,
        "rows": [
            (area, weight, _hours(now), _hours(then))
            for area, weight, now, then in zip(areas, values.tolist(), hours, then_hours, strict=True)
        ],
        "detour": detour,
        "speed": speed,
    }
    if kind := wanted(request):
        header = [_("Lieu"), _("Poids"), _("Heures, aujourd’hui"), _("Heures, avec le scénario")]
        return table_file("couverture", kind, header, [_cells(*row) for row in context["rows"]])
    return render(request, "network/coverage.html", context)


def _cells(area: Area, weight: float, now: float | None, then: float | None) -> list[object]:
    return [str(area), weight, *("" if hours is None else round(hours, 2) for hours in (now, then))]


def _hours(hours: float) -> float | None:
    return None if np.isinf(hours) else float(hours)
