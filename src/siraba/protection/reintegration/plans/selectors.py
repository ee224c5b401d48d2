"""Reading plans, always for somebody; for a fund, of those who agreed that it may."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import record
from siraba.foundation.consent.selectors import persons_sharing_with
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import with_cases
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.plans.models import PlanVersion, ReintegrationPlan


def plans_visible_to(actor: Actor) -> GuardedQuerySet:
    """The plans open to the actor, the last drafted first; a fund's without those of persons who have not agreed."""
    rows = ReintegrationPlan.objects.visible_to(actor, Category.GRANTS).order_by("-drafted_at", "-id")
    return with_consent(actor, rows)


def with_consent(actor: Actor, rows: GuardedQuerySet) -> GuardedQuerySet:
    """For a fund, those of persons who let its organisation read what is planned with them; for others all."""
    if actor.purpose != Purpose.FUND:
        return rows
    return rows.filter(person__in=persons_sharing_with(actor.home, Category.CASE))


def plan_for(actor: Actor, pk: UUID) -> ReintegrationPlan:
    """With its case. Raises NotVisible."""
    plan: ReintegrationPlan = one_of(plans_visible_to(actor).select_related("application"), pk=pk)
    with_cases([plan])
    return plan


def plan_read(actor: Actor, pk: UUID, paper: bool = False) -> tuple[ReintegrationPlan, list[PlanVersion]]:
    """The plan and its versions, the last first; that it was read is written in the journal. Raises NotVisible."""
    plan = plan_for(actor, pk)
    rows = PlanVersion.objects.visible_to(actor, Category.GRANTS).filter(plan=plan)
    if actor.purpose == Purpose.FUND:
        rows = rows.filter(agreed_on__isnull=False)
    versions = list(rows.order_by("-number"))
    name_authors(versions)
    record(actor, "read_reintegration_plan", plan.code, paper=paper)
    return plan, versions


def name_authors(versions: Collection[PlanVersion]) -> None:
    authors = Account.objects.only("full_name").in_bulk({one.author_id for one in versions})
    for one in versions:
        one.author = authors[one.author_id]


def applications_of(actor: Actor, case: Case) -> QuerySet[Application]:
    """The applications of a case that the actor may tie to its plan."""
    rows = Application.objects.visible_to(actor, Category.GRANTS).filter(case=case)
    return rows.select_related("call").order_by("-started_at", "-id")


def plans_from(code: str) -> list[str]:
    """The codes of the plans of a case, for the person's own list of who read what."""
    found = Case.objects.system("what hangs on a record").filter(code=read_code(code) or "").values("pk")
    rows = ReintegrationPlan.objects.system("what hangs on a record").filter(case__in=found)
    return [plan.code for plan in rows.only("id")]
