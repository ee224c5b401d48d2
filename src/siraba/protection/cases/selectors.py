"""What may be read of cases, always for someone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import record
from siraba.foundation.consent.models import Consent
from siraba.foundation.consent.selectors import categories_of, consents_visible_to
from siraba.foundation.handover.models import Disclosure
from siraba.foundation.people.models import Identity
from siraba.foundation.people.names import keys_as_heard, keys_as_written
from siraba.foundation.people.selectors import identities_for, with_keys
from siraba.protection.cases.models import (
    Assessment,
    Attachment,
    Case,
    FilledForm,
    FollowUp,
    IdentificationDecision,
    Note,
    Plan,
    Screening,
    ServiceRecord,
    Transfer,
)
from siraba.protection.cases.rules import identity_open

# What a form or a document of a case may be about
WRITTEN_ABOUT = (Category.CASE, Category.HEALTH, Category.EXPLOITATION)


def cases_visible_to(actor: Actor) -> GuardedQuerySet:
    """The cases open to the actor, the last received first."""
    return Case.objects.visible_to(actor, Category.CASE).order_by("-received_at", "-id")


def find_cases(actor: Actor, text: str) -> GuardedQuerySet:
    """Open cases by national code, or by names open to the actor through that case: as written, else as they sound."""
    cases = cases_visible_to(actor)
    code = read_code(text)
    if code:
        return cases.filter(code=code)
    named = cases.filter(identity_open(actor))
    written = with_keys(named, keys_as_written(Identity.compartment, text))
    if written.exists():
        return written
    return with_keys(named, keys_as_heard(Identity.compartment, text))


def case_for(actor: Actor, code: str) -> Case:
    """The case of this code, with what its page needs.

    Raises:
        NotVisible: there is none, or it is not open to the actor.
    """
    rows = cases_visible_to(actor).select_related("person", "agency", "owner", "area", "reception_unit")
    case = rows.filter(code=read_code(code) or "").first()
    if case is None:
        raise NotVisible
    return case


def handed_over_from(code: str) -> list[str]:
    """The codes of what was handed over to justice about the person of a case; for that person's own list."""
    case = Case.objects.system("what hangs on a record").filter(code=code).values("person")
    rows = Disclosure.objects.system("what hangs on a record").filter(person__in=case)
    return list(rows.values_list("code", flat=True))


def answers_for(actor: Actor, code: str) -> bool:
    """Whether the actor, or the agency it supervises, holds the case of this code: its log is then open."""
    carer = actor.acting_for(Purpose.CARE)
    return cases_visible_to(carer).filter(code=code).exists()


def consent_for(actor: Actor, case: Case, pk: UUID) -> Consent:
    """A consent of the case's person. Raises NotVisible when there is none, or it is not open to the actor."""
    consent = consents_visible_to(actor, case.person_id).filter(pk=pk).first()
    if consent is None:
        raise NotVisible
    return consent


def transfers_visible_to(actor: Actor) -> GuardedQuerySet:
    """Transfers that the actor sent or may answer; `with_cases` adds what may be known before the answer."""
    return (
        Transfer.objects.visible_to(actor, Category.REFERRAL)
        .select_related("from_organisation", "to_organisation")
        .order_by("-sent_at", "-id")
    )


def transfer_for(actor: Actor, pk: UUID) -> Transfer:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    transfer = transfers_visible_to(actor).filter(pk=pk).first()
    if transfer is None:
        raise NotVisible
    with_cases([transfer])
    return transfer


def with_cases(records: Collection[Any]) -> None:
    """Give transfers or referrals that are open to the actor their case, person and region, in one query.

    The case itself may not be open: of it the caller shows only the need, the region, sex and age.
    """
    rows = Case.objects.system("what may be known before an answer").select_related("person", "region")
    cases = rows.in_bulk({one.case_id for one in records})
    for one in records:
        one.case = cases[one.case_id]


def _of_every_category(model: Any, actor: Actor) -> GuardedQuerySet:
    """The rows of a kind that says its own category, each open by that one; the last written first."""
    rows = [model.objects.visible_to(actor, category) for category in WRITTEN_ABOUT]
    return (rows[0] | rows[1] | rows[2]).select_related("author").order_by("-written_at", "-id")


def filled_forms(actor: Actor) -> GuardedQuerySet:
    """The forms filled in that are open to the actor, each by its own category; the last written first."""
    return _of_every_category(FilledForm, actor).select_related("form", "case")


def filled_forms_of(actor: Actor, case: Case) -> GuardedQuerySet:
    return filled_forms(actor).filter(case=case).defer("form__source", "form__xform", "sealed")


def filled_form_for(actor: Actor, case: Case, pk: UUID) -> FilledForm:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    found = one_of(filled_forms(actor), case=case, pk=pk)
    found.case = case
    return found


def attachments_visible_to(actor: Actor) -> GuardedQuerySet:
    """The documents open to the actor, each by its own category; the last first."""
    return _of_every_category(Attachment, actor)


def last_filling(actor: Actor, case: Case, code: str) -> FilledForm | None:
    return filled_forms(actor).filter(case=case, form__code=code).first()


@dataclass
class CaseFile:
    """All that the actor may read of one case."""

    case: Case
    identity: Identity | None = None
    screenings: list[Screening] = field(default_factory=list)
    decisions: list[IdentificationDecision] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    services: list[ServiceRecord] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    consent_categories: Mapping[UUID, list[str]] = field(default_factory=dict)


def _transfers_of(actor: Actor, case: Case) -> GuardedQuerySet:
    transfers = Transfer.objects.visible_to(actor, Category.REFERRAL).filter(case=case)
    return transfers.select_related("from_organisation", "to_organisation").order_by("-sent_at", "-id")


def _name_authors(file: CaseFile) -> None:
    """Give each record its author: one query for all kinds, instead of a join for each."""
    records = [
        *file.screenings, *file.assessments, *file.plans, *file.follow_ups, *file.notes,
    ]  # fmt: skip
    authors = Account.objects.only("full_name").in_bulk({record.author_id for record in records})
    for written in records:
        written.author = authors[written.author_id]


def case_file(actor: Actor, code: str) -> CaseFile:
    """The case with its records, each kind by its own rule; the reading is written in the journal.

    Raises:
        NotVisible: there is none, or it is not open to the actor.
    """
    case = case_for(actor, code)

    def rows(model: Any, category: Category = Category.CASE) -> list:
        return list(model.objects.visible_to(actor, category).filter(case=case))

    consents = list(consents_visible_to(actor, case.person_id))
    found = CaseFile(
        case,
        identity=identities_for(actor, [case.person_id]).get(case.person_id),
        screenings=rows(Screening, Category.EXPLOITATION),
        transfers=list(_transfers_of(actor, case)),
        consents=consents,
        consent_categories=categories_of(actor, consents),
    )
    if actor.scopes(Category.CASE) & {Scope.OWN, Scope.ASG}:
        found.decisions, found.assessments = rows(IdentificationDecision), rows(Assessment)
        found.plans, found.services = rows(Plan), rows(ServiceRecord)
        found.follow_ups, found.notes = rows(FollowUp), rows(Note)
    for screening in found.screenings:
        screening.case = case
    _name_authors(found)
    record(actor, "read_case", case.code, identity=found.identity is not None)
    return found
