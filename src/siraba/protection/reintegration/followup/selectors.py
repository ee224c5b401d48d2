"""Reading follow-ups, always for somebody; for a fund, of its own applicants and of those who agreed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import record
from siraba.foundation.consent.selectors import persons_sharing_with
from siraba.protection.cases.models import Case
from siraba.protection.reintegration.calls.models import Application, Duty
from siraba.protection.reintegration.calls.rules import charges_of
from siraba.protection.reintegration.followup.models import Attempt, FollowUp, FollowUpState, Measure

SOON = timedelta(days=7)


def follow_ups_visible_to(actor: Actor) -> GuardedQuerySet:
    """The follow-ups open to the actor, the first due first."""
    rows = FollowUp.objects.visible_to(actor, Category.GRANTS).order_by("due_on", "id")
    if actor.purpose == Purpose.FUND:
        agreed = persons_sharing_with(actor.home, Category.CASE)
        rows = rows.filter(Q(case__isnull=True) | Q(person__in=agreed))
    return rows


def to_do(actor: Actor) -> GuardedQuerySet:
    """What the actor has to do itself within a week: of its cases, or as the secretary of a fund; with the one or the other."""
    rows = follow_ups_visible_to(actor).filter(
        state=FollowUpState.DUE, due_on__lte=timezone.localdate() + SOON
    )
    if actor.purpose != Purpose.FUND:
        return rows.filter(case__isnull=False).select_related("case")
    funds = list(charges_of(actor).filter(duty=Duty.SECRETARY).values_list("fund", flat=True))
    alone = rows.filter(case__isnull=True, application__call__fund__in=funds)
    return alone.select_related("case", "application")


def follow_up_for(actor: Actor, pk: UUID) -> FollowUp:
    """Raises NotVisible."""
    found: FollowUp = one_of(follow_ups_visible_to(actor), pk=pk)
    return found


def code_of(follow_up: FollowUp) -> str:
    return codes_of([follow_up])[follow_up.pk]


def codes_of(follow_ups: Iterable[FollowUp]) -> dict[UUID, str]:
    """What each is known by: the code of its case, else of its application. For follow-ups open to the actor."""
    rows = list(follow_ups)
    cases = Case.objects.system("the code of a follow-up that is open to the actor")
    asked = Application.objects.system("the code of a follow-up that is open to the actor")
    by_case = dict(
        cases.filter(pk__in={one.case_id for one in rows if one.case_id}).values_list("pk", "code")
    )
    wanted = {one.application_id for one in rows if not one.case_id}
    by_application = dict(asked.filter(pk__in=wanted).values_list("pk", "code")) if wanted else {}
    return {one.pk: by_case.get(one.case_id) or by_application.get(one.application_id, "") for one in rows}


def attempts_of(actor: Actor, follow_up: FollowUp) -> list[Attempt]:
    rows = Attempt.objects.visible_to(actor, Category.GRANTS).filter(follow_up=follow_up)
    return list(rows.select_related("tried_by"))


def measures_of(actor: Actor, follow_ups: Collection[FollowUp]) -> list[Measure]:
    rows = Measure.objects.visible_to(actor, Category.GRANTS).filter(follow_up__in=[f.pk for f in follow_ups])
    return list(rows.select_related("table"))


@dataclass(frozen=True)
class Course:
    """How one return goes: its follow-ups in order, and what each measured."""

    of: UUID
    code: str
    follow_ups: list[FollowUp]
    measures: list[Measure]


def course_of(actor: Actor, pk: UUID) -> Course:
    """The follow-ups of a plan, or of an application that has none; the reading is written. Raises NotVisible."""
    mine = Q(plan=pk) | Q(plan__isnull=True, application=pk)
    rows = list(follow_ups_visible_to(actor).filter(mine).order_by("month"))
    if not rows:
        raise NotVisible
    code = code_of(rows[0])
    record(actor, "read_course", code, follow_ups=[one.code for one in rows])
    return Course(pk, code, rows, measures_of(actor, rows))


def follow_ups_from(code: str) -> list[str]:
    """The codes of the follow-ups of a case, for the person's own list of who read what."""
    why = "what hangs on a record"
    found = Case.objects.system(why).filter(code=read_code(code) or "").values("pk")
    return [one.code for one in FollowUp.objects.system(why).filter(case__in=found).only("id")]
