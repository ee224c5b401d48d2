"""Rows of the access policy for cases: which rows each scope opens, and who may do what."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import RowFilter, beneath, combine, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.models import Consent, ConsentGrant, Override
from siraba.foundation.handover.models import BlindQuestion, CourtOrder, Disclosure
from siraba.foundation.offline.models import Edit
from siraba.foundation.people.models import Identity, Person
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.foundation.retention.models import Keeping, LegalHold, Removal
from siraba.protection.cases.models import (
    Assessment,
    Attachment,
    Case,
    FilledForm,
    FollowUp,
    IdentificationDecision,
    Likeness,
    Milestone,
    Note,
    Plan,
    Screening,
    ServiceRecord,
    Transfer,
    TransferState,
)

MANAGERS = {Role.CASE_MANAGER, Role.SUPERVISOR, Role.UNHCR_OFFICER}
INTAKE = {Role.FIRST_LINE, Role.RECEPTION_BRANCH}
CARE = {Purpose.CARE}
CARE_AND_RECEPTION = {Purpose.CARE, Purpose.RECEPTION}


# Which rows


def _at_own_branch(actor: Actor) -> Q:
    return Q(received_by=actor.account_id) if actor.unit_id is None else Q(reception_unit=actor.unit_id)


def of_the_last_hours(actor: Actor, moment: str) -> Q:
    """So lately that a hand-over may still need the names."""
    return Q(**{f"{moment}__gte": actor.now - timedelta(hours=settings.DEADLINES["own_entries"])})


def _lately(actor: Actor) -> Q:
    return of_the_last_hours(actor, "received_at")


CASE_ROWS: dict[Scope, RowFilter] = {
    Scope.OWN: lambda actor: Q(agency=actor.organisation_id),
    Scope.ASG: lambda actor: Q(owner=actor.account_id),
    Scope.ENTRY: lambda actor: Q(received_by=actor.account_id),
    Scope.ARRIVALS: _at_own_branch,
}

# A person's identity is open through any of these cases; the list of cases asks it of each of its own rows.
IDENTITY_BY_CASE: dict[Scope, RowFilter] = {
    Scope.OWN: CASE_ROWS[Scope.OWN],
    Scope.ASG: CASE_ROWS[Scope.ASG],
    Scope.RECENT: lambda actor: Q(received_by=actor.account_id) & _lately(actor),
    # Still in the actor's agency, or received so lately that the hand-over may need the names.
    Scope.ARRIVALS: lambda actor: _at_own_branch(actor) & (Q(agency=actor.organisation_id) | _lately(actor)),
}


def through_case(rows: RowFilter, column: str, of_case: str) -> RowFilter:
    """The rows whose `column` names the `of_case` of a case that the filter opens."""
    return lambda actor: Q(Exists(Case.objects.filter(rows(actor), **{of_case: OuterRef(column)})))


def of_case(rows: RowFilter) -> RowFilter:
    """The records of the cases that the filter opens."""
    through = through_case(rows, "case_id", "pk")
    return lambda actor: beneath("case", rows(actor)) if actor.may_join else through(actor)


PERSON_ROWS = {scope: through_case(rows, "person_id", "person") for scope, rows in IDENTITY_BY_CASE.items()}
RECORD_ROWS = {scope: of_case(CASE_ROWS[scope]) for scope in (Scope.OWN, Scope.ASG)}


def _by_colleagues(actor: Actor, author: str) -> Q:
    return Q(Exists(Account.objects.filter(organisation=actor.organisation_id, pk=OuterRef(author))))


def _written_at_own_branch(actor: Actor) -> Q:
    """What the person told the next agency is not for those who received her first."""
    return of_case(_at_own_branch)(actor) & _by_colleagues(actor, "author_id")


EDIT_ROWS = {
    **PERSON_ROWS,
    Scope.RECENT: lambda actor: PERSON_ROWS[Scope.RECENT](actor) & Q(account=actor.account_id),
    Scope.ARRIVALS: lambda actor: PERSON_ROWS[Scope.ARRIVALS](actor) & _by_colleagues(actor, "account_id"),
}


SCREENING_ROWS = {
    **RECORD_ROWS,
    Scope.ENTRY: lambda actor: Q(author=actor.account_id),
    Scope.ARRIVALS: _written_at_own_branch,
}


def _about(category: Category, rows: RowFilter) -> RowFilter:
    """The records of one category, in the cases that the filter opens."""
    return lambda actor: Q(category=category) & rows(actor)


def _of_either(rows: RowFilter) -> RowFilter:
    """The likenesses of the cases that the filter opens, on whichever side they stand."""
    sides = [through_case(rows, f"{side}_id", "pk") for side in ("case", "other")]
    return lambda actor: sides[0](actor) | sides[1](actor)


def _sent(actor: Actor) -> Q:
    return Q(from_organisation=actor.organisation_id)


def _received(actor: Actor) -> Q:
    return Q(to_organisation=actor.organisation_id)


def _to_answer(actor: Actor) -> Q:
    """Offered to the whole agency while it waits; afterwards it is whose case it became, and who answered it."""
    return _received(actor) & Q(state=TransferState.SENT) | Q(answered_by=actor.account_id)


def _sent_from_own_post(actor: Actor) -> Q:
    if actor.unit_id is None:
        return Q(sent_by=actor.account_id)
    return Q(Exists(Account.objects.filter(unit=actor.unit_id, pk=OuterRef("sent_by_id"))))


# Beside another condition a join would hide what the other opens: the case of a transfer may be closed to its receiver.
OF_OWN_CASES = through_case(CASE_ROWS[Scope.ASG], "case_id", "pk")

TRANSFER_ROWS: dict[Scope, RowFilter] = {
    Scope.OWN: lambda actor: _sent(actor) | _received(actor),
    Scope.ASG: lambda actor: Q(sent_by=actor.account_id) | _to_answer(actor) | OF_OWN_CASES(actor),
    Scope.SENT: _sent_from_own_post,
    Scope.RECEIVED: _received,
}

register_rows(Case, Category.CASE, CASE_ROWS)
register_rows(
    Person, Category.CASE, {scope: through_case(rows, "pk", "person") for scope, rows in CASE_ROWS.items()}
)
register_rows(Screening, Category.EXPLOITATION, SCREENING_ROWS)
for kind in (IdentificationDecision, Assessment, Plan, ServiceRecord, Note, FollowUp, Milestone):
    register_rows(kind, Category.CASE, RECORD_ROWS)
for about in (Category.CASE, Category.HEALTH, Category.EXPLOITATION):
    for written in (FilledForm, Attachment):
        register_rows(written, about, {scope: _about(about, rows) for scope, rows in RECORD_ROWS.items()})
register_rows(Likeness, Category.CASE, {scope: _of_either(rows) for scope, rows in CASE_ROWS.items()})
register_rows(Identity, Category.IDENTITY, PERSON_ROWS)
register_rows(Consent, Category.IDENTITY, PERSON_ROWS)
register_rows(Edit, Category.IDENTITY, EDIT_ROWS)
register_rows(
    Override,
    Category.CASE,
    {scope: through_case(CASE_ROWS[scope], "person_id", "person") for scope in (Scope.OWN, Scope.ASG)},
)
for kept in (Removal, LegalHold, Keeping):
    register_rows(
        kept,
        Category.CASE,
        {scope: through_case(CASE_ROWS[scope], "person", "person") for scope in (Scope.OWN, Scope.ASG)},
    )
for crossing in (Disclosure, CourtOrder, BlindQuestion):
    register_rows(
        crossing,
        Category.DISCLOSURE,
        {scope: through_case(CASE_ROWS[scope], "person_id", "person") for scope in (Scope.OWN, Scope.ASG)},
    )
register_rows(ConsentGrant, Category.IDENTITY, PERSON_ROWS)
register_rows(Transfer, Category.REFERRAL, TRANSFER_ROWS)


def identity_open(actor: Actor) -> Q:
    """Condition on a case: its person's identity is open to the actor through this very case."""
    return combine(IDENTITY_BY_CASE, actor, Category.IDENTITY)


