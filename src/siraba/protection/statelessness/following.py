"""After the decision: what is issued, the children, and what the platform forgets by itself."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.statelessness.files import not_tomorrow
from siraba.protection.statelessness.models import (
    CHILD_MOVES,
    DETERMINATION_MOVES,
    ENDED,
    ChildFollowUp,
    Determination,
    DocumentKind,
    Enquiry,
    Interview,
    IssuedDocument,
    LinkedState,
    NationalityAssessment,
    Opinion,
    Outcome,
    Ruling,
)

SYSTEM = "what the platform forgets by itself"
FOR_STATELESS = (DocumentKind.IDENTITY, DocumentKind.TRAVEL)
PARTS = (ChildFollowUp, Enquiry, Interview, IssuedDocument, LinkedState, Opinion, Ruling)


@action
def issue_status_document(
    actor: Actor,
    found: Determination,
    *,
    kind: str,
    issued_on: date,
    number: str = "",
    valid_to: date | None = None,
) -> IssuedDocument:
    """Note a document handed to the person.

    Raises:
        Invalid: a document of statelessness without that outcome, a day before the decision or to come, an end before it.
    """
    check_right(actor, "issue_status_document", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "issue_status_document")
    not_tomorrow(issued_on, "issued_on")
    if kind in FOR_STATELESS and found.outcome != Outcome.STATELESS:
        raise Invalid(_("Ce document est celui d’une personne reconnue apatride."), "kind")
    if found.decided_on and issued_on < found.decided_on:
        raise Invalid(_("Ce jour est avant la décision."), "issued_on")
    if valid_to and valid_to < issued_on:
        raise Invalid(_("La fin est avant le début."), "valid_to")
    document = IssuedDocument(
        determination=found,
        kind=DocumentKind(kind),
        issued_on=issued_on,
        valid_to=valid_to,
        recorded_by_id=actor.account_id,
    )
    document.write(number=number)
    document.save(force_insert=True)
    record(actor, "issue_status_document", found.code, kind=kind)
    return document


@action
def add_child_follow_up(
    actor: Actor,
    found: Determination,
    *,
    born_here: bool,
    what: str,
    due_on: date,
    name: str = "",
    birth_year: int | None = None,
) -> ChildFollowUp:
    """A child of the person who would else be stateless, and what is to be done until when (Convention of 1961, art. 1)."""
    check_right(actor, "add_child_follow_up", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "add_child_follow_up")
    child = ChildFollowUp(
        determination=found,
        birth_year=birth_year,
        born_here=born_here,
        due_on=due_on,
        added_by_id=actor.account_id,
    )
    child.write(name=name, what=what)
    child.save(force_insert=True)
    record(actor, "add_child_follow_up", found.code, child=child.code)
    return child


@action
def finish_child_follow_up(actor: Actor, child: ChildFollowUp, *, result: str) -> None:
    """What became of it."""
    check_right(actor, "finish_child_follow_up", child)
    lock(child)
    CHILD_MOVES.advance(child, "finish_child_follow_up")
    child.done_by_id, child.done_at = actor.account_id, timezone.now()
    child.write(**{**child.words, "result": result})
    child.save()
    record(actor, "finish_child_follow_up", child.determination.code, child=child.code)


@action
def forget_statelessness(actor: None) -> int:
    """The timer's: empty the assessments without a case and the ended files whose time is over; how many.

    States, dates and outcomes stay, for the counts.
    """
    now = timezone.now()
    assessments = NationalityAssessment.objects.system(SYSTEM).filter(
        case__isnull=True, assessed_at__lt=now - timedelta(days=settings.STATELESSNESS_ASSESSMENT_DAYS)
    )
    files = Determination.objects.system(SYSTEM).filter(
        state__in=ENDED, ended_at__lt=now - timedelta(days=settings.STATELESSNESS_KEEP_DAYS)
    )
    over = list(files.exclude(sealed=b"").values_list("pk", flat=True))
    for part in PARTS:
        _empty(part.objects.system(SYSTEM).filter(determination__in=over))
    gone = _empty(assessments) + _empty(files)
    record(actor, "forget_statelessness", count=gone)
    return gone


def _empty(rows: GuardedQuerySet) -> int:
    return rows.exclude(sealed=b"").update(sealed=b"")
