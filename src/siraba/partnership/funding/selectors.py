"""Reading donors' money, always for an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.ledger.balances import EnvelopeBalance, envelope_balances
from siraba.partnership.funding.models import AWAITED, FundingNeed, Pledge, PledgeState, Receipt
from siraba.partnership.funding.money import CENT


def pledges_visible_to(actor: Actor) -> GuardedQuerySet:
    """What the donor has promised, what the officer's organisation keeps, all for the coordination."""
    rows = Pledge.objects.visible_to(actor, Category.FUNDING)
    return rows.select_related("donor", "holder", "envelope").prefetch_related("zones")


def pledge_for(actor: Actor, code: str) -> Pledge:
    """Raises NotVisible."""
    found: Pledge = one_of(pledges_visible_to(actor), code=code)
    return found


def receipts_visible_to(actor: Actor) -> GuardedQuerySet:
    return Receipt.objects.visible_to(actor, Category.FUNDING).select_related("entry", "donor", "holder")


def receipt_for(actor: Actor, pk: UUID) -> Receipt:
    """Raises NotVisible."""
    found: Receipt = one_of(receipts_visible_to(actor), pk=pk)
    return found


def overdue(actor: Actor) -> GuardedQuerySet:
    """What should have come by now, the longest overdue first."""
    rows = pledges_visible_to(actor).filter(state__in=AWAITED, expected_on__lt=timezone.localdate())
    return rows.order_by("expected_on", "pk")


def filtered(rows: GuardedQuerySet, wanted: str) -> GuardedQuerySet:
    """The pledges in a state, or those that are overdue."""
    if wanted == "overdue":
        return rows.filter(state__in=AWAITED, expected_on__lt=timezone.localdate())
    return rows.filter(state=wanted) if wanted in PledgeState.values else rows


@dataclass(frozen=True)
class Standing:
    """A pledge with what has come and gone. `received` in its currency, `balance` of its envelope in FCFA.

    What is spent and left is turned back into the currency by the mean rate of what was received.
    """

    pledge: Pledge
    received: Decimal
    received_francs: int
    balance: EnvelopeBalance | None

    @property
    def spent_francs(self) -> int:
        return self.balance.spent if self.balance else 0

    @property
    def left_francs(self) -> int:
        return self.balance.left if self.balance else 0

    @property
    def spent(self) -> Decimal:
        """In the currency, to the cent."""
        if not self.received_francs:
            return Decimal("0.00")
        return (self.spent_francs * self.received / self.received_francs).quantize(CENT)

    @property
    def left(self) -> Decimal:
        return self.received - self.spent


def standings(actor: Actor, pledges: Iterable[Pledge]) -> list[Standing]:
    """The pledges with what they stand at: one query for the receipts, one for the envelopes."""
    rows = list(pledges)
    sums = {
        one["pledge"]: (one["received"], one["in_francs"])
        for one in receipts_visible_to(actor)
        .filter(pledge__in=[row.pk for row in rows], reversed=False)
        .order_by()
        .values("pledge")
        .annotate(received=Sum("amount"), in_francs=Sum("francs"))
    }
    balances = {
        one.envelope.pk: one for one in envelope_balances([row.envelope for row in rows if row.envelope])
    }
    return [
        Standing(row, *sums.get(row.pk, (Decimal("0.00"), 0)), balances.get(row.envelope_id or 0))
        for row in rows
    ]


def needs_of(year: int) -> QuerySet[FundingNeed]:
    """What the plan needs is public to whoever reads the financing."""
    return FundingNeed.objects.filter(year=year).select_related("zone")
