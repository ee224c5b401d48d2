"""A batch: prepared by one, approved by another, sent. Each act looks again at what the one before has seen."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.ledger.models import Envelope
from siraba.protection.reintegration.calls.models import Application, Fund
from siraba.protection.reintegration.payments.channels import adapter_of, file_of, is_file
from siraba.protection.reintegration.payments.models import (
    BATCH_MOVES,
    OVER,
    PAYMENT_MOVES,
    Batch,
    Channel,
    Instalment,
    Payment,
    PaymentState,
)
from siraba.protection.reintegration.payments.money import put_in_transit
from siraba.protection.reintegration.payments.planning import Line, survey
from siraba.protection.reintegration.safeguards.actions import screen_application

SYSTEM = "the payments of a batch that the actor names"
MOST = 500


@action
def prepare_batch(actor: Actor, fund: Fund, *, channel: str, instalments: Sequence[UUID]) -> Batch:
    """Put instalments that may be paid today into a batch; those that may not stay out. Each is looked at again first.

    Raises:
        Invalid: none of them may be paid, or the channel is not set up.
    """
    check_right(actor, "prepare_batch", fund)
    if adapter_of(channel) is None:
        raise Invalid(_("Cette voie n’est pas branchée."), "channel")
    if len(instalments) > MOST:
        raise Invalid(_("%(most)d paiements au plus dans un lot.") % {"most": MOST})
    chosen = (
        Instalment.objects.system(SYSTEM).filter(pk__in=list(instalments)).select_for_update(of=("self",))
    )
    own = [one.pk for one in chosen.filter(application__call__fund=fund).order_by("pk")]
    _screen(own)
    looked = survey(fund, channel, own)
    if not looked.payable:
        raise Invalid(_("Rien n’est à payer : %(why)s") % {"why": reasons(looked.lines)}, "instalments")
    batch = Batch(fund=fund, channel=channel, prepared_by_id=actor.account_id, fictitious=fund.fictitious)
    batch.save(force_insert=True)
    for line in looked.payable:
        _payment(batch, line).save(force_insert=True)
    record(
        actor,
        "prepare_batch",
        batch.code,
        channel=channel,
        payments=len(looked.payable),
        amount=looked.total,
        left_out=len(looked.kept),
    )
    return batch


def _screen(instalments: Sequence[UUID]) -> None:
    rows = Application.objects.system(SYSTEM).filter(instalments__in=instalments).distinct()
    for application in rows.select_related("call__fund"):
        screen_application(None, application, occasion="batch")


def _payment(batch: Batch, line: Line) -> Payment:
    application = line.application
    payment = Payment(
        batch=batch,
        instalment=line.instalment,
        application=application,
        envelope=line.envelope,
        channel=batch.channel,
        amount=line.instalment.amount,
        wallet_key=application.wallet_key,
        fictitious=application.fictitious,
    )
    words = application.words
    payment.write(payee=words.get("applicant", ""), wallet=words.get("wallet", ""))
    return payment


def reasons(lines: Sequence[Line]) -> str:
    """Why these are not paid, by code of application."""
    return " ; ".join(f"{line.application.code} – {' '.join(line.reasons)}" for line in lines if line.reasons)


@action
def approve_batch(actor: Actor, batch: Batch) -> None:
    """Order the payments, and commit the money of their envelopes: everything is looked at once more.

    Raises:
        NotAllowed: who prepared it, filed or judged one of its applications, or is not the payer.
        Invalid: one of them may not be paid any more, and why.
    """
    lock(batch)
    check_right(actor, "approve_batch", batch)
    BATCH_MOVES.advance(batch, "approve_batch")
    payments = _payments(batch)
    _lock_envelopes(payments)
    looked = survey(batch.fund, batch.channel, [one.instalment_id for one in payments], batch)
    if looked.kept:
        raise Invalid(
            _("Ce lot ne peut plus partir : %(why)s. Annulez-le et préparez-en un autre.")
            % {"why": reasons(looked.kept)}
        )
    envelopes = {line.instalment.pk: line.envelope for line in looked.payable if line.envelope}
    for payment in payments:
        PAYMENT_MOVES.advance(payment, "approve_batch")
        payment.envelope = envelopes[payment.instalment_id]
        payment.save()
    batch.approved_by_id, batch.approved_at = actor.account_id, timezone.now()
    batch.save()
    record(actor, "approve_batch", batch.code, payments=len(payments), amount=total_of(payments))


def _payments(batch: Batch) -> list[Payment]:
    rows = Payment.objects.system(SYSTEM).filter(batch=batch).exclude(state__in=OVER)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def total_of(payments: Sequence[Payment]) -> int:
    return sum(one.amount for one in payments)


def _lock_envelopes(payments: Sequence[Payment]) -> None:
    """Every envelope that the fund's calls have: another batch is not approved on the same money at once."""
    wanted = {one.envelope_id for one in payments}
    calls = Envelope.objects.filter(pk__in=wanted).order_by("pk")
    list(calls.select_for_update())


@action
def cancel_batch(actor: Actor, batch: Batch, *, reason: str) -> None:
    """Nothing of it leaves; what was committed is free again.

    Raises:
        Invalid: no reason.
    """
    check_right(actor, "cancel_batch", batch)
    lock(batch)
    BATCH_MOVES.advance(batch, "cancel_batch")
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    batch.write(**{**batch.words, "reason": reason.strip()})
    batch.save()
    for payment in _payments(batch):
        PAYMENT_MOVES.advance(payment, "cancel_batch")
        payment.save()
    record(actor, "cancel_batch", batch.code)


@action
def send_batch(actor: Actor, batch: Batch) -> None:
    """Let the batch leave: vouchers are ready to print, a file is made once; online, each payment leaves by the sender.

    A flag that was raised since the approval stops the whole batch.

    Raises:
        Invalid: a flag has come, or a project was stopped.
    """
    check_right(actor, "send_batch", batch)
    lock(batch)
    BATCH_MOVES.advance(batch, "send_batch")
    payments = _payments(batch)
    looked = survey(batch.fund, batch.channel, [one.instalment_id for one in payments], batch)
    if looked.kept:
        raise Invalid(
            _("Ce lot ne peut plus partir : %(why)s. Annulez-le et préparez-en un autre.")
            % {"why": reasons(looked.kept)}
        )
    batch.sent_by_id, batch.sent_at = actor.account_id, timezone.now()
    if is_file(batch.channel):
        content = file_of(payments)
        batch.write(**{**batch.words, "file": content})
        batch.digest = hashlib.sha256(content.encode()).hexdigest()
    batch.save()
    if batch.channel != Channel.MOBILE:
        for payment in payments:
            _leave(payment)
    record(actor, "send_batch", batch.code, payments=len(payments), digest=batch.digest)


@action
def claim_payment(actor: None, payment: Payment) -> None:
    """Write down that it leaves, before it does: whatever happens then, it is asked about and never sent again."""
    lock(payment)
    _leave(payment)
    record(actor, "claim_payment", payment.code)


def _leave(payment: Payment) -> None:
    PAYMENT_MOVES.advance(payment, "claim_payment")
    payment.sent_at = timezone.now()
    payment.save()
    put_in_transit(payment)


def next_to_send(batch: Batch | None = None) -> Payment | None:
    """The payment that waits longest in a batch that was sent online."""
    rows = Payment.objects.system(SYSTEM).filter(
        state=PaymentState.APPROVED, channel=Channel.MOBILE, batch__state="sent"
    )
    rows = rows if batch is None else rows.filter(batch=batch)
    return rows.select_for_update(skip_locked=True, of=("self",)).order_by("made_at", "pk").first()
