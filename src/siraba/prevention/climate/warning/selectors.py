"""Reading rules, alerts and what they were worth, always for an actor: for whoever works for anticipation, all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from django.db.models import Q, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.prevention.climate.warning.models import (
    LIVE,
    Alert,
    AlertState,
    Evaluation,
    MissedEvent,
    Outcome,
    Reading,
    Rule,
    RuleState,
)
from siraba.prevention.climate.warning.observed import is_fresh, last_values, places_of, values_of
from siraba.prevention.climate.warning.rules import READERS
from siraba.prevention.climate.warning.trial import FEW, Trial, tried


def _reads(actor: Actor) -> bool:
    return bool(actor.scopes(Category.CLIMATE))


def rules_open_to(actor: Actor) -> QuerySet[Rule]:
    rows = Rule.objects.select_related(
        "indicator__source", "indicator__derived_from__source", "owner__organisation", "written_by"
    )
    return rows if _reads(actor) else rows.none()


def rule_for(actor: Actor, pk: int) -> Rule:
    """Raises NotVisible."""
    found = rules_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def alerts_open_to(actor: Actor) -> QuerySet[Alert]:
    rows = Alert.objects.select_related("rule__indicator", "rule__owner__organisation", "place")
    return rows if _reads(actor) else rows.none()


def alert_for(actor: Actor, pk: int) -> Alert:
    """Raises NotVisible."""
    found = alerts_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def waiting_for(actor: Actor) -> QuerySet[Alert]:
    """The live alerts that the actor answers for; for the coordination, those that came up to it as well."""
    mine = Q(rule__owner=actor.account_id)
    if actor.role == Role.COORDINATOR:
        mine |= Q(escalated_at__isnull=False, state=AlertState.RAISED)
    return alerts_open_to(actor).filter(mine, state__in=LIVE)


def readings_open_to(actor: Actor) -> QuerySet[Reading]:
    rows = Reading.objects.select_related("gauge", "recorded_by")
    return rows if _reads(actor) else rows.none()


def missed_events_of(actor: Actor, rule: Rule) -> QuerySet[MissedEvent]:
    rows = rule.missed_events.select_related("place", "reported_by")
    return rows if _reads(actor) else rows.none()


def possible_owners() -> QuerySet[Account]:
    rows = Account.objects.filter(role__in=READERS, is_active=True).select_related("organisation")
    return rows.order_by("full_name", "pk")


def last_evaluation() -> Evaluation | None:
    return Evaluation.objects.first()


# What the past says of a rule


def trial_of(rule: Rule) -> Trial:
    places = [place.pk for place in rule.places.all()]
    return tried(rule.thresholds, rule.lead_days, values_of(rule.indicator, places))


@dataclass(frozen=True)
class Currency:
    """How recent the values are that a rule looks at: how many places have one, how many a fresh one, the last period."""

    places: int
    fresh: int
    last: date | None


def currency_of(rule: Rule) -> Currency:
    wanted = {place.pk for place in rule.places.all()} or {place.pk for place in places_of(rule.indicator)}
    values = [value for place, value in last_values(rule.indicator).items() if place in wanted]
    fresh = sum(is_fresh(rule.indicator, value) for value in values)
    return Currency(len(wanted), fresh, max((value.end for value in values), default=None))


# What a rule was worth


@dataclass
class Worth:
    """Of the alerts that are closed and the events that nobody was warned of. `lead` are days between the warning and the event."""

    hits: int = 0
    late: int = 0
    false_alarms: int = 0
    missed: int = 0
    leads: list[int] = field(default_factory=list)

    @property
    def rang(self) -> int:
        return self.hits + self.late + self.false_alarms

    @property
    def came(self) -> int:
        return self.hits + self.late + self.missed

    @property
    def hit_rate(self) -> float | None:
        """None under five events, where a share would say too much."""
        return self.hits / self.came if self.came >= FEW else None

    @property
    def false_share(self) -> float | None:
        return self.false_alarms / self.rang if self.rang >= FEW else None

    @property
    def lead(self) -> float | None:
        return median(self.leads) if self.leads else None


def worth_of(alerts: Iterable[Alert], missed: int) -> tuple[Worth, Worth]:
    """The rule as it is, and the alert threshold alone on the last value: the naive rule that its watch is to beat."""
    rule, naive = Worth(missed=missed), Worth(missed=missed)
    for one in alerts:
        raised = timezone.localdate(one.raised_at)
        _count(rule, one, raised, one.outcome)
        if one.alert_at is None:
            naive.missed += one.outcome != Outcome.FALSE_ALARM
            continue
        rang = timezone.localdate(one.alert_at)
        outcome = one.outcome
        if outcome == Outcome.HIT and one.event_on and one.event_on < rang:
            outcome = Outcome.MISS
        _count(naive, one, rang, outcome)
    return rule, naive


def _count(worth: Worth, alert: Alert, rang: date, outcome: str) -> None:
    worth.hits += outcome == Outcome.HIT
    worth.late += outcome == Outcome.MISS
    worth.false_alarms += outcome == Outcome.FALSE_ALARM
    if alert.event_on is not None:
        worth.leads.append((alert.event_on - rang).days)


@dataclass(frozen=True)
class Measured:
    rule: Rule
    worth: Worth
    naive: Worth
    open: int


def measured(actor: Actor) -> list[Measured]:
    """Each rule that ever rang or was active, with what it was worth."""
    rules = list(rules_open_to(actor).exclude(state=RuleState.DRAFT))
    closed: dict[int, list[Alert]] = {}
    live: dict[int, int] = {}
    for one in Alert.objects.filter(rule__in=rules).only(
        "rule", "state", "outcome", "event_on", "raised_at", "alert_at"
    ):
        if one.state == AlertState.CLOSED:
            closed.setdefault(one.rule_id, []).append(one)
        else:
            live[one.rule_id] = live.get(one.rule_id, 0) + 1
    missed: dict[int, int] = {}
    for rule in MissedEvent.objects.filter(rule__in=rules).order_by().values_list("rule", flat=True):
        missed[rule] = missed.get(rule, 0) + 1
    return [
        Measured(one, *worth_of(closed.get(one.pk, ()), missed.get(one.pk, 0)), live.get(one.pk, 0))
        for one in rules
    ]
