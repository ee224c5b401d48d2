"""A month of a book as Beancount text, so that another program can check it (`bean-check`).

The text stands alone: what the accounts stood at comes first as one entry, and what they stand at when the month ends
last, as assertions. https://beancount.github.io/docs/beancount_language_syntax.html
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.foundation.ledger.balances import account_balances, proof_of
from siraba.foundation.ledger.models import Entry, Kind, LedgerAccount, Line
from siraba.foundation.organisations.models import Organisation

NAMES = {
    Kind.ASSET: "Assets",
    Kind.LIABILITY: "Liabilities",
    Kind.FUND: "Equity",
    Kind.INCOME: "Income",
    Kind.EXPENSE: "Expenses",
}
DAY = timedelta(days=1)


@action
def export_month(actor: Actor, holder: Organisation, *, first: date) -> str:
    """The entries dated in the month that begins on `first`, as Beancount text.

    Raises:
        Invalid: `first` is not the first day of a month.
    """
    check_right(actor, "export_month", holder)
    if first.day != 1:
        raise Invalid(_("Un mois commence le premier."), "first")
    text = "\n".join(beancount(holder, first)) + "\n"
    proof = proof_of(holder)
    record(actor, "export_month", f"month:{first:%Y-%m}", number=proof.number, digest=proof.digest)
    return text


def beancount(holder: Organisation, first: date) -> Iterator[str]:
    """The lines of the text."""
    following = (first.replace(day=28) + 4 * DAY).replace(day=1)
    before, after = account_balances(holder, first), account_balances(holder, following)
    yield f'option "title" {_quoted(f"{holder.code} {first:%Y-%m}")}'
    yield 'option "operating_currency" "XOF"'
    yield ""
    for one in before:
        yield f"{first - DAY} open {_name(one.account)} XOF"
        yield f"  intitule: {_quoted(one.account.name)}"
    if any(one.balance for one in before):
        yield ""
        yield f'{first - DAY} * "Report des mois précédents"'
        for one in before:
            if one.balance:
                yield f"  {_name(one.account)}  {one.balance} XOF"
    entries = Entry.objects.filter(holder=holder, day__gte=first, day__lt=following)
    for entry in entries.order_by("day", "number").prefetch_related("lines__account", "lines__envelope"):
        yield ""
        yield from _entry(entry)
    yield ""
    for one in after:
        yield f"{following} balance {_name(one.account)}  {one.balance} XOF"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"{entry.day} * {_quoted(entry.label)}"
    yield f'  numero: "{entry.number}"'
    yield f'  nature: "{entry.what}"'
    yield f'  empreinte: "{entry.digest}"'
    if entry.reference:
        yield f"  reference: {_quoted(entry.reference)}"
    for line in entry.lines.all():
        yield f"  {_name(line.account)}  {line.amount} XOF"
        yield from _posting(line)


def _posting(line: Line) -> Iterator[str]:
    if line.envelope:
        yield f'    enveloppe: "{line.envelope.code}"'
    if line.pillar:
        yield f'    pilier: "{line.pillar}"'


def _name(account: LedgerAccount) -> str:
    return f"{NAMES[Kind(account.kind)]}:{account.code}"


def _quoted(text: str) -> str:
    """A string of the language: one line, its quotes and backslashes escaped."""
    clean = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{clean}"'
