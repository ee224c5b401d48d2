"""A case handed from one agency to another: sent, then accepted, declined or called back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.access.policy import Category
from siraba.foundation.audit.journal import action, record
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.organisations.models import Organisation
from siraba.protection.cases.deadlines import hours
from siraba.protection.cases.models import CASE_MOVES, TRANSFER_MOVES, Case, Transfer, TransferState

NEEDED = {Category.IDENTITY, Category.CASE}


@action
def send_transfer(actor: Actor, case: Case, to: Organisation, *, reason: str = "") -> Transfer:
    """Offer the case to another agency; nothing of it opens there before it accepts.

    Raises:
        Invalid: the agency is the case's own, a transfer already waits, or no live consent lets the agency
            have the identity and the case.
    """
    check_right(actor, "send_transfer", case)
    lock(case)
    CASE_MOVES.advance(case, "send_transfer")
    if to.pk == case.agency_id:
        raise Invalid(_("Le dossier est déjà dans cette structure."), "to")
    if Transfer.objects.system("one transfer at a time").filter(case=case, state=TransferState.SENT).exists():
        raise Invalid(_("Un transfert de ce dossier attend déjà une réponse."), "to")
    _require_consent(case, to, "to")
    transfer = Transfer(
        case=case,
        from_organisation_id=case.agency_id,
        to_organisation=to,
        sent_by_id=actor.account_id,
        due_at=timezone.now() + hours("transfer"),
    )
    transfer.write(reason=reason)
    transfer.save(force_insert=True)
    record(actor, "send_transfer", case.code, to=to.code)
    return transfer


@action
def accept_transfer(actor: Actor, transfer: Transfer) -> Case:
    """Take the case over: its agency and its owner change, and the sender keeps the transfer as a summary.

    Raises:
        Invalid: the consent ended in the meantime.
    """
    check_right(actor, "accept_transfer", transfer)
    lock(transfer)
    TRANSFER_MOVES.advance(transfer, "accept_transfer")
    case = (
        Case.objects.system("the case of a transfer to the actor")
        .select_related("person")
        .get(pk=transfer.case_id)
    )
    lock(case)
    _require_consent(case, Organisation(pk=actor.home), None)
    case.agency_id, case.owner_id = actor.home, actor.account_id
    case.save()
    _answer(actor, transfer)
    record(actor, "accept_transfer", case.code, sender=transfer.from_organisation_id)
    return case


@action
def decline_transfer(actor: Actor, transfer: Transfer, *, reason: str) -> None:
    check_right(actor, "decline_transfer", transfer)
    lock(transfer)
    TRANSFER_MOVES.advance(transfer, "decline_transfer")
    transfer.decline_reason = reason
    _answer(actor, transfer)
    record(actor, "decline_transfer", transfer.code, reason=reason)


@action
def revoke_transfer(actor: Actor, transfer: Transfer) -> None:
    check_right(actor, "revoke_transfer", transfer)
    lock(transfer)
    TRANSFER_MOVES.advance(transfer, "revoke_transfer")
    _answer(actor, transfer)
    record(actor, "revoke_transfer", transfer.code)


def _answer(actor: Actor, transfer: Transfer) -> None:
    transfer.answered_by_id, transfer.answered_at = actor.account_id, timezone.now()
    transfer.save()


def _require_consent(case: Case, to: Organisation, field: str | None) -> None:
    if not live_categories(case.person_id, to.pk) >= NEEDED:
        raise Invalid(
            _("Aucun consentement en cours ne permet de confier l’identité et le dossier à cette structure."),
            field,
        )
