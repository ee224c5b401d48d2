"""Which assessments and files are open, to whom, and who may do what. What is here is read by no detection of fraud."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import CASE_ROWS, MANAGERS, manages, through_case
from siraba.protection.statelessness.models import (
    About,
    Agreement,
    ChildFollowUp,
    Determination,
    DraftState,
    Enquiry,
    Interview,
    IssuedDocument,
    LinkedState,
    NationalityAssessment,
    Opinion,
    Ruling,
)

OFFICERS, UNHCR = {Role.STATELESSNESS_OFFICER}, {Role.UNHCR_OFFICER}
BOTH = OFFICERS | UNHCR
ASSESSORS = MANAGERS | OFFICERS
ASSESSING = (Purpose.CARE, Purpose.DETERMINATION)
DETERMINATION = {Purpose.DETERMINATION}

# Which rows


def _live_with(organisation: Any) -> Any:
    return Agreement.objects.filter(
        determination=OuterRef("pk"),
        about=About.UNHCR,
        organisation=organisation,
        withdrawn_at__isnull=True,
    )


def _own_files(actor: Actor) -> Q:
    """The files of the authority, those that UNHCR wrote down, and those that the person opened to it."""
    own = Q(organisation=actor.organisation_id) | Q(opened_for=actor.organisation_id)
    return own | Q(Exists(_live_with(actor.organisation_id)))


def _in_own_file(actor: Actor) -> Q:
    return Q(Exists(Determination.objects.filter(_own_files(actor), pk=OuterRef("determination_id"))))


_of_own_agency = through_case(CASE_ROWS[Scope.OWN], "case_id", "pk")


def _own_assessments(actor: Actor) -> Q:
    """Those of the agency's cases, and those that it made without a case."""
    return _of_own_agency(actor) | Q(case__isnull=True, organisation=actor.organisation_id)


STATELESSNESS = Category.STATELESSNESS
register_rows(
    NationalityAssessment,
    STATELESSNESS,
    {Scope.OWN: _own_assessments, Scope.ASG: through_case(CASE_ROWS[Scope.ASG], "case_id", "pk")},
)
register_rows(Determination, STATELESSNESS, {Scope.OWN: _own_files})
register_rows(
    Agreement,
    STATELESSNESS,
    {Scope.OWN: lambda actor: Q(authority=actor.organisation_id) | Q(organisation=actor.organisation_id)},
)
for part in (ChildFollowUp, Enquiry, Interview, IssuedDocument, LinkedState, Opinion, Ruling):
    register_rows(part, STATELESSNESS, {Scope.OWN: _in_own_file})


# Who may do what


def _assesses(actor: Actor, case: Case | None) -> bool:
    """A case of one's own, for its care; without a case, an officer of the authority or of UNHCR."""
    if case is not None:
        return actor.purpose == Purpose.CARE and manages(actor, case)
    return actor.role in BOTH and actor.organisation_id is not None


def _case_of(assessment: NationalityAssessment) -> Case | None:
    if assessment.case_id is None:
        return None
    found: Case = Case.objects.system("the case of an assessment that the actor names").get(
        pk=assessment.case_id
    )
    return found


def _assessed(actor: Actor, assessment: NationalityAssessment) -> bool:
    own = assessment.case_id is not None or assessment.organisation_id == actor.organisation_id
    return own and _assesses(actor, _case_of(assessment))


def file_of(record: Any) -> Determination:
    return record if isinstance(record, Determination) else record.determination


def holds_file(actor: Actor, record: Any) -> bool:
    """An officer of the authority that decides on the file."""
    return actor.role in OFFICERS and file_of(record).organisation_id == actor.organisation_id


