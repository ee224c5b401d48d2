"""Which plans are open, to whom, and who writes them: those who follow the person; her fund reads, when she agreed."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import CARE, CASE_ROWS, NOT_YOURS, manages, through_case
from siraba.protection.reintegration.calls.models import Charge
from siraba.protection.reintegration.calls.rules import NAMED_TO, held_now
from siraba.protection.reintegration.plans.models import PlanState, PlanVersion, ReintegrationPlan

# Who follows a person and has a part in grants by the policy
WRITERS = {Role.CASE_MANAGER, Role.SUPERVISOR}
READERS = WRITERS | {Role.FUND_OFFICER}
CARE_AND_FUND = (Purpose.CARE, Purpose.FUND)


# Which rows


def of_own_fund(actor: Actor) -> Q:
    """What belongs to an application to a fund in which the actor is charged with what makes the person known to it."""
    charged = Charge.objects.filter(
        held_now(actor),
        duty__in=NAMED_TO,
        fund__organisation=actor.organisation_id,
        fund__calls__applications=OuterRef("application_id"),
    )
    return Q(Exists(charged))


_of_own_agency = through_case(CASE_ROWS[Scope.OWN], "case_id", "pk")


def supervised(actor: Actor) -> Q:
    """A fund and a case may be of one organisation: its officers do not see what the agency of the case plans."""
    supervisor = Account.objects.filter(pk=actor.account_id, role=Role.SUPERVISOR)
    return Q(Exists(supervisor)) & _of_own_agency(actor)


managed = through_case(CASE_ROWS[Scope.ASG], "case_id", "pk")

# What is not yet agreed with the person is not for her fund
PLAN_ROWS: dict[Scope, RowFilter] = {
    Scope.OWN: lambda actor: supervised(actor) | (of_own_fund(actor) & ~Q(state=PlanState.DRAFT)),
    Scope.ASG: managed,
}


def _of_plan(rows: RowFilter) -> RowFilter:
    """The versions of the plans that the filter opens."""
    return lambda actor: Q(Exists(ReintegrationPlan.objects.filter(rows(actor), pk=OuterRef("plan_id"))))


register_rows(ReintegrationPlan, Category.GRANTS, PLAN_ROWS)
register_rows(PlanVersion, Category.GRANTS, {scope: _of_plan(rows) for scope, rows in PLAN_ROWS.items()})


# Who may do what


def _manages(actor: Actor, plan: ReintegrationPlan) -> bool:
    case = Case.objects.system("the case of a plan that the actor names").get(pk=plan.case_id)
    return manages(actor, case)


allow(
    "draft_reintegration_plan",
    _("Écrire un plan de réintégration"),
    WRITERS,
    CARE,
    manages,
    NOT_YOURS,
)
for name, label in {
    "revise_reintegration_plan": _("Changer le plan"),
    "agree_reintegration_plan": _("Noter l’accord de la personne"),
    "start_reintegration_plan": _("Commencer le plan"),
    "end_reintegration_plan": _("Terminer le plan"),
}.items():
    allow(name, label, WRITERS, CARE, _manages, NOT_YOURS)
