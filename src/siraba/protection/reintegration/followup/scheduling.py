"""When follow-ups are due: counted from the beginning of a plan, or of a project that has none."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.models import Application, ApplicationState
from siraba.protection.reintegration.followup.models import BASELINE, FollowUp, FollowUpState
from siraba.protection.reintegration.plans.models import Ending, PlanState, ReintegrationPlan

SYSTEM = "when follow-ups are due"
AT_ONCE = 500
# After these nobody is to be asked how the return goes; another plan takes over its own
NO_MORE = (Ending.REPLACED, Ending.WITHDREW, Ending.DIED)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def follow_plan(plan: ReintegrationPlan) -> None:
    """Make what a plan wants: the baseline from its first version, the others from its beginning; none when it ended so."""
    rows = FollowUp.objects.system(SYSTEM)
    if plan.application_id:
        rows.filter(application=plan.application_id, plan=None).update(
            plan=plan, case=plan.case_id, person=plan.person_id, channel=plan.channel
        )
    rows.filter(plan=plan, state=FollowUpState.DUE).update(channel=plan.channel)
    if plan.state == PlanState.ENDED:
        if plan.started_on is None or plan.ending in NO_MORE:
            rows.filter(plan=plan, state=FollowUpState.DUE).update(state=FollowUpState.DROPPED)
        return
    made = {BASELINE: timezone.localdate(plan.drafted_at)}
    if plan.started_on:
        made |= {month: months_after(plan.started_on, month) for month in settings.FOLLOW_UP_MONTHS}
    known = set(rows.filter(plan=plan).values_list("month", flat=True))
    _make(
        FollowUp(
            plan=plan,
            application_id=plan.application_id,
            case_id=plan.case_id,
            person_id=plan.person_id,
            month=month,
            due_on=due,
            channel=plan.channel,
            fictitious=plan.fictitious,
        )
        for month, due in made.items()
        if month not in known
    )


def _make(follow_ups: Iterable[FollowUp]) -> int:
    return len(FollowUp.objects.bulk_create(list(follow_ups)))


@action
def schedule_follow_ups(actor: None) -> int:
    """Make the follow-ups of projects that run and have neither a plan nor follow-ups; how many were made."""
    own = {"application": OuterRef("pk")}
    running = (
        Application.objects.system(SYSTEM)
        .filter(state=ApplicationState.RUNNING)
        .exclude(Exists(FollowUp.objects.filter(**own)))
        .exclude(Exists(ReintegrationPlan.objects.filter(**own)))
        .order_by("pk")
    )
    today = timezone.localdate()
    made = sum(
        _make(
            FollowUp(
                application=application,
                case_id=application.case_id,
                person_id=application.person_id,
                month=month,
                due_on=months_after(today, month),
                fictitious=application.fictitious,
            )
            for month in (BASELINE, *settings.FOLLOW_UP_MONTHS)
        )
        for application in running[:AT_ONCE]
    )
    record(actor, "schedule_follow_ups", count=made)
    return made
