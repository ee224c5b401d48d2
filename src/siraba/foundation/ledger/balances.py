"""What the accounts and the envelopes of a book stand at, and the proof that it adds up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from siraba.foundation.ledger.models import Entry, Envelope, Kind, LedgerAccount, Line
from siraba.foundation.organisations.models import Organisation


def _sum(condition: Q, value: object = F("amount")) -> Coalesce:
    chosen = Case(When(condition, then=value), default=0, output_field=BigIntegerField())
    return Coalesce(Sum(chosen), 0, output_field=BigIntegerField())


@dataclass(frozen=True)
class AccountBalance:
    """In FCFA: all debits, all credits (positive), and their difference (a debit balance is positive)."""

    account: LedgerAccount
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        return self.debit - self.credit


@dataclass(frozen=True)
class EnvelopeBalance:
    """In FCFA: received and spent, reversals deducted, and what is left."""

    envelope: Envelope
    received: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        return self.received - self.spent


@dataclass(frozen=True)
class Proof:
    """The sums of all debits and credits of a book, and its last entry, whose digest holds all before it."""

    debit: int
    credit: int
    number: int
    digest: str

    @property
    def balanced(self) -> bool:
        return self.debit == self.credit


def account_balances(holder: Organisation, before: date | None = None) -> list[AccountBalance]:
    """Each account of the book, in the order of the codes; of the entries dated before a day, if one is given."""
    lines = Line.objects.filter(account__holder=holder)
    if before is not None:
        lines = lines.filter(entry__day__lt=before)
    sums: dict[int, Any] = {
        one["account"]: one
        for one in lines.values("account").annotate(
            debits=_sum(Q(amount__gt=0)), credits=_sum(Q(amount__lt=0), -F("amount"))
        )
    }
    none = {"debits": 0, "credits": 0}
    return [
        AccountBalance(account, found["debits"], found["credits"])
        for account in LedgerAccount.objects.filter(holder=holder)
        for found in [sums.get(account.pk, none)]
    ]


def envelope_balances(envelopes: Iterable[Envelope]) -> list[EnvelopeBalance]:
    """The envelopes with what they stand at, in one query."""
    rows = list(envelopes)
    sums = {
        one["envelope"]: (one["received"], one["spent"])
        for one in Line.objects.filter(envelope__in=rows)
        .values("envelope")
        .annotate(
            received=_sum(Q(account__kind=Kind.FUND), -F("amount")),
            spent=_sum(Q(account__kind=Kind.EXPENSE)),
        )
    }
    return [EnvelopeBalance(envelope, *sums.get(envelope.pk, (0, 0))) for envelope in rows]


def proof_of(holder: Organisation) -> Proof:
    sums = Line.objects.filter(entry__holder=holder).aggregate(
        debit=_sum(Q(amount__gt=0)), credit=_sum(Q(amount__lt=0), -F("amount"))
    )
    last = Entry.objects.filter(holder=holder).order_by("-number").first()
    return Proof(sums["debit"], sums["credit"], last.number if last else 0, last.digest if last else "")


@dataclass(frozen=True)
class Statement:
    """The state of a fund: what its accounts and its envelopes stand at, with the proof."""

    holder: Organisation
    day: date
    accounts: list[AccountBalance]
    envelopes: list[EnvelopeBalance]
    proof: Proof

    @property
    def fictitious(self) -> bool:
        return any(one.envelope.fictitious for one in self.envelopes)


def statement_of(holder: Organisation) -> Statement:
    envelopes = Envelope.objects.filter(holder=holder).select_related("donor").order_by("from_day", "pk")
    return Statement(
        holder,
        timezone.localdate(),
        account_balances(holder),
        envelope_balances(envelopes),
        proof_of(holder),
    )
