"""Which applications are open, to whom, and who may do what in a fund: by duty, not by role alone."""

from django.db.models import Q
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases.rules import CASE_ROWS, through_case
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Charge, Duty, Fund

FUND = {Role.FUND_OFFICER}
FUNDING = {Purpose.FUND}


# Which rows


def _of_own_fund(actor: Actor) -> Q:
    """What was submitted to a fund of the actor's organisation; a draft is of who writes it."""
    if actor.organisation_id is None:
        return Q(pk__in=[])
    sent = ~Q(state=ApplicationState.DRAFT) | Q(filed_by=actor.account_id)
    return Q(call__fund__organisation=actor.organisation_id) & sent


_supervised = through_case(CASE_ROWS[Scope.OWN], "case_id", "pk")
_managed = through_case(CASE_ROWS[Scope.ASG], "case_id", "pk")
register_rows(
    Application,
    Category.GRANTS,
    {Scope.OWN: lambda actor: _of_own_fund(actor) | _supervised(actor), Scope.ASG: _managed},
)


# Who may do what


def duties_of(actor: Actor, fund: Fund) -> set[str]:
    """What the actor is charged with in this fund today."""
    today = timezone.localdate()
    if fund.organisation_id != actor.organisation_id:
        return set()
    held = Charge.objects.filter(fund=fund, account=actor.account_id, since__lte=today)
    return set(held.filter(Q(until__isnull=True) | Q(until__gte=today)).values_list("duty", flat=True))


def has_duty(actor: Actor, fund: Fund, *duties: Duty) -> bool:
    return bool(duties_of(actor, fund) & set(duties))