def takes_part(actor: Actor, record: Any) -> bool:
    """The authority, UNHCR where it wrote the application down, or where the person wants it to take part."""
    found = file_of(record)
    if holds_file(actor, found) or found.opened_for_id == actor.organisation_id:
        return True
    rows = Agreement.objects.system("whether UNHCR takes part in a file that it names")
    return rows.filter(
        determination=found.pk,
        about=About.UNHCR,
        organisation=actor.organisation_id,
        withdrawn_at__isnull=True,
    ).exists()


def _second(actor: Actor, found: Determination) -> bool:
    """Another than who wrote and signed the draft."""
    drafts = Ruling.objects.system("who signed first, in a file that the actor names").filter(
        determination=found.pk, state=DraftState.DRAFTED
    )
    return holds_file(actor, found) and not drafts.filter(drafted_by=actor.account_id).exists()


NOT_YOURS = _("Ce dossier ne vous est pas confié.")
NOT_YOUR_FILE = _("Ce dossier de détermination n’est pas celui de votre instance.")
NOT_SHARED = _("La personne n’a pas demandé que votre structure participe à ce dossier.")
ANOTHER_PERSON = _("Une seconde personne de l’instance doit signer, ou rendre le projet.")

allow(
    "assess_nationality",
    _("Évaluer les papiers et la nationalité"),
    ASSESSORS,
    ASSESSING,
    _assesses,
    NOT_YOURS,
)
allow(
    "confirm_nationality_assessment",
    _("Confirmer le niveau"),
    ASSESSORS,
    ASSESSING,
    _assessed,
    NOT_YOURS,
)
allow(
    "open_determination",
    _("Enregistrer une demande de détermination"),
    BOTH,
    DETERMINATION,
    of_an_agency,
    NOT_YOUR_FILE,
)
allow("record_asylum_claim", _("Noter une demande d’asile"), BOTH, DETERMINATION, takes_part, NOT_SHARED)
allow(
    "withdraw_contact",
    _("Retirer l’accord d’interroger un État"),
    BOTH,
    DETERMINATION,
    takes_part,
    NOT_SHARED,
)
allow("add_opinion", _("Écrire l’avis du HCR"), UNHCR, DETERMINATION, takes_part, NOT_SHARED)
for name, label in {
    "amend_determination": _("Changer la demande, l’interprète ou le conseil"),
    "start_determination": _("Commencer l’instruction"),
    "end_asylum_claim": _("Noter que l’asile n’est plus demandé"),
    "agree_to_contact": _("Noter l’accord d’interroger un État"),
    "agree_to_unhcr": _("Noter l’accord de faire participer le HCR"),
    "withdraw_unhcr": _("Retirer l’accord de faire participer le HCR"),
    "hold_interview": _("Enregistrer un entretien"),
    "add_linked_state": _("Ajouter un État lié"),
    "conclude_on_state": _("Conclure sur cet État"),
    "review_state": _("Revoir la conclusion"),
    "send_enquiry": _("Noter une demande à cet État"),
    "record_state_answer": _("Noter la réponse de l’État"),
    "note_state_silence": _("Noter le silence de l’État"),
    "record_burden": _("Remplir la liste de la charge de la preuve"),
    "draft_determination": _("Rédiger et signer la décision"),
    "appeal_determination": _("Noter un recours"),
    "uphold_determination": _("Le recours est rejeté"),
    "reopen_determination": _("Le recours est admis"),
    "close_determination": _("Clore le dossier"),
    "issue_status_document": _("Noter un document délivré"),
    "add_child_follow_up": _("Suivre la situation d’un enfant"),
    "finish_child_follow_up": _("Le suivi de l’enfant est fait"),
    "withdraw_determination": _("Noter que la demande est retirée"),
}.items():
    allow(name, label, OFFICERS, DETERMINATION, holds_file, NOT_YOUR_FILE)
for name, label in {
    "return_determination": _("Rendre le projet à son auteur"),
    "sign_determination": _("Signer en second"),
}.items():
    allow(name, label, OFFICERS, DETERMINATION, _second, ANOTHER_PERSON)