# Who may do what


def manages(actor: Actor, case: Case) -> bool:
    """The case is the actor's own, or the actor supervises the agency that holds it."""
    if actor.role == Role.SUPERVISOR:
        return case.agency_id == actor.organisation_id
    return case.owner_id == actor.account_id


def received(actor: Actor, case: Case) -> bool:
    """The case came in through the actor, or the actor's branch, and is still there."""
    if case.agency_id != actor.organisation_id:
        return False
    if actor.role == Role.RECEPTION_BRANCH and actor.unit_id is not None:
        return case.reception_unit_id == actor.unit_id
    return case.received_by_id == actor.account_id


def handles(actor: Actor, case: Case) -> bool:
    return received(actor, case) if actor.role in INTAKE else manages(actor, case)


def supervises(actor: Actor, case: Case) -> bool:
    return actor.role == Role.SUPERVISOR and case.agency_id == actor.organisation_id


def may_be_assigned(actor: Actor, case: Case) -> bool:
    """A supervisor assigns; a case manager takes a case of the agency that is nobody's."""
    if actor.role == Role.SUPERVISOR:
        return supervises(actor, case)
    return case.agency_id == actor.organisation_id and case.owner_id is None


def _addressee(actor: Actor, transfer: Transfer) -> bool:
    return transfer.to_organisation_id == actor.organisation_id


