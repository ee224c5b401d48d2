"""Reading assessments and files, always for an actor."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.pseudonyms import read_code
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import with_cases
from siraba.protection.statelessness.models import (
    RUNNING,
    Agreement,
    AssessmentState,
    ChildFollowUp,
    ChildState,
    Determination,
    DraftState,
    Enquiry,
    EnquiryState,
    FileState,
    LinkedState,
    NationalityAssessment,
    Ruling,
)

STATELESSNESS = Category.STATELESSNESS
WHY = "what hangs on a record"
SOON = timedelta(days=30)


def assessments_visible_to(actor: Actor) -> GuardedQuerySet:
    return NationalityAssessment.objects.visible_to(actor, STATELESSNESS).select_related(
        "assessed_by", "confirmed_by"
    )


def assessment_for(actor: Actor, pk: UUID) -> NationalityAssessment:
    """With its case. Raises NotVisible."""
    found: NationalityAssessment = one_of(assessments_visible_to(actor), pk=pk)
    with_cases([found] if found.case_id else [])
    return found


def files_visible_to(actor: Actor) -> GuardedQuerySet:
    """The files of the actor's authority, or those in which UNHCR takes part."""
    return Determination.objects.visible_to(actor, STATELESSNESS).select_related("organisation", "opened_for")


def file_for(actor: Actor, code: str) -> Determination:
    """Raises NotVisible."""
    found: Determination = one_of(files_visible_to(actor), code=code)
    return found


def of_file(actor: Actor, model: Any, found: Determination) -> GuardedQuerySet:
    """The records of one kind in a file, in their order; each knows its file without asking for it."""
    accessor = model._meta.get_field("determination").remote_field.get_accessor_name()
    rows: GuardedQuerySet = getattr(found, accessor).visible_to(actor, STATELESSNESS)
    return rows


def part_for(actor: Actor, model: Any, pk: UUID) -> Any:
    """One record of a file, with its file. Raises NotVisible."""
    return one_of(model.objects.visible_to(actor, STATELESSNESS).select_related("determination"), pk=pk)


def agreements_of(found: Determination) -> list[Agreement]:
    """What the person agreed to, withdrawn or not; for whoever sees the file."""
    rows = Agreement.objects.system("what was agreed to in a file already given to the actor")
    return list(rows.filter(determination=found).select_related("organisation"))


def states_of(actor: Actor, found: Determination) -> list[tuple[LinkedState, list[Enquiry]]]:
    """The States with a link, each with what it was asked. Two queries."""
    asked: dict[UUID, list[Enquiry]] = {}
    for enquiry in of_file(actor, Enquiry, found):
        asked.setdefault(enquiry.linked_state_id, []).append(enquiry)
    return [(one, asked.get(one.pk, [])) for one in of_file(actor, LinkedState, found)]


# What waits, late first


def running_out(actor: Actor) -> GuardedQuerySet:
    """Files to decide within thirty days, or late."""
    rows = files_visible_to(actor).filter(state__in=RUNNING, due_on__lte=timezone.localdate() + SOON)
    return rows.defer("sealed").order_by("due_on", "id")


def to_sign(actor: Actor) -> GuardedQuerySet:
    """The drafts that another wrote."""
    own = Ruling.objects.filter(
        determination=OuterRef("pk"), state=DraftState.DRAFTED, drafted_by=actor.account_id
    )
    rows = files_visible_to(actor).filter(~Exists(own), state=FileState.DRAFTED)
    return rows.defer("sealed").order_by("due_on", "id")


def silent_states(actor: Actor) -> GuardedQuerySet:
    """What was asked of a State and not answered in time."""
    rows = Enquiry.objects.visible_to(actor, STATELESSNESS).filter(
        state=EnquiryState.SENT, due_on__lt=timezone.localdate()
    )
    return (
        _with_files(rows)
        .select_related("linked_state")
        .defer("sealed", "determination__sealed", "linked_state__sealed")
    )


def children_waiting(actor: Actor) -> GuardedQuerySet:
    rows = ChildFollowUp.objects.visible_to(actor, STATELESSNESS).filter(
        state=ChildState.OPEN, due_on__lte=timezone.localdate() + SOON
    )
    return _with_files(rows).defer("sealed", "determination__sealed")


def _with_files(rows: GuardedQuerySet) -> GuardedQuerySet:
    return rows.select_related("determination").order_by("due_on", "id")


def to_confirm(actor: Actor) -> GuardedQuerySet:
    rows = assessments_visible_to(actor).filter(state=AssessmentState.PROPOSED)
    return rows.defer("sealed").order_by("assessed_at", "id")


# Who read it


def answers_for_file(actor: Actor, code: str) -> bool:
    """Whether the actor's authority decides on this file, or UNHCR takes part in it: its log is then open."""
    there = actor.acting_for(Purpose.DETERMINATION)
    return there.purpose is not None and files_visible_to(there).filter(code=code).exists()


def kept_with(code: str) -> list[str]:
    """The codes of what is kept about the person of a case, or of a file; for that person's own list."""
    known = read_code(code) or ""
    persons = Case.objects.system(WHY).filter(code=known).values("person")
    assessments = NationalityAssessment.objects.system(WHY).filter(person__in=persons)
    files = Determination.objects.system(WHY)
    of_person = files.filter(person__in=persons).values_list("code", flat=True)
    before = files.filter(code=known, assessment__isnull=False).values("assessment")
    made = NationalityAssessment.objects.system(WHY).filter(pk__in=before)
    return [*(one.code for one in (*assessments.only("id"), *made.only("id"))), *of_person]
