"""Which open cases need somebody: a supervisor's word, a step that is late, a person whom nobody has met for long.

The board counts them; the list of cases shows them, by the same word.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import NOTHING, GuardedQuerySet
from siraba.protection.cases.models import (
    NOT_CLOSED,
    Assessment,
    CaseState,
    FilledForm,
    Milestone,
    Plan,
    ReviewState,
)
from siraba.protection.cases.selectors import cases_visible_to

SILENCE = timedelta(days=30)
SYSTEM = "which of the open cases wait"
ASSESSMENT, PLAN, FORM, CLOSURE, CONTACT, STEP = "assessment", "plan", "form", "closure", "contact", "step-"
REVIEWED = {ASSESSMENT: Assessment, PLAN: Plan, FORM: FilledForm}


def open_cases(actor: Actor) -> GuardedQuerySet:
    """The agency's cases that are not closed, among those open to the actor, in no order."""
    return cases_visible_to(actor).filter(state__in=NOT_CLOSED, agency=actor.organisation_id).order_by()


def needing(actor: Actor, what: str) -> GuardedQuerySet:
    """The open cases that need `what`: one of the words above, or STEP and the code of a step; none for another word."""
    return open_cases(actor).filter(_condition(what))


def _condition(what: str) -> Q:
    if what in REVIEWED:
        submitted = REVIEWED[what].objects.system(SYSTEM).filter(state=ReviewState.SUBMITTED)
        return Q(pk__in=submitted.values("case"))
    if what == CLOSURE:
        return Q(state=CaseState.CLOSURE_REQUESTED)
    if what == CONTACT:
        lately = Q(followups__met_on__gte=(timezone.now() - SILENCE).date())
        return Q(state__in=(CaseState.IN_PROGRESS, CaseState.FOLLOW_UP)) & ~lately
    if what.startswith(STEP):
        late = Milestone.objects.system(SYSTEM).filter(Milestone.late(), step=what.removeprefix(STEP))
        return Q(pk__in=late.values("case"))
    return NOTHING
