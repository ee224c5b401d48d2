"""The ways by which money leaves, behind one interface: send, query, ask a name.

`send` is called once for a payment, after its sending was written down; whatever it could not learn is asked by `query`,
and never sent again. Vouchers and files answer later, by a person or a file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from siraba.foundation.interface.exports import csv_of
from siraba.protection.reintegration.payments.models import FILES, Channel, Payment


class Result(StrEnum):
    PENDING = "pending"  # taken, not done yet
    PAID = "paid"
    FAILED = "failed"  # refused, and certainly not paid
    AMBIGUOUS = "ambiguous"  # nobody here knows
    UNHEARD = "unheard"  # the operator says it has no such request: it may come still


@dataclass(frozen=True)
class Outcome:
    """What is known of a payment now. `amount` is what the operator says it paid, in FCFA, where it says so."""

    result: Result
    reference: str = ""
    server_id: str = ""
    reason: str = ""
    amount: int | None = None


@dataclass(frozen=True)
class Order:
    """What a channel is told of a payment: no name but to a file, no purpose."""

    id: str
    code: str
    wallet: str
    amount: int
    server_id: str = ""
    callback: str = ""


class Adapter(Protocol):
    """One way of paying."""

    def ready(self) -> bool:
        """Whether it can be asked now: nothing is claimed for a channel that is down."""

    def send(self, order: Order) -> Outcome: ...

    def query(self, order: Order) -> Outcome: ...

    def name_of(self, wallet: str) -> str | None:
        """The holder's name as the operator has it; None where nobody can tell."""


class ByHand:
    """Vouchers and files: what leaves is on paper or in the file, and a person says what became of it."""

    def ready(self) -> bool:
        return True

    def send(self, order: Order) -> Outcome:
        return Outcome(Result.PENDING)

    def query(self, order: Order) -> Outcome:
        return Outcome(Result.PENDING)

    def name_of(self, wallet: str) -> str | None:
        return None


def adapter_of(channel: str) -> Adapter | None:
    """The adapter of a channel; None where it is not set up."""
    if channel != Channel.MOBILE:
        return ByHand()
    from siraba.protection.reintegration.payments.mobile import mobile_money

    return mobile_money()


COLUMNS = ("reference", "compte", "nom", "montant")


def file_of(payments: Iterable[Payment]) -> str:
    """The file for a bank or an operator: reference, account, name, amount in whole francs, one line a payment."""
    rows = [(one.code, one.words["wallet"], one.words["payee"], one.amount) for one in payments]
    return csv_of([COLUMNS, *rows]).decode("utf-8-sig")


def is_file(channel: str) -> bool:
    return channel in FILES
