"""From the decision to the instalment that may be paid: contract, milestones, proof, and the end of a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.francs import spaced
from siraba.foundation.interface.uploads import Document, sealed_document
from siraba.foundation.ledger.models import Envelope
from siraba.protection.reintegration.calls.models import (
    APPLICATION_MOVES,
    Application,
    ApplicationState,
    Call,
)
from siraba.protection.reintegration.payments.models import (
    INSTALMENT_MOVES,
    PAID,
    UNKNOWN,
    CallEnvelope,
    Contract,
    Instalment,
    InstalmentState,
    Payment,
)
from siraba.protection.reintegration.safeguards.actions import raise_flag, screen_application
from siraba.protection.reintegration.safeguards.finding import Finding
from siraba.protection.reintegration.safeguards.models import FlagKind

SYSTEM = "the instalments of an application that the actor names"
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Part:
    """An instalment as a contract says it. Without a milestone the day is enough."""

    amount: int
    due_on: date
    milestone: str = ""


@action
def assign_envelope(actor: Actor, call: Call, *, envelope: Envelope) -> None:
    """Let the grants of a call be paid from an envelope that its organisation keeps.

    Raises:
        Invalid: the envelope is another organisation's, or is given already.
    """
    check_right(actor, "assign_envelope", call)
    if envelope.holder_id != call.fund.organisation_id:
        raise Invalid(_("Cette enveloppe est tenue par une autre structure."), "envelope")
    given, new = CallEnvelope.objects.get_or_create(
        call=call, envelope=envelope, defaults={"added_by_id": actor.account_id}
    )
    if not new:
        raise Invalid(_("L’appel a déjà cette enveloppe."), "envelope")
    record(actor, "assign_envelope", call.code, envelope=envelope.code)


@action
def sign_contract(
    actor: Actor, application: Application, *, signed_on: date, parts: Sequence[Part]
) -> Contract:
    """Divide the granted amount into instalments, as they were signed.

    Raises:
        Invalid: they do not make the granted amount, their days are not in order, or it was signed in the future.
    """
    check_right(actor, "sign_contract", application)
    lock(application)
    APPLICATION_MOVES.advance(application, "sign_contract")
    granted = application.granted or 0
    _sound(granted, signed_on, parts)
    contract = Contract(
        application=application, amount=granted, signed_on=signed_on, written_by_id=actor.account_id
    )
    contract.save(force_insert=True)
    today = timezone.localdate()
    for order, part in enumerate(parts, 1):
        instalment = Instalment(
            application=application,
            order=order,
            amount=part.amount,
            due_on=part.due_on,
            state=InstalmentState.DUE if part.due_on <= today else InstalmentState.SCHEDULED,
            needs_proof=bool(part.milestone.strip()),
            fictitious=application.fictitious,
        )
        instalment.write(milestone=part.milestone.strip(), proof="")
        instalment.save(force_insert=True)
    application.save()
    record(actor, "sign_contract", application.code, amount=granted, instalments=len(parts))
    screen_application(None, application, occasion="contract")
    return contract


def _sound(granted: int, signed_on: date, parts: Sequence[Part]) -> None:
    if signed_on > timezone.localdate():
        raise Invalid(_("Un contrat n’est pas signé dans l’avenir."), "signed_on")
    if not parts or any(part.amount < 1 for part in parts):
        raise Invalid(_("Chaque tranche a un montant en francs entiers."))
    total = sum(part.amount for part in parts)
    if total != granted:
        raise Invalid(
            _("Les tranches font %(total)s FCFA ; le montant accordé est de %(granted)s FCFA.")
            % {"total": spaced(total), "granted": spaced(granted)}
        )
    days = [part.due_on for part in parts]
    if days != sorted(days) or days[0] < signed_on or days[-1] > signed_on + LONGEST:
        raise Invalid(_("Les tranches se suivent, de la signature à trois ans après."))


@action
def open_instalments(actor: None) -> int:
    """By the timer: what is due from today is due; how many."""
    rows = Instalment.objects.system("instalments whose day has come")
    waiting = rows.filter(
        state=InstalmentState.SCHEDULED,
        due_on__lte=timezone.localdate(),
        application__state__in=(ApplicationState.CONTRACTED, ApplicationState.RUNNING),
    )
    due = waiting.update(state=InstalmentState.DUE)
    record(actor, "open_instalments", count=due)
    return due


@action
def give_proof(
    actor: Actor, instalment: Instalment, *, proof: str = "", document: Document | None = None
) -> None:
    """Say, or show by a paper, that the milestone was reached.

    Raises:
        Invalid: neither words nor a paper.
    """
    check_right(actor, "give_proof", instalment)
    lock(instalment)
    INSTALMENT_MOVES.advance(instalment, "give_proof")
    if not proof.strip() and document is None:
        raise Invalid(_("Dites ce qui prouve le jalon, ou joignez un document."), "proof")
    instalment.write(**{**instalment.words, "proof": proof.strip()})
    if document is not None:
        instalment.document = sealed_document(instalment.compartment, instalment.document_place(), document)
    instalment.proof_by_id, instalment.proof_at = actor.account_id, timezone.now()
    instalment.save()
    record(actor, "give_proof", instalment.code, paper=document is not None)


@action
def release_instalment(actor: Actor, instalment: Instalment) -> None:
    """The milestone was reached, as somebody else than who proved it sees: it may be paid.

    Raises:
        Invalid: the milestone has no proof.
    """
    lock(instalment)
    check_right(actor, "release_instalment", instalment)
    INSTALMENT_MOVES.advance(instalment, "release_instalment")
    if not instalment.proven:
        raise Invalid(_("Le jalon n’a pas de preuve."))
    instalment.released_by_id = actor.account_id
    instalment.save()
    record(actor, "release_instalment", instalment.code)


# The life of a project


@action
def start_project(actor: None, application: Application) -> None:
    """With the first instalment paid, the project runs."""
    lock(application)
    APPLICATION_MOVES.advance(application, "start_project")
    application.save()
    record(actor, "start_project", application.code)


@action
def complete_project(actor: Actor, application: Application) -> None:
    """All was paid and the project stands.

    Raises:
        Invalid: an instalment is not paid.
    """
    check_right(actor, "complete_project", application)
    lock(application)
    APPLICATION_MOVES.advance(application, "complete_project")
    if paid_to(application) != application.granted:
        raise Invalid(_("Une tranche n’est pas payée : payez-la, ou arrêtez le projet."))
    application.save()
    record(actor, "complete_project", application.code)


def paid_to(application: Application) -> int:
    """In FCFA."""
    rows = Payment.objects.system(SYSTEM).filter(application=application, state__in=PAID)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


@action
def stop_project(actor: Actor, application: Application, *, reason: str) -> None:
    """Nothing more is paid. What is on its way cannot be called back: it is flagged.

    Raises:
        Invalid: no reason.
    """
    check_right(actor, "stop_project", application)
    lock(application)
    APPLICATION_MOVES.advance(application, "stop_project")
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    application.write(**{**application.words, "reason": reason.strip()})
    application.save()
    record(actor, "stop_project", application.code)
    if Payment.objects.system(SYSTEM).filter(application=application, state__in=UNKNOWN).exists():
        raise_flag(None, application, Finding(FlagKind.CLOSED, ("stopped",)))
