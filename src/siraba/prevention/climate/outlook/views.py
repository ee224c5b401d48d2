"""The pages of the outlook: what can be forecast, one indicator with its ladder and its forecast, scenarios."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.exports import table_file, wanted
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.prevention.climate.observations.models import Indicator
from siraba.prevention.climate.observations.rules import KEEPERS
from siraba.prevention.climate.observations.selectors import indicator_for, series
from siraba.prevention.climate.outlook import actions, forms, selectors
from siraba.prevention.climate.outlook.drawing import drawn, for_script
from siraba.prevention.climate.outlook.engine import LAST_VALUE
from siraba.prevention.climate.outlook.models import BacktestRun, Forecast, Scenario, Verdict
from siraba.prevention.climate.outlook.observed import SPI
from siraba.prevention.climate.outlook.wording import (
    INPUTS,
    NUMBERS,
    number,
    placebo_sentence,
    reason_of,
    step_name,
    step_says,
    verdict_sentence,
)

readers_page = page(Purpose.ANTICIPATION)
DRAWN = 120  # the last values of a series that are drawn


@readers_page
@require_safe
def indicators(request: ActorRequest) -> HttpResponse:
    rows = [(one, _state(one)) for one in selectors.states(request.actor)]
    context = {"rows": rows, "may_run": may(request.actor, "run_scenario")}
    return render(request, "outlook/indicators.html", context)


def _state(one: selectors.State) -> str:
    """What can be said of the indicator, in a few words."""
    if one.run is None:
        return _("essai demandé") if one.going else _("pas encore essayé sur le passé")
    if one.run.verdict == Verdict.MODEL:
        return _("montré : %(step)s") % {"step": step_name(one.run.shown)}
    return str(Verdict(one.run.verdict).label)


@readers_page
@require_safe
def indicator(request: ActorRequest, code: str) -> HttpResponse:
    """The ladder of the last back-test, and the forecast of the step that may be shown, or the reason why none is."""
    found = indicator_for(request.actor, code)
    run = selectors.last_run(request.actor, found)
    forecasts = list(selectors.forecasts_of(request.actor, run)) if run else []
    if run and (kind := wanted(request)):
        return _forecast_file(kind, found, run, forecasts)
    waiting = selectors.waiting(found)
    context: dict[str, Any] = {
        "indicator": found,
        "run": run,
        "waiting": waiting,
        "may_ask": waiting is None and may(request.actor, "ask_backtest", found),
        "numbers": NUMBERS,
        "lacks": selectors.lacks_of(request.actor, found),
        "forecasts": forecasts,
        "method": step_name(run.shown) if run else "",
    }
    if run:
        context |= {
            "verdict": verdict_sentence(run),
            "placebo": placebo_sentence(run.table.get("steps", ())),
            "steps": [_step(one, run) for one in run.table.get("steps", ())],
            "areas": _areas(run),
            "few": run.table.get("few", ()),
        }
    if forecasts:
        context |= _drawing(request, found, forecasts)
    return render(request, "outlook/indicator.html", context)


def _step(one: dict[str, Any], run: BacktestRun) -> dict[str, Any]:
    return one | {
        "name": step_name(one["code"]),
        "says": step_says(one["code"]),
        "shown": one["code"] == run.shown,
        "base": one["code"] == LAST_VALUE,
        "reason": reason_of(one["why"]),
        **{name: _hundred(one.get(name)) for name in ("coverage", "skill", "low", "high")},
    }


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _areas(run: BacktestRun) -> list[tuple[str, int, list[tuple[str, dict[str, Any] | None]]]]:
    """By place: its name, how many values were tried, and each step's error and gain."""
    steps = run.table.get("steps", ())
    by_step = [{one["place"]: one for one in step["places"]} for step in steps]
    if not by_step:
        return []
    return [
        (
            base["name"],
            base["n"],
            [
                (step_name(step["code"]), _per_cent(found.get(place)))
                for step, found in zip(steps, by_step, strict=True)
            ],
        )
        for place, base in by_step[0].items()
    ]


def _per_cent(one: dict[str, Any] | None) -> dict[str, Any] | None:
    return one and one | {"skill": _hundred(one.get("skill"))}


def _drawing(request: ActorRequest, found: Indicator, forecasts: list[Forecast]) -> dict[str, Any]:
    places = list(dict.fromkeys(one.place_id for one in forecasts))
    filters = forms.PlaceFilter(request.GET or None, places=places)
    place = (filters.cleaned_data["lieu"] if filters.is_valid() else None) or forecasts[0].place
    lines = series(request.actor, found.code, [place])
    past = [(one.start, one.value) for line in lines for one in line.points][-DRAWN:]
    ahead = [(one.start, one.q10, one.q50, one.q90) for one in forecasts if one.place_id == place.pk]
    title = f"{found} – {place}"
    return {
        "place_filter": filters,
        "place": place,
        "drawing": drawn(past, ahead, title),
        "chart": for_script(past, ahead, found.unit),
        "until": next((line.points[-1].end for line in lines if line.points), None),
    }


