"""One run of the sender: names are asked, what was ordered leaves, what is not known is asked about.

A payment is claimed, in a transaction of its own, before a byte of it leaves; what the operator answers is written after. So a
run that dies in the middle leaves it sent without an answer: the next run asks what became of it. No run sends it again.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access import crypto
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.payments.batches import claim_payment, next_to_send
from siraba.protection.reintegration.payments.channels import Adapter, Order, Outcome, Result, adapter_of
from siraba.protection.reintegration.payments.models import (
    UNKNOWN,
    Channel,
    InstalmentState,
    Payment,
    WalletCheck,
)
from siraba.protection.reintegration.payments.outcomes import note_payment
from siraba.protection.reintegration.safeguards.actions import raise_flag
from siraba.protection.reintegration.safeguards.finding import Finding
from siraba.protection.reintegration.safeguards.models import FlagKind
from siraba.protection.reintegration.safeguards.resemblance import bear_one_name, names_in

SYSTEM = "payments that leave, by the system"
RUN_SECONDS = 240
AT_ONCE = 200


@dataclass
class Run:
    """What one run did. `operator` is None when none is set, False when it could not be reached."""

    operator: bool | None = None
    sent: int = 0
    asked: int = 0
    named: int = 0


def send_payments(seconds: float = RUN_SECONDS) -> Run:
    """Ask names, ask what became of what is not known, then send what was ordered, for some seconds."""
    adapter, run = adapter_of(Channel.MOBILE), Run()
    if adapter is None or not _something_to_do():
        return run
    run.operator = adapter.ready()
    if not run.operator:
        return run
    until = time.monotonic() + seconds
    run.named = ask_names(adapter, until)
    run.asked = ask_what_is_unknown(adapter, until)
    while time.monotonic() < until and (payment := claim_next()):
        outcome = adapter.send(order_of(payment))
        note_payment(None, payment, outcome)
        run.sent += 1
        if outcome.reason == "unreachable":
            break
    return run


def claim_next() -> Payment | None:
    """Take the payment that waits longest, for this run alone."""
    with transaction.atomic(durable=True):  # or a claim undone by whoever called would let it leave twice
        payment = next_to_send()
        if payment is not None:
            claim_payment(None, payment)
        return payment


def _something_to_do() -> bool:
    return (
        _unknown().exists()
        or _unnamed().exists()
        or Payment.objects.system(SYSTEM).filter(state="approved", batch__state="sent").exists()
    )


# What is not known


def _unknown():
    """Payments without an answer, those that were asked about longest ago first."""
    rows = Payment.objects.system(SYSTEM).filter(state__in=UNKNOWN, channel=Channel.MOBILE)
    return rows.order_by(F("asked_at").asc(nulls_first=True), "sent_at", "pk")


def ask_what_is_unknown(adapter: Adapter, until: float) -> int:
    """Ask about each payment that is silent or ambiguous, once a run; how many."""
    asked = 0
    silent = timezone.now() - timedelta(seconds=settings.PAYMENT_SILENT_SECONDS)
    for payment in _unknown().filter(sent_at__lte=silent)[:AT_ONCE]:
        if time.monotonic() >= until:
            break
        outcome = adapter.query(order_of(payment))
        Payment.objects.system(SYSTEM).filter(pk=payment.pk).update(
            asked=F("asked") + 1, asked_at=timezone.now()
        )
        _note_answer(payment, outcome)
        asked += 1
    return asked


def _note_answer(payment: Payment, outcome: Outcome) -> None:
    """A question that changed nothing leaves no line; one that the operator never heard of fails after a time."""
    if outcome.result == Result.UNHEARD and _long_unheard(payment):
        outcome = Outcome(Result.FAILED, reason="never_received")
    changes = outcome.result in (Result.PAID, Result.FAILED) or payment.state == "sent"
    if changes and not (outcome.result == Result.PENDING and payment.server_id):
        note_payment(None, payment, outcome)


def _long_unheard(payment: Payment) -> bool:
    """It can be on its way still; once so many hours have passed the operator would have it, or never will."""
    since = timezone.now() - timedelta(hours=settings.PAYMENT_UNHEARD_HOURS)
    return payment.asked >= 1 and payment.sent_at is not None and payment.sent_at <= since


def order_of(payment: Payment) -> Order:
    return Order(
        str(payment.pk),
        payment.code,
        payment.words["wallet"],
        payment.amount,
        payment.server_id,
        callback_url(payment),
    )


def callback_key(payment: Payment) -> str:
    """What the operator alone is told, beside the payment's id."""
    return crypto.blind_index(Payment.compartment, "payment:callback", str(payment.pk))


def callback_url(payment: Payment) -> str:
    """Where the operator may say what became of it; nothing where the site has no address that it could reach."""
    if not settings.PAYMENT_CALLBACK_URL:
        return ""
    place = reverse("payments:callback", args=[payment.pk, callback_key(payment)])
    return f"{settings.PAYMENT_CALLBACK_URL.rstrip('/')}{place}"


# Names of wallets


def _unnamed():
    """Applications with an instalment that may be paid, whose wallet's name nobody has asked."""
    rows = Application.objects.system(SYSTEM).filter(
        ~Q(wallet_key=""), instalments__state__in=(InstalmentState.RELEASED, InstalmentState.FAILED)
    )
    return rows.exclude(wallet_check__wallet_key=F("wallet_key")).distinct()


def ask_names(adapter: Adapter, until: float) -> int:
    """Ask the operator whose wallets these are; how many it told."""
    told = 0
    for application in _unnamed().order_by("pk")[:AT_ONCE]:
        if time.monotonic() >= until:
            break
        name = adapter.name_of(application.words.get("wallet", ""))
        if name is not None:
            note_wallet_name(None, application, name)
            told += 1
    return told


@action
def note_wallet_name(actor: None, application: Application, name: str) -> None:
    """Whether the operator's name is one of the application's; if not, a person looks at it. The name is not kept."""
    agrees = bear_one_name(name, [*names_in(application), application.words.get("contact", "")])
    WalletCheck.objects.update_or_create(
        application=application,
        defaults={"wallet_key": application.wallet_key, "agrees": agrees, "at": timezone.now()},
    )
    record(actor, "note_wallet_name", application.code, agrees=agrees)
    if not agrees:
        raise_flag(None, application, Finding(FlagKind.WALLET_NAME, ("operator",)))
