"""Reading reports and files, always for an actor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.models import Account
from siraba.foundation.handover.models import DisclosedCopy
from siraba.foundation.handover.selectors import copies_visible_to
from siraba.foundation.organisations.models import Organisation
from siraba.prosecution.investigations.models import (
    Assignment,
    Charge,
    Countersignature,
    CountersignatureState,
    Custody,
    Deadline,
    DeadlineState,
    Exhibit,
    Inquiry,
    JudicialStep,
    MutualRequest,
    MutualRequestState,
    Offence,
    Participant,
    Report,
    Statement,
    Suspect,
)
from siraba.prosecution.investigations.models.files import ENDED
from siraba.prosecution.investigations.rules import INVESTIGATORS

FILE = Category.INVESTIGATION


def inquiries_visible_to(actor: Actor) -> GuardedQuerySet:
    """The files of the actor's service and those shared with them, or those sent to a magistrate."""
    return Inquiry.objects.visible_to(actor, FILE).select_related(
        "organisation", "court", "region", "magistrate"
    )


def inquiry_for(actor: Actor, code: str) -> Inquiry:
    """Raises NotVisible."""
    found: Inquiry = one_of(inquiries_visible_to(actor), code=code)
    return found


def running_inquiries(actor: Actor) -> GuardedQuerySet:
    return inquiries_visible_to(actor).exclude(state__in=ENDED)


def reports_visible_to(actor: Actor) -> GuardedQuerySet:
    return Report.objects.visible_to(actor, FILE).select_related("region", "copy", "inquiry", "follows")


def report_for(actor: Actor, code: str) -> Report:
    found: Report = one_of(reports_visible_to(actor), code=code)
    return found


def suspects_visible_to(actor: Actor) -> GuardedQuerySet:
    return Suspect.objects.visible_to(actor, Category.PERPETRATOR).select_related("inquiry")


def suspect_for(actor: Actor, pk: UUID) -> Suspect:
    found: Suspect = one_of(suspects_visible_to(actor), pk=pk)
    return found


def of_file(actor: Actor, model: Any, inquiry: Inquiry) -> GuardedQuerySet:
    """The records of one kind in a file, in their order; each knows its file without asking for it."""
    category = Category.PERPETRATOR if model is Suspect else FILE
    accessor = model._meta.get_field("inquiry").remote_field.get_accessor_name()
    found: GuardedQuerySet = getattr(inquiry, accessor).visible_to(actor, category)
    return found


def part_for(actor: Actor, model: Any, pk: UUID) -> Any:
    """One record of a file, with its file. Raises NotVisible."""
    return one_of(model.objects.visible_to(actor, FILE).select_related("inquiry"), pk=pk)


def exhibit_with_chain(actor: Actor, pk: UUID) -> tuple[Exhibit, list[Custody]]:
    exhibit: Exhibit = part_for(actor, Exhibit, pk)
    links = Custody.objects.visible_to(actor, FILE).filter(exhibit=exhibit).select_related("recorded_by")
    return exhibit, list(links.order_by("number"))


# Victims and witnesses


@dataclass(frozen=True)
class Coded:
    """A victim or witness as a file shows them. `code` is that of the disclosure, for the service that received it."""

    participant: Participant
    label: str
    code: str
    closed: bool


def coded(actor: Actor, participants: Iterable[Participant]) -> list[Coded]:
    """The codes as they are open now: a disclosure that was recalled or has expired closes its own at once. One query."""
    rows = list(participants)
    copies = (
        DisclosedCopy.objects.system("whether a code is still open, and whose it is")
        .defer("sealed")
        .in_bulk([one.copy_id for one in rows if one.copy_id])
    )
    return [_coded(actor, one, copies.get(one.copy_id)) for one in rows]


def _coded(actor: Actor, participant: Participant, copy: DisclosedCopy | None) -> Coded:
    closed = copy is not None and not copy.is_open()
    own = copy is not None and copy.recipient_id == actor.organisation_id
    code = copy.code if copy and own and not closed else ""
    return Coded(participant, participant.label, code, closed)


def participants_of(actor: Actor, inquiry: Inquiry) -> list[Coded]:
    return coded(actor, of_file(actor, Participant, inquiry))


@dataclass(frozen=True)
class Heard:
    """A hearing as a list shows it: of whom, as a number; what was said is closed with the disclosure of a victim."""

    statement: Statement
    who: str
    closed: bool


def hearings_of(actor: Actor, inquiry: Inquiry, known: Sequence[Coded]) -> list[Heard]:
    by_pk = {one.participant.pk: one for one in known}
    rows = of_file(actor, Statement, inquiry).select_related("suspect", "taken_by").defer("sealed")
    return [_heard(row, by_pk.get(row.participant_id)) for row in rows]


