"""Climate for the tests: a gauge that is read, a rule on it, and the road of its alerts; a short series and its outlook."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.prevention.climate.observations.models import Indicator, Observation, Place, Source
from siraba.prevention.climate.outlook import actions as looking
from siraba.prevention.climate.outlook.models import BacktestRun, Scenario
from siraba.prevention.climate.outlook.running import run_for
from siraba.prevention.climate.warning import actions
from siraba.prevention.climate.warning.evaluating import evaluate_rules
from siraba.prevention.climate.warning.gauges import record_reading, river_level
from siraba.prevention.climate.warning.models import Alert, Rule

WRITER, OWNER = "hawa", "nana"


def actor(username: str = WRITER) -> Actor:
    from tests import scene

    return scene.actor(username, Purpose.ANTICIPATION)


def today() -> date:
    return timezone.localdate()


def gauge(name: str = "Sofara (Bani)") -> Place:
    code = name.split()[0].lower()
    return Place.objects.get_or_create(kind="gauge", code=code, defaults={"name": name})[0]


def read(cm: float, days_ago: int = 0, at: Place | None = None, **more: Any) -> Any:
    said = {"gauge": at or gauge(), "day": today() - timedelta(days=days_ago), "source": "DNH (essai)"}
    return record_reading(actor(), level_cm=cm, **said | more)


def said(**changes: Any) -> dict[str, Any]:
    from tests import scene

    told = {
        "name": "Crue du Bani",
        "direction": "above",
        "watch": 500.0,
        "alert": 600.0,
        "owner": scene.account(OWNER),
        "lead_days": 4,
        "action": "Prévenir les communes riveraines (essai)",
        "channel": "page",
        "phone": "",
        "note": "Seuils d’essai, à valider",
    }
    return told | changes


def rule(**changes: Any) -> Rule:
    indicator = changes.pop("indicator", None) or river_level()
    return actions.write_rule(actor(), indicator=indicator, **said(**changes))


def active(**changes: Any) -> Rule:
    made = rule(**changes)
    actions.activate_rule(actor(), made)
    return made


def alert(cm: float = 620, **changes: Any) -> Alert:
    """An active rule on gauges, and the alert that a reading raises."""
    made = active(**changes)
    read(cm)
    return again(made)


def again(of: Rule) -> Alert:
    return (
        Alert.objects.select_related("rule__indicator", "rule__owner", "place").filter(rule=of).latest("pk")
    )


def acknowledged() -> Alert:
    made = alert()
    actions.acknowledge_alert(actor(OWNER), made)
    return made


def closed(outcome: str = "hit") -> Alert:
    made = acknowledged()
    day = None if outcome == "false_alarm" else today()
    actions.close_alert(actor(OWNER), made, outcome=outcome, event_on=day, what="Crue vue (essai)")
    return made


def look() -> None:
    evaluate_rules(None)


def indicator(
    code: str = "food-phase-35", frequency: str = "year", unit: str = "part de 0 à 1", **more: Any
) -> Indicator:
    source, _ = Source.objects.get_or_create(
        code="essai", defaults={"title": "Essai", "publisher": "Essai", "licence": "essai", "attribution": "Essai",
        "delay_days": 0},
    )  # fmt: skip
    said = {"label": f"Essai {code}", "unit": unit, "frequency": frequency, "source": source} | more
    return Indicator.objects.get_or_create(code=code, defaults=said)[0]


def country(code: str = "MLI", name: str = "Mali") -> Place:
    return Place.objects.get_or_create(kind="country", code=code, defaults={"name": name})[0]


def yearly(values: list[float], place: Place | None = None, first: int = 2001, **of: Any) -> Indicator:
    """A value a year, from the first on."""
    of_what, where = indicator(**of), place or country()
    Observation.objects.bulk_create(
        Observation(
            indicator=of_what, place=where, start=date(year, 1, 1), end=date(year, 12, 31), value=value
        )
        for year, value in enumerate(values, first)
    )
    return of_what


def backtest() -> BacktestRun:
    """Twelve years of two countries, tried on their past."""
    told = yearly([0.1, 0.2, 0.1, 0.3, 0.2, 0.1, 0.2, 0.3, 0.2, 0.1, 0.3, 0.2, 0.1, 0.2])
    yearly([0.4, 0.2, 0.3, 0.3, 0.2, 0.4, 0.2, 0.3, 0.5, 0.1, 0.3, 0.2, 0.4, 0.2], country("NER", "Niger"))
    (run,) = run_for([told])
    return run


def scenario(**changes: Any) -> Scenario:
    told = Indicator.objects.filter(code="food-phase-35").first() or backtest().indicator
    words = {"name": "Sécheresse (essai)", "indicator": told, "spi": -1.5} | changes
    return looking.run_scenario(actor(), **words)


def everything() -> dict[str, Any]:
    """A rule, an alert of it, a back-test and a scenario: their keys."""
    made = alert()
    return {
        "rule": made.rule_id,
        "alert": made.pk,
        "indicator": backtest().indicator.code,
        "scenario": scenario().pk,
    }
