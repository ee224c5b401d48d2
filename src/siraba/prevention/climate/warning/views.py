"""The pages of early warning: alerts, rules and what they are worth, and the gauges that are read by telephone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.exports import table_file, wanted
from siraba.foundation.interface.paging import page_by_key
from siraba.prevention.climate.observations.models import Indicator, Place
from siraba.prevention.climate.warning import actions, forms, selectors
from siraba.prevention.climate.warning.deeds import ALERT_DEEDS, RULE_DEEDS
from siraba.prevention.climate.warning.gauges import record_reading
from siraba.prevention.climate.warning.models import (
    ALERT_MOVES,
    RULE_MOVES,
    Direction,
    RuleState,
)
from siraba.prevention.climate.warning.rules import WRITERS
from siraba.prevention.climate.warning.trial import FEW, Tally, Trial

readers_page = page(Purpose.ANTICIPATION)
writers_page = page(Purpose.ANTICIPATION, roles=WRITERS)
# What the page of a scenario may propose for a rule
PROPOSED = ("name", "direction", "watch", "alert", "note")


# Alerts


@readers_page
@require_safe
def alerts(request: ActorRequest) -> HttpResponse:
    filters = forms.AlertFilter(request.GET or None)
    rows = selectors.alerts_open_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    if kind := wanted(request):
        return _alerts_file(kind, rows)
    context = {
        "page": page_by_key(rows, request, ("-raised_at", "-id")),
        "filters": filters,
        "last": selectors.last_evaluation(),
        "may_write": may(request.actor, "write_rule"),
    }
    return render(request, "warning/alerts.html", context)


def _alerts_file(kind: str, rows: Any) -> HttpResponse:
    header = [
        *(_("Lieu"), _("Code du lieu"), _("Règle"), _("Indicateur"), _("Niveau"), _("Valeur"), _("Seuil")),
        *(_("Période du"), _("Au"), _("Levée le"), _("Agir avant le"), _("État"), _("Issue")),
        _("Jour de l’événement"),
    ]
    tags = [
        *("#loc+name", "#loc+code", "#meta+rule", "#indicator+name", "#severity", "#indicator+value"),
        *("#indicator+threshold", "#date+start", "#date+end", "#date+raised", "#date+due"),
        *("#status", "#status+outcome", "#date+event"),
    ]
    lines = [
        [
            *(one.place.name, one.place.code, one.rule.name, one.rule.indicator.code),
            *(str(one.get_level_display()), one.value, one.threshold, one.start, one.end),
            *(one.raised_at.date(), one.due_at.date(), str(one.get_state_display())),
            *(one.outcome, one.event_on or ""),
        ]
        for one in rows[:10_000]
    ]
    return table_file("alertes-precoces", kind, header, [tags, *lines])


@readers_page
@require_safe
def alert(request: ActorRequest, pk: int) -> HttpResponse:
    found = selectors.alert_for(request.actor, pk)
    context = {
        "alert": found,
        "late": found.is_late(),
        "steps": found.steps.select_related("by"),
        "acts": [
            (label, reverse("warning:alert_act", args=[pk, slug]))
            for slug, _deed, label in offered(request.actor, found, ALERT_DEEDS, ALERT_MOVES)
        ],
    }
    return render(request, "warning/alert.html", context)


@readers_page
def alert_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = selectors.alert_for(request.actor, pk)
    back = reverse("warning:alert", args=[pk])
    return deed_page(request, found, slug, ALERT_DEEDS, ALERT_MOVES, back, str(found))


# Rules


@readers_page
@require_safe
def rules(request: ActorRequest) -> HttpResponse:
    filters = forms.RuleFilter(request.GET or None)
    rows = selectors.rules_open_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    context = {
        "page": page_by_key(rows, request, ("-written_at", "-id")),
        "filters": filters,
        "may_write": may(request.actor, "write_rule"),
    }
    return render(request, "warning/rules.html", context)


@writers_page
def write(request: ActorRequest) -> HttpResponse:
    """The indicator first, then the rule on it; a scenario may have filled in what it proposes."""
    chosen = forms.IndicatorForm(request.GET or None)
    if not (request.GET and chosen.is_valid()):
        context = {"filters": chosen, "any": Indicator.objects.exists()}
        return render(request, "warning/choose.html", context)
    indicator = chosen.cleaned_data["indicator"]
    first = {name: request.GET[name] for name in PROPOSED if name in request.GET}
    form = forms.RuleForm(request.POST or None, indicator=indicator, initial=first)
    act = Act(
        _("Écrire une règle – %(indicator)s") % {"indicator": indicator},
        _("Enregistrer le brouillon"),
        reverse("warning:rules"),
        _("Rien ne sonne encore : la page de la règle montre d’abord combien de fois elle aurait sonné."),
        _("Le brouillon est enregistré : essayez-le sur le passé, puis activez-le."),
    )

    def do(_data: dict) -> str:
        made = actions.write_rule(request.actor, indicator=indicator, **form.words())
        return reverse("warning:rule", args=[made.pk])

    return act_page(request, form, do, act)


@readers_page
@require_safe
def rule(request: ActorRequest, pk: int) -> HttpResponse:
    """The rule, what the past says of it, what it was worth."""
    found = selectors.rule_for(request.actor, pk)
    trial = selectors.trial_of(found)
    context = {
        "rule": found,
        "below": found.direction == Direction.BELOW,
        "places": found.places.all(),
        "acts": [
            (label, reverse("warning:rule_act", args=[pk, slug]))
            for slug, _deed, label in offered(request.actor, found, RULE_DEEDS, RULE_MOVES)
        ],
        "trial": trial,
        "years": [(year, one.episodes, one.alerts) for year, one in trial.by_year.items()],
        "by_place": _by_place(trial),
        "tallies": _tallies(trial),
        "few": FEW,
        "currency": selectors.currency_of(found),
        "alerts": selectors.alerts_open_to(request.actor).filter(rule=found)[:10],
        "missed": selectors.missed_events_of(request.actor, found)[:10],
        "draft": found.state == RuleState.DRAFT,
    }
    return render(request, "warning/rule.html", context)


def _by_place(trial: Trial) -> list[tuple[str, int, int, str]]:
    """Name, episodes, those that reached the alert, and the years; the most first."""
    names = dict(Place.objects.filter(pk__in=trial.by_place).values_list("pk", "name"))
    ranked = sorted(trial.by_place.items(), key=lambda one: (-one[1].episodes, names[one[0]]))
    return [
        (names[place], rings.episodes, rings.alerts, ", ".join(map(str, sorted(trial.years_of_place[place]))))
        for place, rings in ranked
    ]


def _tallies(trial: Trial) -> list[tuple[str, str, str, str, str]]:
    rows = (
        (_("Cette règle, dès la veille"), trial.rule),
        (_("Le seuil d’alerte seul, sur la dernière valeur connue"), trial.naive),
    )
    return [
        (
            label,
            _of(tally.hits, tally.came, tally.hit_rate),
            str(tally.misses),
            _of(tally.false_alarms, tally.warned, tally.false_share),
            str(_periods(tally)),
        )
        for label, tally in rows
    ]


def _periods(tally: Tally) -> int:
    return tally.came + tally.false_alarms + tally.quiet


def _of(count: int, among: int, share: float | None) -> str:
    """« 3 sur 8 (38 %) »; the share is left out where it would say too much."""
    told = _("%(count)d sur %(among)d") % {"count": count, "among": among}
    return told if share is None else f"{told} ({number_format(round(100 * share), 0)} %)"


@readers_page
def rule_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = selectors.rule_for(request.actor, pk)
    back = reverse("warning:rule", args=[pk])
    return deed_page(request, found, slug, RULE_DEEDS, RULE_MOVES, back, found.name)


@readers_page
@require_safe
def worth(request: ActorRequest) -> HttpResponse:
    """What each rule was worth, beside the alert threshold alone on the last value; small numbers are said as numbers."""
    rows = selectors.measured(request.actor)
    if kind := wanted(request):
        header = [
            *(_("Règle"), _("Indicateur"), _("Mesure"), _("Justes"), _("Trop tard"), _("Fausses alertes")),
            *(_("Sans alerte"), _("Délai médian, en jours")),
        ]
        lines = [
            [
                one.rule.name,
                one.rule.indicator.code,
                label,
                w.hits,
                w.late,
                w.false_alarms,
                w.missed,
                _days(w),
            ]
            for one in rows
            for label, w in ((_("règle"), one.worth), (_("dernière valeur"), one.naive))
        ]
        return table_file("bilan-des-regles", kind, header, lines)
    context = {"rows": [(one, _worths(one)) for one in rows], "few": FEW}
    return render(request, "warning/worth.html", context)


def _days(worth: selectors.Worth) -> object:
    return "" if worth.lead is None else worth.lead


def _worths(one: selectors.Measured) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "hits": _of(worth.hits, worth.came, worth.hit_rate),
            "late": worth.late,
            "false": _of(worth.false_alarms, worth.rang, worth.false_share),
            "missed": worth.missed,
            "lead": worth.lead,
        }
        for label, worth in (
            (_("Cette règle, dès la veille"), one.worth),
            (_("Le seuil d’alerte seul, sur la dernière valeur connue"), one.naive),
        )
    ]


# Gauges


@readers_page
@require_safe
def readings(request: ActorRequest) -> HttpResponse:
    context = {
        "page": page_by_key(selectors.readings_open_to(request.actor), request, ("-day", "-id")),
        "may_record": may(request.actor, "record_reading"),
    }
    return render(request, "warning/readings.html", context)


@writers_page
def record(request: ActorRequest) -> HttpResponse:
    form = forms.ReadingForm(request.POST or None)
    act = Act(
        ACT_RULES["record_reading"].label,
        _("Enregistrer"),
        reverse("warning:readings"),
        _("Les règles actives sur les échelles regardent ce relevé tout de suite."),
        _("Le relevé est enregistré."),
    )

    def do(_data: dict) -> str:
        record_reading(request.actor, **form.words())
        return reverse("warning:readings")

    return act_page(request, form, do, act)