def hearing_for(actor: Actor, pk: UUID) -> Heard:
    """One hearing. Raises NotVisible."""
    rows = Statement.objects.visible_to(actor, FILE).select_related(
        "inquiry", "suspect", "participant", "taken_by"
    )
    statement: Statement = one_of(rows, pk=pk)
    known = coded(actor, [statement.participant] if statement.participant else [])
    return _heard(statement, known[0] if known else None)


def _heard(statement: Statement, coded: Coded | None) -> Heard:
    if coded is None:
        return Heard(statement, statement.suspect.label if statement.suspect else "", False)
    return Heard(statement, coded.label, coded.closed)


# The course of a file


@dataclass(frozen=True)
class Stepped:
    """A step, and the days since the one before; None for the first."""

    step: JudicialStep
    days: int | None


def steps_of(actor: Actor, inquiry: Inquiry) -> list[Stepped]:
    steps = list(of_file(actor, JudicialStep, inquiry))
    before: list[JudicialStep | None] = [None, *steps[:-1]]
    return [
        Stepped(step, (step.day - last.day).days if last else None)
        for step, last in zip(steps, before, strict=True)
    ]


def requests_of(actor: Actor, inquiry: Inquiry) -> list[MutualRequest]:
    """Those that wait first, the late ones at their head; then the others."""
    return sorted(
        of_file(actor, MutualRequest, inquiry),
        key=lambda one: (one.state != MutualRequestState.SENT, one.due_on),
    )


def deadlines_of(actor: Actor, inquiry: Inquiry) -> list[Deadline]:
    return sorted(
        of_file(actor, Deadline, inquiry).select_related("suspect"),
        key=lambda one: (one.state != DeadlineState.OPEN, one.due_at),
    )


def charges_of(actor: Actor, inquiry: Inquiry) -> GuardedQuerySet:
    """The offences retained in a file, with their suspects' numbers and no name."""
    rows = Charge.objects.visible_to(actor, FILE).filter(inquiry=inquiry)
    return (
        rows.select_related("suspect", "offence")
        .defer("suspect__sealed")
        .order_by("suspect__number", "offence__label")
    )


def investigators_of(actor: Actor, inquiry: Inquiry) -> list[Account]:
    """Who works on the file; for whoever sees the file."""
    rows = Assignment.objects.system("who works on a file already given to the actor").filter(
        inquiry=inquiry, ended_at__isnull=True
    )
    return [row.account for row in rows.select_related("account__organisation").order_by("assigned_at")]


# What waits, late first


def open_deadlines(actor: Actor) -> GuardedQuerySet:
    rows = Deadline.objects.visible_to(actor, FILE).filter(state=DeadlineState.OPEN)
    return (
        rows.select_related("inquiry", "suspect")
        .defer("inquiry__sealed", "suspect__sealed")
        .order_by("due_at", "id")
    )


def due_soon(actor: Actor) -> GuardedQuerySet:
    """The deadlines that are past, or that the reminder says."""
    return open_deadlines(actor).filter(due_at__lte=timezone.now() + timedelta(hours=settings.REMIND_HOURS))


def waiting_requests(actor: Actor) -> GuardedQuerySet:
    rows = MutualRequest.objects.visible_to(actor, FILE).filter(state=MutualRequestState.SENT)
    return rows.select_related("inquiry").defer("inquiry__sealed").order_by("due_on", "id")


def to_countersign(actor: Actor) -> GuardedQuerySet:
    """What another person asked, and the actor may sign."""
    rows = Countersignature.objects.visible_to(actor, FILE).filter(state=CountersignatureState.ASKED)
    return rows.exclude(asked_by=actor.account_id).select_related("inquiry", "asked_by")


# What may be chosen


def offences_in_force() -> QuerySet[Offence]:
    """The newest version of each offence."""
    newest = Offence.objects.filter(code=OuterRef("code")).values("code").annotate(last=Max("version"))
    return Offence.objects.filter(version=Subquery(newest.values("last"))).order_by("law", "label")


def investigators() -> QuerySet[Account]:
    """The investigators who work on the platform."""
    return Account.objects.filter(
        role__in=INVESTIGATORS, is_active=True, organisation__house=Organisation.House.PROSECUTION
    ).order_by("full_name")


def courts() -> QuerySet[Organisation]:
    """Where a file may be sent: the bodies of justice that are no investigating service of the actor."""
    return Organisation.objects.filter(house=Organisation.House.PROSECUTION, active=True)


def open_copies(actor: Actor) -> GuardedQuerySet:
    """The disclosures to the actor's service that are still open, without their content."""
    return copies_visible_to(actor).filter(expires_at__gt=timezone.now()).exclude(sealed=b"").defer("sealed")
