"""Reading alerts, decisions, questions and what a rule is worth; always for an actor."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.models import Account
from siraba.protection.civil_status.inspection.models import (
    CLOSED,
    LIVE,
    Alert,
    AlertDecision,
    AlertState,
    Kind,
    Look,
    Question,
    QuestionState,
)
from siraba.protection.civil_status.registers.models import (
    Act,
    ActVersion,
    Capacity,
    Mandate,
    Register,
    held_at,
)
from siraba.protection.civil_status.registers.numbering import holes
from siraba.protection.civil_status.registers.selectors import registers_of

CIVIL_STATUS = Category.CIVIL_STATUS
LEAST_DECISIONS = 5  # below, what a rule is worth is not shown
LEAST_ACTS, LEAST_RULES = 5, 2  # below, nothing is shown of an officer


# Alerts


def alerts_visible_to(actor: Actor) -> GuardedQuerySet:
    rows = Alert.objects.visible_to(actor, CIVIL_STATUS)
    return rows.select_related("register__centre__unit", "referral_by", "act", "other", "look", "before")


def alert_for(actor: Actor, code: str) -> Alert:
    """Raises NotVisible."""
    found: Alert = one_of(alerts_visible_to(actor), code=code)
    return found


def filtered(rows: GuardedQuerySet, state: str = "", kind: str = "", centre: str = "") -> GuardedQuerySet:
    """By state (the live ones unless one is said; `all`), kind, and code of the centre."""
    if state != "all":
        rows = rows.filter(state=state) if state else rows.filter(state__in=LIVE)
    wanted = {"kind": kind, "register__centre__code": centre}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def decisions_of(actor: Actor, alert: Alert) -> list[AlertDecision]:
    rows = AlertDecision.objects.visible_to(actor, CIVIL_STATUS).filter(alert=alert)
    return list(rows.select_related("by__organisation").order_by("at", "pk"))


def waiting_for(actor: Actor) -> GuardedQuerySet:
    """What an inspector may take a step further: referrals that another asked for first, then the likeliest."""
    rows = alerts_visible_to(actor).filter(state__in=LIVE)
    return rows.exclude(state=AlertState.TO_CONFIRM, referral_by=actor.account_id)


# Officers who are heard


def questions_visible_to(actor: Actor) -> GuardedQuerySet:
    rows = Question.objects.visible_to(actor, CIVIL_STATUS)
    return rows.select_related("register__centre__unit", "asked_of", "act")


def question_for(actor: Actor, code: str) -> Question:
    """Raises NotVisible."""
    found: Question = one_of(questions_visible_to(actor), code=code)
    return found


def questions_of(actor: Actor, alert: Alert) -> list[Question]:
    return list(questions_visible_to(actor).filter(alert=alert).order_by("asked_at", "pk"))


def to_answer(actor: Actor) -> GuardedQuerySet:
    return questions_visible_to(actor).filter(state=QuestionState.ASKED)


def officers_for(alert: Alert) -> list[Account]:
    """Who may be heard: who acted on the act, and the officers who have a mandate for the register today."""
    acted: set[int] = set()
    if alert.act_id:
        rows = ActVersion.objects.system("who acted on an act that an alert names").filter(act=alert.act_id)
        for row in rows.values_list("made_by", "approved_by", "second_by", "signed_by"):
            acted.update(pk for pk in row if pk)
    held = Mandate.objects.filter(
        held_at(timezone.now()), centre=alert.register.centre_id, capacity=Capacity.OFFICER
    )
    acted.update(one.account_id for one in held if alert.register.kind in one.for_kinds)
    return list(Account.objects.filter(pk__in=acted, is_active=True).order_by("full_name", "pk"))


# Searches


def running() -> Look | None:
    """The search that waits or runs. One that was left too long ago counts for nothing."""
    given_up = timezone.now() - timedelta(hours=settings.INSPECTION_LOOK_HOURS)
    going = Look.objects.filter(finished_at__isnull=True, failed=False)
    return going.filter(Q(started_at__isnull=True) | Q(started_at__gte=given_up)).order_by("pk").first()


def last_look() -> Look | None:
    return Look.objects.filter(finished_at__isnull=False).order_by("-pk").first()


# What a rule is worth


@dataclass(frozen=True)
class Worth:
    """How often a rule names an act, and how often two inspectors then referred it."""

    label: str
    named: int
    among: int
    explained: int
    referred: int

    @property
    def per_thousand(self) -> float | None:
        return 1000 * self.named / self.among if self.among else None

    @property
    def decided(self) -> int:
        return self.explained + self.referred

    @property
    def shown(self) -> bool:
        return self.decided >= LEAST_DECISIONS

    @property
    def precision(self) -> int | None:
        """Percent; None below five decisions."""
        return round(100 * self.referred / self.decided) if self.shown else None


def _closed(rows: GuardedQuerySet, *by: str) -> dict[Any, Counter[str]]:
    counted: dict[Any, Counter[str]] = defaultdict(Counter)
    for row in rows.filter(state__in=CLOSED).order_by().values(*by, "state").annotate(n=Count("pk")):
        counted[row[by[0]]][row["state"]] += row["n"]
    return counted


def worth_by_kind(actor: Actor) -> dict[str, Worth]:
    """Every kind, with its base rate in the last search and its decisions: two queries."""
    look, closed = last_look(), _closed(Alert.objects.visible_to(actor, CIVIL_STATUS), "kind")
    named, among = (look.named, look.total) if look else ({}, 0)
    return {
        kind.value: Worth(
            str(kind.label),
            named.get(kind.value, 0),
            among,
            closed[kind.value][AlertState.EXPLAINED],
            closed[kind.value][AlertState.REFERRED],
        )
        for kind in Kind
    }


def worth_by_quarter(actor: Actor) -> list[Worth]:
    """All kinds together, by quarter of the decision, the last one first."""
    rows = Alert.objects.visible_to(actor, CIVIL_STATUS).filter(state__in=CLOSED)
    quarters: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for at, state in rows.order_by().values_list("closed_at", "state").iterator():
        quarters[_quarter(at)][state] += 1
    return [
        Worth(f"T{number} {year}", 0, 0, states[AlertState.EXPLAINED], states[AlertState.REFERRED])
        for (year, number), states in sorted(quarters.items(), reverse=True)
    ]


def _quarter(at: datetime) -> tuple[int, int]:
    day: date = timezone.localtime(at).date()
    return day.year, (day.month + 2) // 3


# Officers


@dataclass
class OfficerView:
    """An officer some of whose acts alerts name. Acts signed on one day count once: they may have one cause."""

    account: Account
    signed: int = 0
    days: set[date] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    @property
    def independent(self) -> int:
        return len(self.days)

    @property
    def labels(self) -> list[str]:
        return sorted(str(Kind(kind).label) for kind in self.kinds)

    @property
    def shown(self) -> bool:
        return self.independent >= LEAST_ACTS and len(self.kinds) >= LEAST_RULES


def officers_with_alerts(actor: Actor) -> list[OfficerView]:
    """Officers with five independent acts under two rules, explained alerts left out, beside all that they signed."""
    alerts = Alert.objects.visible_to(actor, CIVIL_STATUS).filter(act__isnull=False)
    alerts = alerts.exclude(state=AlertState.EXPLAINED).exclude(sealed=b"")
    kinds: dict[Any, set[str]] = defaultdict(set)
    for act, kind in alerts.order_by().values_list("act", "kind"):
        kinds[act].add(kind)
    versions = ActVersion.objects.system("who signed the acts that alerts name").filter(n=1)
    views: dict[int, OfficerView] = {}
    for act, officer, at in versions.filter(act__in=alerts.values("act")).values_list(
        "act", "signed_by", "signed_at"
    ):
        view = views.setdefault(officer, OfficerView(Account(pk=officer)))
        view.kinds |= kinds[act]
        view.days.add(timezone.localtime(at).date())
    found = {pk: view for pk, view in views.items() if view.shown}
    accounts = Account.objects.select_related("unit").in_bulk(found)
    signed = versions.filter(signed_by__in=found).order_by().values("signed_by").annotate(n=Count("pk"))
    for row in signed:
        found[row["signed_by"]].signed = row["n"]
    for pk, view in found.items():
        view.account = accounts[pk]
    return sorted(found.values(), key=lambda view: (view.account.full_name, view.account.pk))


# Numbers that nothing stands under


@dataclass(frozen=True)
class Gaps:
    register: Register
    present: int
    last: int
    missing: list[int]

    @property
    def runs(self) -> str:
        """« 57, 131–134 »."""
        return ", ".join(_runs(self.missing))


def registers_with_gaps(actor: Actor) -> QuerySet[Register]:
    """The registers open to the actor of which a number before the last is missing."""
    acts = Act.objects.visible_to(actor, CIVIL_STATUS).order_by().values("register")
    holed = acts.annotate(n=Count("pk"), last=Max("number")).filter(last__gt=F("n"))
    return registers_of(actor).filter(pk__in=holed.values("register"))


def gaps_of(actor: Actor, registers: Iterable[Register]) -> list[Gaps]:
    """The missing numbers of these registers: one query for all of them."""
    wanted = list(registers)
    acts = Act.objects.visible_to(actor, CIVIL_STATUS).filter(register__in=wanted)
    there: dict[int, list[int]] = defaultdict(list)
    for register, number in acts.order_by().values_list("register", "number").iterator():
        there[register].append(number)
    numbered = [(one, there[one.pk]) for one in wanted]
    return [Gaps(one, len(numbers), max(numbers, default=0), holes(numbers)) for one, numbers in numbered]


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    for _place, pairs in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _at, number in pairs]
        yield str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"