def _forecast_file(kind: str, found: Indicator, run: BacktestRun, forecasts: list[Forecast]) -> HttpResponse:
    header = [
        *(_("Lieu"), _("Code"), _("Période du"), _("Bas (10 %)"), _("Milieu"), _("Haut (90 %)")),
        *(_("Unité"), _("Méthode"), _("Essai du")),
    ]
    tags = [
        *("#loc+name", "#loc+code", "#date+start", f"{found.hxl or '#indicator'}+q10"),
        *(f"{found.hxl or '#indicator'}+q50", f"{found.hxl or '#indicator'}+q90"),
        *("#meta+unit", "#meta+method", "#date+made"),
    ]
    made = run.made_at.date() if run.made_at else ""
    rows = [
        [one.place.name, one.place.code, one.start, one.q10, one.q50, one.q90, found.unit, one.method, made]
        for one in forecasts
    ]
    return table_file(f"prevision-{found.code}", kind, header, [tags, *rows])


@page(Purpose.ANTICIPATION, roles=KEEPERS)
def ask(request: ActorRequest, code: str) -> HttpResponse:
    found = indicator_for(request.actor, code)
    back = reverse("outlook:indicator", args=[code])
    act = Act(
        _("Essayer sur le passé – %(indicator)s") % {"indicator": found},
        ACT_RULES["ask_backtest"].label,
        back,
        _("L’essai se fait au prochain tour du minuteur, hors du site ; la page montre où il en est. Les essais d’avant restent."),
        _("L’essai est demandé."),
    )  # fmt: skip

    def do(_data: dict) -> str:
        actions.ask_backtest(request.actor, found)
        return back

    return act_page(request, KitForm(request.POST or None), do, act)


# Scenarios


@readers_page
@require_safe
def scenarios(request: ActorRequest) -> HttpResponse:
    rows = selectors.scenarios_open_to(request.actor).defer("result")
    context = {"page": page_by_key(rows, request, ("-made_at", "-id"))}
    return render(request, "outlook/scenarios.html", context)


@readers_page
def make(request: ActorRequest) -> HttpResponse:
    first = {name: request.GET[name] for name in ("indicator", "spi", "conflict") if name in request.GET}
    form = forms.ScenarioForm(request.POST or None, initial={"spi": -1.5} | first)
    act = Act(
        ACT_RULES["run_scenario"].label,
        _("Faire le scénario"),
        reverse("outlook:scenarios"),
        _("Scénario conditionnel, sans valeur causale : ce que l’indicateur a eu d’associé à ces conditions dans les données, avec une plage."),
        _("Le scénario est fait."),
    )  # fmt: skip

    def do(_data: dict) -> str:
        made = actions.run_scenario(request.actor, **form.words())
        return reverse("outlook:scenario", args=[made.pk])

    return act_page(request, form, do, act)


@readers_page
@require_safe
def scenario(request: ActorRequest, pk: int) -> HttpResponse:
    found = selectors.scenario_for(request.actor, pk)
    told = found.result.get("outcomes", ())
    # Those of which the scenario says something first
    outcomes = sorted((one | {"at": parse_date(one["at"])} for one in told), key=lambda one: not one["then"])
    if kind := wanted(request):
        header = [
            *(_("Lieu"), _("Dernière valeur"), _("Au"), _("Bas (10 %)"), _("Milieu"), _("Haut (90 %)")),
            *(_("Scénario, bas"), _("Scénario, milieu"), _("Scénario, haut")),
        ]
        rows = [
            [one["name"], one["last"], one["at"], *one["usual"], *(one["then"] or ("", "", ""))]
            for one in outcomes
        ]
        return table_file(f"scenario-{found.pk}", kind, header, rows)
    context = {
        "scenario": found,
        "inputs": [one | {"label": INPUTS[one["name"]]} for one in found.result.get("inputs", ())],
        "outcomes": [
            one | {name: _written(one[name]) for name in ("usual", "then")} | {"last": number(one["last"])}
            for one in outcomes
        ],
        "rule_url": _proposal(found),
        "may_write": may(request.actor, "write_rule"),
    }
    return render(request, "outlook/scenario.html", context)


def _written(values: list[float] | None) -> str:
    return " – ".join(number(value) for value in values) if values else ""


def _proposal(found: Scenario) -> str:
    """The form of a rule, filled in from the scenario: the alert at its rain, the watch half a deviation before."""
    spi = found.inputs.get("spi")
    code = _watched(found)
    said: dict[str, Any] = {
        "indicator": code,
        "name": found.name,
        "note": _("Proposée par le scénario « %(name)s » ; seuils à valider.") % {"name": found.name},
    }
    if spi is not None and spi < 0:
        said |= {"direction": "below", "alert": spi, "watch": min(spi + 0.5, 0)}
    else:
        said |= {"direction": "above"}
    return f"{reverse('warning:write')}?{urlencode(said)}"


def _watched(found: Scenario) -> str:
    """What can be watched of the scenario's inputs: the rain when it is set, conflicts otherwise."""
    wanted_codes = SPI if found.inputs.get("spi") is not None else (actions.CONFLICTS,)
    known = Indicator.objects.filter(code__in=wanted_codes).order_by("code").values_list("code", flat=True)
    codes = set(known)
    return next((code for code in wanted_codes if code in codes), wanted_codes[0])
