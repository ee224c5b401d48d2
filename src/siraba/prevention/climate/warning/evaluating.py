"""The rules over the last values: each day, when something new was loaded, and when a gauge was typed in.

One alert for each rule, place and episode. The same values looked at twice change nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from siraba.foundation.audit.journal import action, record
from siraba.prevention.climate.observations.models import Edition, Indicator
from siraba.prevention.climate.warning.actions import due_of
from siraba.prevention.climate.warning.episodes import ALERT, Value, happens
from siraba.prevention.climate.warning.models import (
    Alert,
    AlertState,
    Evaluation,
    Level,
    Rule,
    RuleState,
    Step,
)
from siraba.prevention.climate.warning.observed import is_fresh, last_values
from siraba.prevention.climate.warning.telling import tell_coordination, tell_owner

DAY = timedelta(days=1)


def evaluation_is_due() -> bool:
    """A day has passed since the last run, or a file was loaded after it."""
    last = Evaluation.objects.first()
    if last is None or last.at < timezone.now() - DAY:
        return Rule.objects.filter(state=RuleState.ACTIVE).exists()
    return Edition.objects.filter(taken_at__gt=last.at).exists()


@action
def evaluate_rules(actor: None, indicators: Collection[Indicator] = ()) -> Evaluation:
    """Look at the last value of each place of the active rules (of some indicators alone when they are named)."""
    rules = Rule.objects.filter(state=RuleState.ACTIVE).select_for_update(of=("self",))
    if indicators:
        rules = rules.filter(indicator__in=indicators)
    rules = rules.select_related("indicator__source", "indicator__derived_from__source").order_by("pk")
    looking = _Looking(list(rules.prefetch_related("places")))
    done = looking.run()
    # A run over one indicator is not the day's
    if not indicators:
        done.save()
    record(
        actor,
        "evaluate_rules",
        rules=done.rules,
        raised=done.raised,
        worsened=done.worsened,
        ended=done.ended,
    )
    return done


@dataclass
class _Looking:
    rules: list[Rule]

    def __post_init__(self) -> None:
        alerts = Alert.objects.filter(rule__in=self.rules)
        going = alerts.filter(ended_on__isnull=True).select_related("place")
        self.going = {(one.rule_id, one.place_id): one for one in going}
        seen = alerts.order_by("last_start", "pk").values_list("rule", "place", "last_start", "last_value")
        self.seen = {(rule, place): (start, value) for rule, place, start, value in seen}
        self.last: dict[int, dict[int, Value]] = {}
        self.done = Evaluation(rules=len(self.rules))

    def run(self) -> Evaluation:
        for rule in self.rules:
            if rule.indicator_id not in self.last:
                self.last[rule.indicator_id] = last_values(rule.indicator)
            wanted = {place.pk for place in rule.places.all()}
            for place, value in self.last[rule.indicator_id].items():
                if not wanted or place in wanted:
                    self._look(rule, place, value)
        return self.done

    def _look(self, rule: Rule, place: int, value: Value) -> None:
        alert = self.going.get((rule.pk, place))
        level = rule.thresholds.level(value.value)
        happened = happens(alert.level if alert else "", level)
        if alert is None:
            seen = self.seen.get((rule.pk, place))
            new = seen is None or _is_after(value, *seen)
            if happened == "raised" and new and is_fresh(rule.indicator, value):
                self._raise(rule, place, value, level)
            return
        if not _is_after(value, alert.last_start, alert.last_value):
            return
        alert.rule = rule
        alert.last_start, alert.last_value = value.start, value.value
        if happened == "ended":
            self._end(alert, value)
        elif happened == "worsened" and is_fresh(rule.indicator, value):
            self._worsen(alert, value)
        else:
            alert.save()

    def _raise(self, rule: Rule, place: int, value: Value, level: str) -> None:
        now = timezone.now()
        alert = Alert.objects.create(
            rule=rule,
            place_id=place,
            level=level,
            value=value.value,
            threshold=rule.thresholds.of(level),
            start=value.start,
            end=value.end,
            known_on=min(value.known_on, timezone.localdate()),
            last_value=value.value,
            last_start=value.start,
            raised_at=now,
            level_at=now,
            alert_at=now if level == ALERT else None,
            due_at=due_of(rule, now),
        )
        Step.objects.create(alert=alert, kind=Step.Kind.RAISED, note=str(Level(level).label))
        tell_owner(alert)
        self.done.raised += 1

    def _worsen(self, alert: Alert, value: Value) -> None:
        """The owner has to answer anew, also when the watch had been acted upon or closed; the history keeps what was said."""
        now = timezone.now()
        alert.level, alert.value, alert.threshold = Level.ALERT, value.value, alert.rule.alert
        alert.start, alert.end = value.start, value.end
        alert.known_on = min(value.known_on, timezone.localdate())
        alert.level_at = alert.alert_at = now
        alert.due_at, alert.escalated_at = due_of(alert.rule, now), None
        alert.state, alert.outcome, alert.event_on = AlertState.RAISED, "", None
        alert.save()
        Step.objects.create(alert=alert, kind=Step.Kind.WORSENED)
        tell_owner(alert)
        self.done.worsened += 1

    def _end(self, alert: Alert, value: Value) -> None:
        alert.ended_on = value.end
        alert.save()
        Step.objects.create(alert=alert, kind=Step.Kind.ENDED)
        self.done.ended += 1


def _is_after(value: Value, start: date, seen: float) -> bool:
    """A later period, or the same one with another figure: what was typed in wrongly is corrected."""
    return value.start > start or (value.start == start and value.value != seen)


@action
def escalate_alerts(actor: None) -> int:
    """Pass to the coordination the alerts that nobody acknowledged in time; how many."""
    before = timezone.now() - timedelta(hours=settings.WARNING_ACKNOWLEDGE_HOURS)
    waiting = Alert.objects.filter(state=AlertState.RAISED, escalated_at__isnull=True, level_at__lt=before)
    late = list(waiting.select_for_update(of=("self",)).select_related("rule__indicator", "place"))
    for alert in late:
        alert.escalated_at = timezone.now()
        alert.save()
        tell_coordination(alert)
    Step.objects.bulk_create(Step(alert=alert, kind=Step.Kind.ESCALATED) for alert in late)
    record(actor, "escalate_alerts", count=len(late))
    return len(late)