def _sender(actor: Actor, transfer: Transfer) -> bool:
    return transfer.from_organisation_id == actor.organisation_id


def _holds_the_other(actor: Actor, likeness: Likeness) -> bool:
    """Who holds the case that was there first: only they know its person."""
    case = Case.objects.system("the case of a likeness that the actor names").get(pk=likeness.other_id)
    return handles(actor, case)


NOT_YOURS = _("Ce dossier ne vous est pas confié.")
NOT_SUPERVISED = _("Seul un superviseur de la structure du dossier peut le faire.")

allow(
    "receive_person", _("Recevoir une personne"), RECEIVING_ROLES, CARE_AND_RECEPTION, of_an_agency, NOT_YOURS
)
allow(
    "screen_case", _("Remplir la fiche de repérage"), RECEIVING_ROLES, CARE_AND_RECEPTION, handles, NOT_YOURS
)
allow("decide_identification", _("Décider de l’identification"), MANAGERS, CARE, manages, NOT_YOURS)
allow("assess_case", _("Évaluer"), MANAGERS, CARE, manages, NOT_YOURS)
allow("approve_assessment", _("Approuver l’évaluation"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("return_assessment", _("Renvoyer l’évaluation"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("fill_form", _("Remplir une fiche"), MANAGERS, CARE, manages, NOT_YOURS)
allow("approve_form", _("Approuver la fiche"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("return_form", _("Renvoyer la fiche"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("submit_plan", _("Soumettre un plan"), MANAGERS, CARE, manages, NOT_YOURS)
allow("approve_plan", _("Approuver le plan"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("return_plan", _("Renvoyer le plan"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("record_service", _("Noter une prestation"), MANAGERS, CARE, manages, NOT_YOURS)
allow("record_follow_up", _("Noter un suivi"), MANAGERS, CARE, manages, NOT_YOURS)
allow("add_note", _("Ajouter une note"), MANAGERS, CARE, manages, NOT_YOURS)
for answer, said in (
    ("confirm_likeness", _("C’est la même personne")),
    ("dismiss_likeness", _("Ce sont deux personnes")),
):
    allow(answer, said, RECEIVING_ROLES, CARE_AND_RECEPTION, _holds_the_other, NOT_YOURS)
allow("attach_document", _("Joindre un document"), MANAGERS, CARE, manages, NOT_YOURS)
allow("assign_case", _("Attribuer le dossier"), MANAGERS, CARE, may_be_assigned, NOT_YOURS)
allow("request_closure", _("Demander la clôture"), MANAGERS, CARE, manages, NOT_YOURS)
allow("refuse_closure", _("Refuser la clôture"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("close_case", _("Clore le dossier"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow("reopen_case", _("Rouvrir le dossier"), {Role.SUPERVISOR}, CARE, supervises, NOT_SUPERVISED)
allow(
    "send_transfer",
    _("Confier à une autre structure"),
    RECEIVING_ROLES,
    CARE_AND_RECEPTION,
    handles,
    NOT_YOURS,
)
allow("accept_transfer", _("Accepter le dossier"), MANAGERS, CARE, _addressee, NOT_YOURS)
allow("decline_transfer", _("Décliner le dossier"), MANAGERS, CARE, _addressee, NOT_YOURS)
allow("revoke_transfer", _("Annuler l’envoi"), RECEIVING_ROLES, CARE_AND_RECEPTION, _sender, NOT_YOURS)
