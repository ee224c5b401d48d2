"""Inspection for the tests: a paper register with a hole and a child twice, the alerts that come of it, and their road."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from siraba.engines.irregularities import Alert as Found
from siraba.protection.civil_status.inspection import actions
from siraba.protection.civil_status.inspection.looking import open_alerts
from siraba.protection.civil_status.inspection.models import Alert, Look, Question
from siraba.protection.civil_status.registers.models import Act
from siraba.protection.civil_status.registers.takeover import PaperAct, take_over_acts
from tests import registering as civil

LOOK = civil.LOOK
INSPECTOR, OTHER = "maimouna", "sidi"
CHILD = "Mariétou"


def inspector(name: str = INSPECTOR):
    from conftest import make_account
    from siraba.foundation.access.actor import Actor
    from siraba.foundation.accounts.models import Account

    account = Account.objects.filter(username=name).first() or (
        make_account(name) if name == INSPECTOR else make_account(name, "Sidi Maïga", "inspector", "dnec")
    )
    return Actor.of(account)


def paper(numbers=(1, 2, 4), **more: str) -> list[Act]:
    """A paper register of last year at Kayes, of these numbers."""
    register = civil.register(taken_over=True)
    made = datetime.combine(date(register.year, 5, 4), time(9), timezone.get_current_timezone())
    agent, officer = civil.account("adama").pk, civil.account("salif").pk
    take_over_acts(
        None,
        register,
        [
            PaperAct(
                number=number,
                fields={
                    **civil.said(date=f"{register.year}-05-0{1 + number % 3}", child_first=CHILD),
                    "declared_on": f"{register.year}-05-04",
                    **more,
                },
                made_by=agent,
                made_at=made + timedelta(minutes=number),
                approved_by=officer,
                approved_at=made + timedelta(hours=1),
                signed_by=officer,
            )
            for number in numbers
        ],
    )
    return list(
        Act.objects.system(LOOK)
        .select_related("register__centre__unit")
        .filter(register=register)
        .order_by("number")
    )


def found(act: Act, kind: str = "declarant", other: Act | None = None, **figures) -> Found:
    """What the engine would say of an act; with `other`, of two."""
    told = figures or {"count": 6, "expected": 1.2}
    if other is not None:
        told["first"] = other.code
    return Found(act.code, kind, 0.9, "une règle", "Le déclarant 12 revient.", "les autres déclarants", told)


def opened(*found_now: Found) -> list[Alert]:
    """The alerts that a search opens for what it found."""
    look = Look.objects.create(started_at=timezone.now(), total=100)
    open_alerts(None, look, found_now)
    rows = Alert.objects.system(LOOK).filter(look=look).order_by("number", "kind")
    return list(rows.select_related("register__centre__unit", "act", "other", "referral_by"))


def alert() -> Alert:
    act = civil.signed()
    return opened(found(act))[0]


def again(of: Alert) -> Alert:
    rows = Alert.objects.system(LOOK).select_related("register__centre__unit", "act", "other", "referral_by")
    got: Alert = rows.get(pk=of.pk)
    return got


def examined(of: Alert | None = None) -> Alert:
    of = of or alert()
    actions.examine_alert(inspector(), of, reason="Vu au registre (essai)")
    return again(of)


def question(of: Alert | None = None, officer: str = "salif") -> Question:
    of = of or examined()
    return actions.ask_officer(
        inspector(), of, officer=civil.account(officer).pk, question="Qui a déclaré cet acte ? (essai)"
    )


def answered(of: Alert | None = None) -> Alert:
    of = of or examined()
    actions.answer_inspector(civil.actor("salif"), question(of), reply="Le père, venu lui-même (essai)")
    return again(of)


def to_confirm(of: Alert | None = None) -> Alert:
    of = answered(of)
    actions.ask_referral(inspector(), of, reason="Au parquet (essai)")
    return again(of)


def explained(of: Alert | None = None) -> Alert:
    of = examined(of)
    actions.explain_alert(inspector(), of, lookalike="twins", reason="Deux enfants (essai)")
    return again(of)
