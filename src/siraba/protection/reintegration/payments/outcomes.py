"""What becomes of a payment, said by an operator, a file or a person: once, whatever the order in which it is heard."""

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.models import ApplicationState
from siraba.protection.reintegration.payments import money
from siraba.protection.reintegration.payments.channels import Outcome, Result
from siraba.protection.reintegration.payments.contracts import start_project
from siraba.protection.reintegration.payments.models import (
    BATCH_MOVES,
    INSTALMENT_MOVES,
    OVER,
    PAID,
    PAYMENT_MOVES,
    UNKNOWN,
    Batch,
    BatchState,
    InstalmentState,
    Payment,
    PaymentState,
)
from siraba.protection.reintegration.payments.telling import tell_payee
from siraba.protection.reintegration.safeguards.actions import raise_flag
from siraba.protection.reintegration.safeguards.finding import Finding
from siraba.protection.reintegration.safeguards.models import FlagKind

SYSTEM = "what became of a payment"
RELATED = ("application__call__fund", "application__zone", "instalment", "envelope__holder")
OPEN = (PaymentState.APPROVED, *UNKNOWN)


@action
def note_payment(actor: None, payment: Payment, outcome: Outcome) -> None:
    """Write down what the operator says. Heard twice or too late it changes nothing; a contradiction is for a person.

    A payment that is unknown stays so until it is known: nothing here sends.
    """
    payment = whole(payment)
    payment.server_id = payment.server_id or outcome.server_id
    said = _sure(payment, outcome)
    if payment.state in UNKNOWN:
        _settle(payment, said)
    elif contradiction := _contradicts(payment, said):
        raise_flag(None, payment.application, Finding(FlagKind.CONTRADICTION, (contradiction,)))
    record(
        actor, "note_payment", payment.code, said=str(said.result), state=payment.state, reason=said.reason
    )


def whole(payment: Payment) -> Payment:
    """The payment as it is now, its row held until the transaction ends, with what it belongs to."""
    rows = Payment.objects.system(SYSTEM).select_for_update(of=("self",)).select_related(*RELATED)
    found: Payment = rows.get(pk=payment.pk)
    return found


def _sure(payment: Payment, outcome: Outcome) -> Outcome:
    """Another amount than ours, or the reference of another payment, is nothing to be sure of."""
    if outcome.result != Result.PAID:
        return outcome
    wrong = "amount" if outcome.amount not in (None, payment.amount) else ""
    wrong = wrong or ("reference" if is_taken(payment, outcome.reference) else "")
    if not wrong:
        return outcome
    raise_flag(None, payment.application, Finding(FlagKind.CONTRADICTION, (wrong,)))
    return Outcome(Result.AMBIGUOUS, "", outcome.server_id, wrong)


def is_taken(payment: Payment, reference: str) -> bool:
    """Whether another payment of this channel was paid under the operator's reference."""
    rows = Payment.objects.system(SYSTEM).filter(channel=payment.channel, reference=reference, state__in=PAID)
    return reference != "" and rows.exclude(pk=payment.pk).exists()


def _settle(payment: Payment, said: Outcome) -> None:
    payment.reason = said.reason or payment.reason
    if said.result == Result.PAID:
        payment.reference = said.reference or payment.reference
        arrive(payment, "confirm")
    elif said.result == Result.FAILED:
        fall(payment, "fail")
    elif said.result == Result.PENDING:
        payment.save()
    else:
        if payment.state == PaymentState.SENT:
            PAYMENT_MOVES.advance(payment, "doubt")
        payment.save()


def _contradicts(payment: Payment, said: Outcome) -> str:
    if payment.state in OVER and said.result == Result.PAID:
        return "paid_after_failed"
    if payment.state in PAID and said.result == Result.FAILED:
        return "failed_after_paid"
    return ""


def arrive(payment: Payment, move: str) -> None:
    """It was paid: the book, the instalment, the project, the payee, and the batch if it was the last."""
    PAYMENT_MOVES.advance(payment, move)
    payment.known_at = timezone.now()
    payment.entered = money.enter_spending(payment)
    payment.save()
    instalment = payment.instalment
    lock(instalment)
    if instalment.state != InstalmentState.PAID:
        INSTALMENT_MOVES.advance(instalment, "pay")
        instalment.save()
        tell_payee(payment)
    if payment.application.state == ApplicationState.CONTRACTED:
        start_project(None, payment.application)
    _close(payment)


