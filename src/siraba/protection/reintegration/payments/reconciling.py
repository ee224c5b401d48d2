"""A file of the bank or the operator: read whole or not at all, every reason with its line.

Columns: reference (of our file), montant (whole francs), resultat (paye or echec), reference_operateur. A file that says what
is known already changes nothing.
"""

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.payments.models import (
    BATCH_MOVES,
    FROM_FILE,
    PAID,
    UNKNOWN,
    Batch,
    Payment,
    PaymentState,
    Reconciliation,
)
from siraba.protection.reintegration.payments.outcomes import RELATED, arrive, fall, is_taken

SYSTEM = "the payments of a batch whose file is read"
HEADER = ["reference", "montant", "resultat", "reference_operateur"]
PAYE, ECHEC = "paye", "echec"
MOST_BYTES, MOST_LINES = 1_000_000, 5_000


class BadFile(Invalid):
    """Nothing of the file was taken. `problems` are the reasons, by line."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(
            _("Le fichier est refusé, et rien n’a été changé : %(first)s") % {"first": problems[0]}, "file"
        )


@dataclass(frozen=True)
class Row:
    line: int
    reference: str
    amount: int
    paid: bool
    operator: str


@action
def reconcile_batch(actor: Actor, batch: Batch, *, content: bytes) -> Reconciliation:
    """Take in what the file says of each payment of the batch.

    Raises:
        BadFile: one line is wrong; nothing was changed.
    """
    check_right(actor, "reconcile_batch", batch)
    lock(batch)
    BATCH_MOVES.require(batch, "reconcile_batch")
    rows = read_file(content)
    digest = hashlib.sha256(content).hexdigest()
    known = Reconciliation.objects.system(SYSTEM).filter(batch=batch, digest=digest).first()
    if known is not None:
        record(actor, "reconcile_batch", batch.code, known=True)
        return known
    payments = _payments(batch)
    if problems := [why for row in rows if (why := _refuses(row, payments.get(row.reference)))]:
        raise BadFile(problems)
    for row in rows:
        _take(row, payments[row.reference])
    paid = sum(row.paid for row in rows)
    read = Reconciliation(
        batch=batch, digest=digest, paid=paid, failed=len(rows) - paid, read_by_id=actor.account_id
    )
    read.save(force_insert=True)
    record(actor, "reconcile_batch", batch.code, paid=paid, failed=read.failed, digest=digest)
    return read


def _payments(batch: Batch) -> dict[str, Payment]:
    rows = Payment.objects.system(SYSTEM).filter(batch=batch).select_for_update(of=("self",))
    return {one.code: one for one in rows.select_related(*RELATED).order_by("pk")}


def _refuses(row: Row, payment: Payment | None) -> str:
    """Why this line cannot be taken; nothing when it can."""
    at = {"line": row.line, "reference": row.reference}
    if payment is None:
        return _("Ligne %(line)d : %(reference)s n’est pas de ce lot.") % at
    if row.amount != payment.amount:
        return _("Ligne %(line)d : le montant de %(reference)s est de %(ours)d FCFA, pas %(theirs)d.") % {
            **at,
            "ours": payment.amount,
            "theirs": row.amount,
        }
    if _says_again(row, payment):
        return ""
    open_to = (*UNKNOWN, PaymentState.CONFIRMED) if row.paid else UNKNOWN
    if payment.state not in open_to:
        return _("Ligne %(line)d : %(reference)s est « %(state)s » ; une personne doit voir pourquoi.") % {
            **at,
            "state": payment.get_state_display(),
        }
    if row.paid and payment.reference and payment.reference != row.operator:
        return _("Ligne %(line)d : l’opérateur a donné une autre référence pour %(reference)s.") % at
    if row.paid and is_taken(payment, row.operator):
        return _("Ligne %(line)d : cette référence de l’opérateur est celle d’un autre paiement.") % at
    return ""


def _says_again(row: Row, payment: Payment) -> bool:
    """What is known already, and by the same reference."""
    if row.paid:
        return payment.state == PaymentState.RECONCILED and payment.reference == row.operator
    return payment.state == PaymentState.FAILED


def _take(row: Row, payment: Payment) -> None:
    if _says_again(row, payment):
        return
    if not row.paid:
        payment.reason = FROM_FILE
        fall(payment, "fail")
        return
    payment.reference = row.operator
    if payment.state in PAID:
        payment.state = PaymentState.RECONCILED
        payment.save()
    else:
        arrive(payment, "reconcile")


# Reading


def read_file(content: bytes) -> list[Row]:
    """The lines of a file.

    Raises:
        BadFile: it is no such file, or a line cannot be read; every reason is told.
    """
    if len(content) > MOST_BYTES:
        raise BadFile([_("Le fichier dépasse 1 Mo.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile([_("Le fichier n’est pas du texte en UTF-8.")]) from None
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error:
        raise BadFile([_("Ce n’est pas un fichier CSV.")]) from None
    if not table or [cell.strip().lower() for cell in table[0]] != HEADER:
        raise BadFile([_("La première ligne doit être : %(header)s.") % {"header": ",".join(HEADER)}])
    lines = [
        (number, cells) for number, cells in enumerate(table[1:], 2) if any(cell.strip() for cell in cells)
    ]
    if not lines:
        raise BadFile([_("Le fichier ne contient aucune ligne.")])
    if len(lines) > MOST_LINES:
        raise BadFile([_("Le fichier a plus de %(most)d lignes.") % {"most": MOST_LINES}])
    problems = [why for number, cells in lines if (why := _unreadable(number, cells))]
    rows = [] if problems else [_row(number, cells) for number, cells in lines]
    problems += _twice([(row.line, row.reference) for row in rows])
    problems += _twice([(row.line, row.operator) for row in rows if row.paid])
    if problems:
        raise BadFile(problems)
    return rows


def _delimiter(text: str) -> str:
    return ";" if text.partition("\n")[0].count(";") == len(HEADER) - 1 else ","


def _unreadable(number: int, cells: list[str]) -> str:
    if len(cells) != len(HEADER):
        return _("Ligne %(line)d : il faut %(count)d colonnes.") % {"line": number, "count": len(HEADER)}
    reference, amount, result, operator = (cell.strip() for cell in cells)
    if not reference:
        return _("Ligne %(line)d : la référence manque.") % {"line": number}
    if not (amount.isascii() and amount.isdecimal() and int(amount) > 0 and len(amount) < 16):
        return _("Ligne %(line)d : le montant « %(amount)s » n’est pas en francs entiers, sans centimes.") % {
            "line": number,
            "amount": amount[:30],
        }
    if result not in (PAYE, ECHEC):
        return _("Ligne %(line)d : le résultat est paye ou echec, pas « %(result)s ».") % {
            "line": number,
            "result": result[:30],
        }
    if result == PAYE and not operator:
        return _("Ligne %(line)d : la référence de l’opérateur manque.") % {"line": number}
    if len(operator) > 256:
        return _("Ligne %(line)d : la référence de l’opérateur est trop longue.") % {"line": number}
    return ""


def _row(number: int, cells: list[str]) -> Row:
    reference, amount, result, operator = (cell.strip() for cell in cells)
    return Row(number, reference, int(amount), result == PAYE, operator)


def _twice(named: list[tuple[int, str]]) -> list[str]:
    counts = Counter(name for _line, name in named)
    return [
        _("Ligne %(line)d : %(reference)s est deux fois dans le fichier.") % {"line": line, "reference": name}
        for line, name in named
        if counts[name] > 1
    ]
