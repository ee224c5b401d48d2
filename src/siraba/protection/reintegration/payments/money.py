"""What payments write in the book: money on its way, spent, or come back. Every entry has a reference that is posted once.

Sent: payments in transit are debited, the bank credited, both in the envelope, which has as much left as before. Confirmed:
the spending, with its pillar and zone, is credited to the transit. Failed: the transit goes back to the bank.
"""

from datetime import date

from django.db.models import Sum
from django.utils import timezone

from siraba.foundation.access.errors import Invalid
from siraba.foundation.ledger.actions import Posting, post, reverse_entry, spend
from siraba.foundation.ledger.chart import BANK, GRANTS
from siraba.foundation.ledger.models import Entry, Envelope, Group, Kind, LedgerAccount, Pillar, What
from siraba.foundation.ledger.selectors import left_in
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person
from siraba.protection.reintegration.calls.models import ApplicantKind, Application
from siraba.protection.reintegration.payments.models import COMMITTED, Payment

SYSTEM = "what payments have taken of an envelope"
TRANSIT, TRANSIT_NAME = "T1", "Paiements en route (code à valider)"
SENT, SPENT, FAILED, RETURNED = "sent", "spent", "failed", "returned"


def reference_of(payment: Payment, step: str) -> str:
    return f"payment:{payment.code}:{step}"


def free_in(envelope: Envelope, but: object = None) -> int:
    """What is left and not promised to payments that were approved or are on their way, in FCFA; `but` is a batch."""
    rows = Payment.objects.system(SYSTEM).filter(envelope=envelope, state__in=COMMITTED).exclude(batch=but)
    return left_in(envelope) - (rows.aggregate(total=Sum("amount"))["total"] or 0)


def groups_of(application: Application) -> frozenset[str]:
    """For whom money is spent, as an earmark asks. `protected` says a minor or a victim: which one, the person's age says."""
    groups = {Group.WOMEN} if application.woman else set()
    if application.kind != ApplicantKind.COMMUNITY:
        groups.add(Group.RETURNEES)
    if application.protected and application.person_id is not None:
        person = Person.objects.system(SYSTEM).get(pk=application.person_id)
        groups.add(Group.MINORS if person.is_child else Group.VICTIMS)
    return frozenset(str(group) for group in groups)


def put_in_transit(payment: Payment) -> None:
    _move(payment, SENT, payment.amount)


def give_back(payment: Payment) -> None:
    """It failed: what was in transit is in the bank again."""
    if _posted(payment, SENT):
        _move(payment, FAILED, -payment.amount)


def enter_spending(payment: Payment) -> bool:
    """Write the spending, dated from the sending; whether the book has it.

    Money that is gone is gone: when the envelope was closed meanwhile, the payment keeps its state, the amount stays in
    transit, and the timer tries again.
    """
    if _posted(payment, SPENT):
        return True
    from_transit = _posted(payment, SENT) and not _posted(payment, FAILED)
    application = payment.application
    try:
        spend(
            None,
            payment.envelope,
            amount=payment.amount,
            pillar=Pillar.PROTECTION,
            zone=application.zone,
            groups=groups_of(application),
            day=_day(payment),
            reference=reference_of(payment, SPENT),
            label=f"Aide {application.code}, tranche {payment.instalment.order}",
            account=GRANTS,
            paid_from=TRANSIT if from_transit else BANK,
        )
    except Invalid:
        return False
    return True


def take_back(payment: Payment) -> None:
    """The money came back: the spending is undone and the transit empties into the bank."""
    entry = Entry.objects.filter(holder=_holder(payment), reference=reference_of(payment, SPENT)).first()
    if entry is not None:
        reverse_entry(None, entry, reason=f"Paiement {payment.code} revenu")
    if _posted(payment, SENT) and not _posted(payment, FAILED):
        _move(payment, RETURNED, -payment.amount)


def _move(payment: Payment, step: str, amount: int) -> None:
    holder = _holder(payment)
    LedgerAccount.objects.get_or_create(
        holder=holder, code=TRANSIT, defaults={"name": TRANSIT_NAME, "kind": Kind.ASSET}
    )
    post(
        None,
        holder=holder,
        what=What.TRANSFER,
        day=timezone.localdate(),
        label=f"Paiement {payment.code}",
        reference=reference_of(payment, step),
        lines=[Posting(TRANSIT, amount, payment.envelope), Posting(BANK, -amount, payment.envelope)],
    )


def _posted(payment: Payment, step: str) -> bool:
    return Entry.objects.filter(holder=_holder(payment), reference=reference_of(payment, step)).exists()


def _holder(payment: Payment) -> Organisation:
    return payment.envelope.holder


def _day(payment: Payment) -> date:
    return timezone.localdate(payment.sent_at) if payment.sent_at else timezone.localdate()