def fall(payment: Payment, move: str) -> None:
    """It was not paid: what was in transit goes back, and the instalment may be paid by a new payment."""
    PAYMENT_MOVES.advance(payment, move)
    payment.known_at = timezone.now()
    payment.save()
    money.give_back(payment)
    instalment = payment.instalment
    lock(instalment)
    INSTALMENT_MOVES.advance(instalment, "fail")
    instalment.save()
    _close(payment)


def _close(payment: Payment) -> None:
    """A batch is settled once what became of each of its payments is known."""
    batch = Batch.objects.system(SYSTEM).select_for_update(of=("self",)).get(pk=payment.batch_id)
    waiting = Payment.objects.system(SYSTEM).filter(batch=batch, state__in=OPEN)
    if batch.state == BatchState.SENT and not waiting.exists():
        BATCH_MOVES.advance(batch, "settle")
        batch.save()


@action
def enter_late(actor: None) -> int:
    """By the timer: spendings that the book did not take when they were confirmed; how many it took now."""
    rows = Payment.objects.system(SYSTEM).filter(state__in=PAID, entered=False)
    done = 0
    for payment in rows.select_related(*RELATED):
        if money.enter_spending(payment):
            payment.entered = True
            payment.save()
            done += 1
    record(actor, "enter_late", count=done)
    return done


# By a person


@action
def hand_over_voucher(actor: Actor, payment: Payment, *, proof: str) -> None:
    """The payee has signed and has the cash, says another than who printed the voucher. `proof` says which paper was seen.

    Raises:
        Invalid: nothing was seen.
    """
    payment = _by_hand(actor, payment, "hand_over_voucher", proof)
    arrive(payment, "hand_over_voucher")
    record(actor, "hand_over_voucher", payment.code)


@action
def void_voucher(actor: Actor, payment: Payment, *, proof: str) -> None:
    """The voucher came back or was torn: no cash was given."""
    payment = _by_hand(actor, payment, "void_voucher", proof)
    fall(payment, "void_voucher")
    record(actor, "void_voucher", payment.code)


@action
def settle_as_paid(actor: Actor, payment: Payment, *, proof: str) -> None:
    """Proof that the money arrived: a statement, the operator's letter, the payee before a witness.

    Raises:
        Invalid: no proof; or the instalment has another payment that may have arrived too.
    """
    payment = _by_hand(actor, payment, "settle_as_paid", proof)
    others = Payment.objects.system(SYSTEM).filter(instalment=payment.instalment_id).exclude(pk=payment.pk)
    if others.exclude(state__in=OVER).exists():
        raise Invalid(_("Cette tranche a déjà un autre paiement : voyez d’abord ce qu’il est devenu."))
    arrive(payment, "settle_as_paid")
    record(actor, "settle_as_paid", payment.code)


@action
def settle_as_failed(actor: Actor, payment: Payment, *, proof: str) -> None:
    """Proof that the money never arrived."""
    payment = _by_hand(actor, payment, "settle_as_failed", proof)
    fall(payment, "settle_as_failed")
    record(actor, "settle_as_failed", payment.code)


@action
def reverse_payment(actor: Actor, payment: Payment, *, proof: str) -> None:
    """The money came back: the spending is undone, and the instalment waits to be released again."""
    payment = _by_hand(actor, payment, "reverse_payment", proof)
    PAYMENT_MOVES.advance(payment, "reverse_payment")
    money.take_back(payment)
    payment.save()
    instalment = payment.instalment
    lock(instalment)
    INSTALMENT_MOVES.advance(instalment, "give_back")
    instalment.save()
    record(actor, "reverse_payment", payment.code)


def _by_hand(actor: Actor, named: Payment, act: str, proof: str) -> Payment:
    payment = whole(named)
    check_right(actor, act, payment)
    PAYMENT_MOVES.require(payment, act)
    if not proof.strip():
        raise Invalid(_("Dites ce qui le prouve."), "proof")
    payment.write(**{**payment.words, "proof": proof.strip()})
    payment.settled_by_id = actor.account_id
    return payment
