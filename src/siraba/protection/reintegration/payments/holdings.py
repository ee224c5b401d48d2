"""What was paid to a person goes with her; amounts and states stay, so that the fund's counts and the book still agree."""

from uuid import UUID

from django.utils.translation import gettext as _

from siraba.foundation.audit.journal import action, record
from siraba.foundation.retention.holdings import hold, obstacle
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.payments.models import (
    UNKNOWN,
    Contract,
    Instalment,
    Payment,
    PaymentState,
    WalletCheck,
)
from siraba.protection.reintegration.safeguards.models import Flag, NameMark

WHY = "an application whose time is over"


def is_being_paid(person: UUID) -> str:
    rows = Payment.objects.system("what keeps a record from going").filter(application__person=person)
    going = rows.filter(state__in=(PaymentState.PREPARED, PaymentState.APPROVED, *UNKNOWN))
    return _("Un paiement à cette personne est en cours.") if going.exists() else ""


hold(Payment, "application__person", 4, wallet_key="")
hold(Instalment, "application__person", 5, document=b"")
hold(Contract, "application__person", 5)
hold(WalletCheck, "application__person", 5, wallet_key="")
obstacle(is_being_paid)


@action
def forget_payments(actor: None) -> int:
    """Empty what was paid to, and found of, applicants by themselves whose application was emptied; how many payments."""
    over = Application.objects.system(WHY).filter(person__isnull=True, sealed=b"").values("pk")
    NameMark.objects.filter(application__in=over).delete()
    Flag.objects.system(WHY).filter(application__in=over).exclude(sealed=b"").update(sealed=b"")
    Instalment.objects.system(WHY).filter(application__in=over).exclude(sealed=b"").update(
        sealed=b"", document=b""
    )
    paid = Payment.objects.system(WHY).filter(application__in=over).exclude(sealed=b"")
    count: int = paid.update(sealed=b"", wallet_key="")
    record(actor, "forget_payments", count=count)
    return count
