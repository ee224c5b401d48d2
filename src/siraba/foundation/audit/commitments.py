"""What another house keeps and the journal answers for: the row is committed to in the line of the act that wrote it.

A commitment is the SHA-256 of 32 random bytes and of the row's payload. It stands in the line, and so in the log;
the salt stands beside the payload. Without the salt nobody can guess the payload from the log, and a row that is
changed, taken away or put beside others no longer meets its line.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q

from siraba.foundation.audit.models import AuditLine

SALT = 32
BATCH = 5_000


class Commitment(NamedTuple):
    """`digest` (64 hexadecimal characters) goes into the line, `salt` (32 bytes) stays with the row."""

    salt: bytes
    digest: str


class Committed(NamedTuple):
    """A row as it is now: its key, what a person calls it, the number of its line, its salt and its payload.

    `payload` None says that it cannot be opened any more.
    """

    key: str
    name: str
    line_id: int | None
    salt: bytes
    payload: bytes | None


class Lines(NamedTuple):
    """Lines from the number `first` on, and before `end`; None is without end."""

    first: int = 0
    end: int | None = None

    def of(self, column: str) -> Q:
        found = Q(**{f"{column}__gte": self.first})
        return found if self.end is None else found & Q(**{f"{column}__lt": self.end})


ALL = Lines()


class Walk(NamedTuple):
    """How the rows that answer to some lines are read (in the order of these), and which acts commit to them."""

    acts: tuple[str, ...]
    rows: Callable[[Lines], Iterator[Committed]]


class Fault(NamedTuple):
    """A row that does not meet its line: `gone` when it is no longer here, else it was changed or put here."""

    name: str
    gone: bool


_walks: dict[str, Walk] = {}


def commit(payload: bytes) -> Commitment:
    """A new commitment to these bytes."""
    salt = os.urandom(SALT)
    return Commitment(salt, digest_under(salt, payload))


def digest_under(salt: bytes, payload: bytes) -> str:
    return hashlib.sha256(salt + payload).hexdigest()


def committed(kind: str, *, acts: tuple[str, ...], rows: Callable[[Lines], Iterator[Committed]]) -> None:
    """Register how the rows of a kind are read; their lines say `record(…, commits={f"{kind}:{key}": digest})`."""
    _walks[kind] = Walk(acts, rows)


def faults(among: Lines = ALL) -> Iterator[Fault]:
    """Every row that does not meet its line, and every line whose row is gone, among these lines."""
    for kind, walk in _walks.items():
        yield from _faults_of(kind, walk, among)


def _faults_of(kind: str, walk: Walk, among: Lines) -> Iterator[Fault]:
    """Rows and lines are walked side by side, so that a million of them take no memory."""
    by_line = groupby(walk.rows(among), key=lambda row: row.line_id or 0)
    number, rows = next(by_line, (None, iter(())))
    for line, about, commits in _lines(walk, among):
        while number is not None and number < line:
            yield from (Fault(row.name, gone=False) for row in rows)
            number, rows = next(by_line, (None, iter(())))
        promised = _promised(kind, commits)
        if number == line:
            for row in rows:
                if not _meets(row, promised.pop(row.key, "")):
                    yield Fault(row.name, gone=False)
            number, rows = next(by_line, (None, iter(())))
        yield from (Fault(about or key, gone=True) for key in promised)
    while number is not None:
        yield from (Fault(row.name, gone=False) for row in rows)
        number, rows = next(by_line, (None, iter(())))


def _lines(walk: Walk, among: Lines) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Number, object and commitments of each line that commits to something."""
    lines = AuditLine.objects.filter(among.of("pk"), act__in=walk.acts, detail__has_key="commits").order_by(
        "id"
    )
    for number, about, detail in lines.values_list("pk", "object", "detail").iterator(chunk_size=BATCH):
        yield number, about, detail["commits"]


def _promised(kind: str, commits: dict[str, str]) -> dict[str, str]:
    start = f"{kind}:"
    return {name.removeprefix(start): digest for name, digest in commits.items() if name.startswith(start)}


def _meets(row: Committed, digest: str) -> bool:
    return row.payload is not None and digest_under(bytes(row.salt), row.payload) == digest
