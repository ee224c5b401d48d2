"""What may be done in a book. Each act: the right, the locks, the checks, the lines and their entry, the journal.

An envelope is locked before its book, so that two acts never wait for each other in a circle. `actor` is None for the
system, when a partner's answer settles a payment.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.interface.francs import spaced
from siraba.foundation.ledger.chart import BANK, CHART, FUNDS, GRANTS
from siraba.foundation.ledger.digests import digest_of
from siraba.foundation.ledger.models import (
    ENVELOPE_MOVES,
    HELD,
    Book,
    Entry,
    Envelope,
    Kind,
    LedgerAccount,
    Line,
    Pillar,
    What,
)
from siraba.foundation.ledger.selectors import earmark_refuses, left_in
from siraba.foundation.organisations.models import Organisation

MOST = 10**15  # FCFA; far above any budget, far below what a column holds


@dataclass(frozen=True)
class Posting:
    """A line to write: the code of its account, a debit (positive) or a credit (negative) in whole FCFA."""

    account: str
    amount: int
    envelope: Envelope | None = None
    pillar: str = ""
    zone: Area | None = None


def _check(actor: Actor | None, act: str, about: Organisation | Envelope | Entry) -> None:
    if actor is not None:
        check_right(actor, act, about)


@action
def open_book(actor: Actor | None, holder: Organisation) -> Book:
    """Open the accounts of an organisation, with the chart of `chart.py`.

    Raises:
        Invalid: it has them already.
    """
    _check(actor, "open_book", holder)
    if Book.objects.filter(holder=holder).exists():
        raise Invalid(_("Cette structure a déjà son livre de comptes."))
    book = Book.objects.create(holder=holder)
    LedgerAccount.objects.bulk_create(
        LedgerAccount(holder=holder, code=code, name=name, kind=kind) for code, name, kind in CHART
    )
    record(actor, "open_book", book.code, organisation=holder.code)
    return book


@action
def post(
    actor: Actor | None,
    *,
    holder: Organisation,
    what: str,
    day: date,
    label: str,
    reference: str = "",
    lines: Sequence[Posting],
) -> Entry:
    """Write an entry that neither fills an envelope nor spends from one: a transfer, the settlement of a debt.

    Raises:
        Invalid: it does not balance, as a whole and for each envelope; an account is not of the book; the reference was
            posted before; or a line would change what an envelope has left.
    """
    _check(actor, "post", holder)
    if what in (What.REVERSAL, What.RECEIPT, What.SPENDING):
        raise Invalid(_("Cette nature d’écriture a son propre acte."), "what")
    book = _lock(holder, [one.envelope for one in lines if one.envelope])
    accounts = _accounts(holder, lines)
    for one in lines:
        if one.envelope is not None and accounts[one.account].kind not in HELD:
            raise Invalid(
                _("Une enveloppe ne se remplit que par un encaissement et ne se vide que par une dépense.")
            )
    return _write(actor, "post", book, what, day, label, reference, lines, accounts)


@action
def receive(
    actor: Actor | None,
    envelope: Envelope,
    *,
    amount: int,
    day: date,
    reference: str,
    label: str,
    into: str = BANK,
) -> Entry:
    """Enter money of the donor: debit the bank, credit the funds of the envelope.

    Raises:
        Invalid: the envelope is closed, the amount is none, or the reference was posted before.
    """
    _check(actor, "receive", envelope)
    book = _lock(envelope.holder, [envelope])
    _amount(amount)
    if not envelope.is_open:
        raise Invalid(_("L’enveloppe est close."))
    lines = [Posting(into, amount, envelope), Posting(FUNDS, -amount, envelope)]
    return _write(actor, "receive", book, What.RECEIPT, day, label, reference, lines)


@action
def spend(
    actor: Actor | None,
    envelope: Envelope,
    *,
    amount: int,
    pillar: str,
    zone: Area | None,
    groups: Collection[str],
    day: date,
    reference: str,
    label: str,
    account: str = GRANTS,
    paid_from: str = BANK,
) -> Entry:
    """Spend from an envelope: debit the charge, credit the bank (or, through `paid_from`, what will be owed).

    `groups` are those of whoever is served; they decide and are not kept.

    Raises:
        Invalid: the earmark does not allow it, the envelope has less, or the reference was posted before.
    """
    _check(actor, "spend", envelope)
    book = _lock(envelope.holder, [envelope])
    _amount(amount)
    refused = earmark_refuses(envelope, pillar=pillar, zone=zone, groups=groups, day=day)
    if refused:
        raise Invalid(refused)
    if amount > (left := left_in(envelope)):
        raise Invalid(_("Il reste %(left)s FCFA dans l’enveloppe.") % {"left": spaced(left)}, "amount")
    lines = [
        Posting(account, amount, envelope, pillar, zone),
        Posting(paid_from, -amount, envelope, pillar, zone),
    ]
    accounts = _accounts(envelope.holder, lines)
    if accounts[account].kind != Kind.EXPENSE or accounts[paid_from].kind not in HELD:
        raise Invalid(_("Une dépense débite un compte de charges et crédite ce qui la paie."))
    return _write(actor, "spend", book, What.SPENDING, day, label, reference, lines, accounts)


@action
def reverse_entry(actor: Actor | None, entry: Entry, *, reason: str, day: date | None = None) -> Entry:
    """Undo an entry by its opposite, once.

    Raises:
        Invalid: it was reversed already, is a reversal itself, or an envelope would be left with less than nothing.
    """
    _check(actor, "reverse_entry", entry)
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    old = list(entry.lines.select_related("account", "envelope", "zone").order_by("pk"))
    book = _lock(entry.holder, [line.envelope for line in old if line.envelope])
    if entry.what == What.REVERSAL or Entry.objects.filter(reverses=entry).exists():
        raise Invalid(_("Cette écriture est déjà extournée, ou en extourne une autre."))
    lines = [Posting(line.account.code, -line.amount, line.envelope, line.pillar, line.zone) for line in old]
    for envelope in {line.envelope for line in old if line.envelope}:
        held = sum(line.amount for line in old if line.envelope == envelope and line.account.kind in HELD)
        if left_in(envelope) < held:
            raise Invalid(_("Cet argent est déjà dépensé : extournez d’abord les dépenses."))
    on = day or timezone.localdate()
    if on < entry.day:
        raise Invalid(_("Une extourne ne précède pas l’écriture."), "day")
    return _write(actor, "reverse_entry", book, What.REVERSAL, on, reason, "", lines, reverses=entry)


# Envelopes


@action
def open_envelope(
    actor: Actor | None,
    *,
    donor: Organisation,
    holder: Organisation,
    title: str,
    from_day: date,
    until_day: date,
    pillars: Collection[str] = (),
    zones: Collection[Area] = (),
    groups: Collection[str] = (),
    fictitious: bool = False,
) -> Envelope:
    """Open an envelope with its earmark, which never changes; the book is opened with it when there is none.

    Raises:
        Invalid: its end comes before its beginning.
    """
    _check(actor, "open_envelope", holder)
    if until_day < from_day:
        raise Invalid(_("La fin vient après le début."), "until_day")
    if not Book.objects.filter(holder=holder).exists():
        open_book(actor, holder)
    envelope = Envelope.objects.create(
        donor=donor,
        holder=holder,
        title=title,
        from_day=from_day,
        until_day=until_day,
        pillars=sorted(pillars),
        groups=sorted(groups),
        fictitious=fictitious,
    )
    envelope.zones.set(zones)
    record(actor, "open_envelope", envelope.code, donor=donor.code, holder=holder.code)
    return envelope


@action
def close_envelope(actor: Actor | None, envelope: Envelope) -> None:
    """Close an envelope: nothing more is received or spent; reversals remain open."""
    _check(actor, "close_envelope", envelope)
    lock(envelope)
    ENVELOPE_MOVES.advance(envelope, "close_envelope")
    envelope.save(update_fields=["state"])
    record(actor, "close_envelope", envelope.code, left=left_in(envelope))


# Writing


def _amount(amount: int) -> None:
    if not 1 <= amount <= MOST:
        raise Invalid(_("Le montant est un nombre entier de francs, au moins 1."), "amount")


def _lock(holder: Organisation, envelopes: Sequence[Envelope]) -> Book:
    """Hold the envelopes, in order, then the book."""
    for envelope in sorted(set(envelopes), key=lambda one: one.pk):
        lock(envelope)
    book = Book.objects.select_for_update().filter(holder=holder).first()
    if book is None:
        raise Invalid(_("Cette structure n’a pas de livre de comptes : ouvrez-le d’abord."))
    return book


def _accounts(holder: Organisation, lines: Sequence[Posting]) -> dict[str, LedgerAccount]:
    wanted = {one.account for one in lines}
    found = {one.code: one for one in LedgerAccount.objects.filter(holder=holder, code__in=wanted)}
    if missing := wanted - found.keys():
        raise Invalid(_("Ce livre n’a pas de compte %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return found


def _write(
    actor: Actor | None,
    act: str,
    book: Book,
    what: str,
    day: date,
    label: str,
    reference: str,
    lines: Sequence[Posting],
    accounts: dict[str, LedgerAccount] | None = None,
    reverses: Entry | None = None,
) -> Entry:
    """Write the lines, then the entry that closes them, then the journal. The book is locked."""
    holder = book.holder
    _sound(holder, what, day, label, reference, lines)
    accounts = accounts or _accounts(holder, lines)
    last = Entry.objects.filter(holder=holder).order_by("-number").first()
    entry = Entry(
        id=uuid4(),
        holder=holder,
        number=last.number + 1 if last else 1,
        day=day,
        what=what,
        label=label.strip(),
        reference=reference.strip(),
        recorded_by_id=actor.account_id if actor else None,
        reverses=reverses,
        size=len(lines),
    )
    rows = [
        Line(
            entry=entry,
            account=accounts[one.account],
            envelope=one.envelope,
            amount=one.amount,
            pillar=one.pillar,
            zone=one.zone,
        )
        for one in lines
    ]
    entry.digest = digest_of(entry, rows, last.digest if last else "")
    Line.objects.bulk_create(rows)
    entry.save(force_insert=True)
    record(
        actor,
        act,
        entry.code,
        number=entry.number,
        digest=entry.digest,
        debit=sum(one.amount for one in lines if one.amount > 0),
        envelopes=sorted({one.envelope.code for one in lines if one.envelope}),
        reverses=reverses.number if reverses else None,
    )
    return entry


def _sound(
    holder: Organisation, what: str, day: date, label: str, reference: str, lines: Sequence[Posting]
) -> None:
    """What the database would refuse too, said in words."""
    if what not in What.values:
        raise Invalid(_("Cette nature d’écriture n’est pas connue."), "what")
    if day > timezone.localdate():
        raise Invalid(_("Une écriture n’est pas datée dans l’avenir."), "day")
    if not label.strip():
        raise Invalid(_("Donnez un libellé à l’écriture."), "label")
    if any(one.envelope is not None and one.envelope.holder_id != holder.pk for one in lines):
        raise Invalid(_("Cette enveloppe n’est pas de ce livre."))
    if any(one.pillar not in ("", *Pillar.values) for one in lines):
        raise Invalid(_("Ce pilier n’est pas connu."), "pillar")
    if len(lines) < 2 or any(one.amount == 0 or abs(one.amount) > MOST for one in lines):
        raise Invalid(_("Une écriture a au moins deux lignes, chacune d’un montant."))
    sums: dict[int | None, int] = {}
    for one in lines:
        key = one.envelope.pk if one.envelope else None
        sums[key] = sums.get(key, 0) + one.amount
    if any(sums.values()):
        raise Invalid(_("L’écriture n’est pas équilibrée : débits et crédits diffèrent."))
    if reference.strip() and Entry.objects.filter(holder=holder, reference=reference.strip()).exists():
        raise Invalid(_("Cette référence est déjà passée dans le livre."), "reference")
