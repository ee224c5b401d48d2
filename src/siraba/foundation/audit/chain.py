"""Seal the journal's lines into a chain of hashes, and verify it.

A reading adds one line and waits for nobody; each act, and a timer, then seals all lines that are not yet
sealed. A seal is the SHA-256 of the seal before it, of its moment and of its lines' numbers and digests, so a
line that is changed, added or taken away later breaks the chain at a place that can be named.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone

from siraba.foundation.audit.journal import digest_of
from siraba.foundation.audit.models import AuditLine, AuditSeal

GENESIS = "0" * 64
LOCK = 0x51_7A_BA
BATCH = 5_000


def seal() -> int:
    """Seal the lines that are waiting; returns how many."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        waiting = list(
            AuditLine.objects.filter(seal__isnull=True).order_by("id").values_list("id", "digest")[:BATCH]
        )
        if not waiting:
            return 0
        last = AuditSeal.objects.order_by("-id").first()
        previous = last.hash if last else GENESIS
        now = timezone.now()
        link = AuditSeal.objects.create(
            at=now, lines=len(waiting), previous=previous, hash=link_hash(previous, now, waiting)
        )
        AuditLine.objects.filter(id__in=[number for number, _ in waiting]).update(seal=link)
        return len(waiting)


def link_hash(previous: str, at: datetime, lines: Iterable[tuple[int, str]]) -> str:
    content = hashlib.sha256(f"{previous}|{at.astimezone(UTC).isoformat()}".encode())
    for number, digest in lines:
        content.update(f"|{number}:{digest}".encode())
    return content.hexdigest()


def verify() -> Iterator[str]:
    """Walk the whole journal; yields one sentence (in the code's language) for each fault, nothing when it is whole."""
    lines = AuditLine.objects.filter(seal__isnull=False).order_by("seal_id", "id").iterator(chunk_size=BATCH)
    by_seal = groupby(lines, key=lambda line: line.seal_id)
    position, group = next(by_seal, (None, iter(())))
    previous = GENESIS
    for link in AuditSeal.objects.order_by("id").iterator(chunk_size=BATCH):
        sealed = []
        if position == link.pk:
            for line in group:
                if digest_of(line) != line.digest:
                    yield f"line {line.pk} was changed"
                sealed.append((line.pk, line.digest))
            position, group = next(by_seal, (None, iter(())))
        if link.previous != previous:
            yield f"seal {link.pk} does not follow the seal before it"
        if len(sealed) != link.lines:
            yield f"seal {link.pk} closed {link.lines} lines, {len(sealed)} are here"
        elif link_hash(link.previous, link.at, sealed) != link.hash:
            yield f"seal {link.pk} does not fit its lines"
        previous = link.hash
    if position is not None:
        yield f"the lines of seal {position} have lost their seal"
    for line in AuditLine.objects.filter(seal__isnull=True).order_by("id").iterator(chunk_size=BATCH):
        if digest_of(line) != line.digest:
            yield f"line {line.pk} was changed"
