"""A fictitious gauge, a rule on it with its owner, an alert that was closed with its outcome and one that waits.

Beside them a drought scenario on the fictitious figures, and a back-test that waits for the timer.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.prevention.climate.observations.models import Indicator, Place
from siraba.prevention.climate.outlook import actions as looking
from siraba.prevention.climate.warning import actions
from siraba.prevention.climate.warning.gauges import record_reading, river_level
from siraba.prevention.climate.warning.models import Alert, Rule, Step

GAUGE = "Échelle de Sofara (fictive)"
# Days ago, centimetres: a flood that came and went, and another that begins
RISES = ((13, 430), (12, 520), (11, 610))
FALL = (4, 420)
BEGINS = (1, 540)
INVENTED = "Relevé inventé pour la démonstration"


class Warnings:
    def __init__(self, accounts: dict[str, Account]):
        self._coordination = Actor.of(accounts["coordination"], Purpose.ANTICIPATION)
        self._owner = accounts["siege-dgme"]
        self._now = timezone.now()

    def tell(self) -> None:
        gauge = Place.objects.create(kind=Place.Kind.GAUGE, code="sofara-fictive", name=GAUGE)
        rule = self._rule(gauge)
        for days, cm in RISES:
            self._read(gauge, days, cm)
        self._close(Alert.objects.get(rule=rule))
        self._read(gauge, *FALL)
        self._read(gauge, *BEGINS)
        draft = self._said(
            "Étiage du Bani (règle fictive)", watch=60, alert=30, action="Prévoir l’eau des haltes"
        )
        draft["direction"] = "below"
        actions.write_rule(self._coordination, indicator=river_level(), **draft)
        displaced = Indicator.objects.get(code="idps")
        looking.run_scenario(
            self._coordination, name="Année de sécheresse (fictif)", indicator=displaced, spi=-1.5
        )
        looking.ask_backtest(self._coordination, displaced)

    def _rule(self, gauge: Place) -> Rule:
        said = self._said(
            "Crue du Bani à Sofara (règle fictive)",
            watch=500,
            alert=600,
            action="Prévenir les antennes de la route et déplacer les points d’accueil des berges",
        )
        rule = actions.write_rule(self._coordination, indicator=river_level(), places=[gauge], **said)
        actions.activate_rule(self._coordination, rule)
        Rule.objects.filter(pk=rule.pk).update(activated_at=self._at(30), written_at=self._at(31))
        return rule

    def _said(self, name: str, **more) -> dict:
        return {
            "name": name,
            "direction": "above",
            "owner": self._owner,
            "lead_days": 4,
            "channel": "page",
            "note": "Seuils inventés pour la démonstration, à valider par la DNH",
            **more,
        }

    def _read(self, gauge: Place, days: int, cm: float) -> None:
        record_reading(self._coordination, gauge=gauge, day=self._day(days), level_cm=cm, source=INVENTED)

    def _close(self, alert: Alert) -> None:
        """The alert is as old as its readings, and so is what was done about it."""
        raised, worse = self._at(12), self._at(11)
        Alert.objects.filter(pk=alert.pk).update(
            raised_at=raised, level_at=worse, alert_at=worse, due_at=worse + timedelta(days=4)
        )
        alert.refresh_from_db()
        owner = Actor.of(self._owner, Purpose.ANTICIPATION)
        actions.acknowledge_alert(owner, alert)
        actions.note_action(owner, alert, what="Antennes prévenues, deux points d’accueil déplacés (fictif)")
        actions.close_alert(
            owner,
            alert,
            outcome="hit",
            event_on=self._day(9),
            what="Berges inondées, personne n’y dormait (fictif)",
        )
        moments = dict(
            zip(("raised", "worsened", "acknowledged", "acted", "closed"), (12, 11, 11, 10, 8), strict=True)
        )
        for kind, days in moments.items():
            Step.objects.filter(alert=alert, kind=kind).update(at=self._at(days))

    def _day(self, days: int) -> date:
        return timezone.localdate(self._now) - timedelta(days=days)

    def _at(self, days: int) -> datetime:
        return datetime.combine(self._day(days), time(9), timezone.get_current_timezone())
