"""Which files are open, to whom, and who may do what. Nobody of protection is named here, and no page is theirs."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.prosecution.investigations.models import (
    Act,
    Assignment,
    Charge,
    Countersignature,
    Custody,
    Deadline,
    Exhibit,
    Inquiry,
    JudicialStep,
    MutualRequest,
    Participant,
    Report,
    Statement,
    Suspect,
    Verdict,
)

INVESTIGATORS, MAGISTRATES = {Role.INVESTIGATOR}, {Role.MAGISTRATE}
JUSTICE = INVESTIGATORS | MAGISTRATES
PROSECUTION = {Purpose.PROSECUTION}

# Which rows


def _of_own_service(actor: Actor) -> Q:
    """The files of the investigator's service, and those of another that were shared with them."""
    shared = Assignment.objects.filter(
        inquiry=OuterRef("pk"), account=actor.account_id, ended_at__isnull=True
    )
    return Q(organisation=actor.organisation_id) | Q(Exists(shared))


def _sent_to_the_magistrate(actor: Actor) -> Q:
    """The files sent to the magistrate's court, until one of them takes them; then those they took."""
    mine = Q(magistrate__isnull=True) | Q(magistrate=actor.account_id)
    return Q(court=actor.organisation_id) & mine


def _in_a_file(rows: RowFilter) -> RowFilter:
    """The records of the files that the filter opens."""
    return lambda actor: Q(Exists(Inquiry.objects.filter(rows(actor), pk=OuterRef("inquiry_id"))))


INQUIRY_ROWS = {Scope.OWN: _of_own_service, Scope.ASG: _sent_to_the_magistrate}
FILE_ROWS = {scope: _in_a_file(rows) for scope, rows in INQUIRY_ROWS.items()}

register_rows(Inquiry, Category.INVESTIGATION, INQUIRY_ROWS)
register_rows(Suspect, Category.PERPETRATOR, FILE_ROWS)
for model in (
    Act,
    Charge,
    Countersignature,
    Custody,
    Deadline,
    Exhibit,
    JudicialStep,
    MutualRequest,
    Participant,
    Statement,
    Verdict,
):
    register_rows(model, Category.INVESTIGATION, FILE_ROWS)
register_rows(
    Assignment,
    Category.INVESTIGATION,
    {Scope.OWN: lambda actor: Q(account=actor.account_id) | Q(organisation=actor.organisation_id)},
)
register_rows(
    Report, Category.INVESTIGATION, {Scope.OWN: lambda actor: Q(organisation=actor.organisation_id)}
)


# Who may do what


def file_of(record: Any) -> Inquiry:
    return record if isinstance(record, Inquiry) else record.inquiry


def investigates(actor: Actor, record: Any) -> bool:
    """Works for the service of the file, or was assigned to it."""
    inquiry = file_of(record)
    if actor.role not in INVESTIGATORS:
        return False
    return inquiry.organisation_id == actor.organisation_id or actor.account_id in inquiry.at_work


def has_the_file(actor: Actor, record: Any) -> bool:
    """The magistrate to whom the file was sent, or of the court where nobody took it yet."""
    inquiry = file_of(record)
    return (
        actor.role in MAGISTRATES
        and inquiry.court_id is not None
        and inquiry.court_id == actor.organisation_id
        and inquiry.magistrate_id in (None, actor.account_id)
    )


def works_on(actor: Actor, record: Any) -> bool:
    return investigates(actor, record) or has_the_file(actor, record)


def _another(actor: Actor, asked: Countersignature) -> bool:
    return works_on(actor, asked) and asked.asked_by_id != actor.account_id


def _receives(actor: Actor, report: Report) -> bool:
    return actor.organisation_id is not None and report.organisation_id == actor.organisation_id


NOT_YOUR_FILE = _("Cette procédure n’est pas la vôtre.")
NOT_SENT_TO_YOU = _("Cette procédure ne vous a pas été transmise.")
ANOTHER_PERSON = _("Une autre personne doit viser cette demande.")

allow(
    "record_report", _("Enregistrer un signalement"), INVESTIGATORS, PROSECUTION, of_an_agency, NOT_YOUR_FILE
)
allow("open_inquiry", _("Ouvrir une procédure"), INVESTIGATORS, PROSECUTION, of_an_agency, NOT_YOUR_FILE)
for name, label in {
    "grade_report": _("Coter le signalement"),
    "join_report": _("Joindre à une procédure"),
    "open_from_report": _("Ouvrir une procédure sur ce signalement"),
    "drop_report": _("Classer le signalement"),
}.items():
    allow(name, label, INVESTIGATORS, PROSECUTION, _receives, NOT_YOUR_FILE)
for name, label in {
    "name_suspect": _("Mettre en cause une personne"),
    "add_participant": _("Ajouter une victime ou un témoin, par un code"),
    "add_act": _("Noter un fait"),
    "take_statement": _("Enregistrer une audition"),
    "seize_exhibit": _("Placer sous scellé"),
    "assign_investigator": _("Affecter un enquêteur"),
    "end_assignment": _("Retirer un enquêteur"),
    "refer_to_prosecutor": _("Transmettre au parquet"),
    "arrest_suspect": _("Noter l’interpellation"),
    "hold_suspect": _("Noter la privation de liberté"),
    "free_suspect": _("Noter la remise en liberté"),
    "hand_over_exhibit": _("Noter un mouvement du scellé"),
    "ask_release": _("Demander la sortie du scellé"),
}.items():
    allow(name, label, INVESTIGATORS, PROSECUTION, investigates, NOT_YOUR_FILE)
for name, label in {
    "retain_offence": _("Retenir une infraction"),
    "mark_coerced": _("Tenir la personne pour contrainte"),
    "ask_unmarking": _("Ne plus la tenir pour contrainte"),
    "send_mutual_request": _("Demander l’entraide"),
    "answer_mutual_request": _("Noter la réponse"),
    "note_refusal": _("Noter le refus"),
    "withdraw_mutual_request": _("Retirer la demande d’entraide"),
    "set_deadline": _("Fixer une échéance"),
    "meet_deadline": _("L’échéance est tenue"),
    "lift_deadline": _("L’échéance est sans objet"),
    "record_step": _("Noter une étape"),
    "ask_reopening": _("Demander la réouverture"),
}.items():
    allow(name, label, JUSTICE, PROSECUTION, works_on, NOT_YOUR_FILE)
for name, label in {
    "take_file": _("Prendre le dossier"),
    "return_for_inquiry": _("Renvoyer pour complément d’enquête"),
    "prosecute": _("Engager les poursuites"),
    "drop_inquiry": _("Classer sans suite ou dire non-lieu"),
    "bring_to_trial": _("Porter en jugement"),
    "record_verdict": _("Enregistrer une décision"),
    "note_conviction": _("Constater la condamnation"),
    "note_acquittal": _("Constater la relaxe ou l’acquittement"),
    "note_appeal": _("Noter l’appel"),
    "make_final": _("Rendre la décision définitive"),
    "charge_suspect": _("Poursuivre la personne"),
    "clear_suspect": _("Mettre hors de cause"),
}.items():
    allow(name, label, MAGISTRATES, PROSECUTION, has_the_file, NOT_SENT_TO_YOU)
allow("countersign", _("Viser"), JUSTICE, PROSECUTION, _another, ANOTHER_PERSON)
allow("refuse_countersignature", _("Refuser le visa"), JUSTICE, PROSECUTION, works_on, NOT_YOUR_FILE)
