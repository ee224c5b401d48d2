"""Seal the journal's lines into a chain of hashes, and verify it.

A reading adds one line and waits for nobody; each act, and a timer, then seals all lines that are not yet
sealed. A seal is the SHA-256 of the seal before it, of its moment and of its lines' numbers and digests, so a
line that is changed, added or taken away later breaks the chain at a place that can be named.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.audit.journal import CONTENT, digest_of_content
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
        AuditLine.objects.filter(id__in=[number for number, _digest in waiting]).update(seal=link)
        return len(waiting)


def link_hash(previous: str, at: datetime, lines: Iterable[tuple[int, str]]) -> str:
    content = hashlib.sha256(f"{previous}|{at.astimezone(UTC).isoformat()}".encode())
    for number, digest in lines:
        content.update(f"|{number}:{digest}".encode())
    return content.hexdigest()


def anchor(path: Path) -> bool:
    """Write the head of the chain to a file outside the database, once; whether it was new.

    Who cuts the journal's end with its last seal cannot cut it there too, when the file is copied elsewhere.
    """
    last = AuditSeal.objects.order_by("-id").first()
    if last is None:
        return False
    line = f"{last.pk} {last.hash} {last.at.astimezone(UTC).isoformat()}\n"
    if path.exists() and line in path.read_text():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as anchors:
        anchors.write(line)
    return True


def _anchored(path: Path | None) -> Iterator[str]:
    """A sentence for each anchor whose seal is not here as it was."""
    if path is None or not path.exists():
        return
    here = dict(AuditSeal.objects.values_list("pk", "hash"))
    for line in path.read_text().splitlines():
        number, seal_hash, _at = line.split()
        if here.get(int(number)) != seal_hash:
            yield _("le sceau %(seal)s, ancré hors de la base, n’est plus ici") % {"seal": number}


def verify(anchors: Path | None = None) -> Iterator[str]:
    """Walk the whole journal; yields one sentence in the reader's language for each fault, nothing when it is whole."""
    yield from _anchored(anchors)
    lines = AuditLine.objects.filter(seal__isnull=False).order_by("seal_id", "id")
    by_seal = groupby(_contents(lines), key=itemgetter(0))
    position, group = next(by_seal, (None, iter(())))
    previous = GENESIS
    for link in AuditSeal.objects.order_by("id").iterator(chunk_size=BATCH):
        sealed = []
        if position == link.pk:
            for _seal, number, digest, *content in group:
                if digest_of_content(content) != digest:
                    yield _("la ligne %(line)d a été changée") % {"line": number}
                sealed.append((number, digest))
            position, group = next(by_seal, (None, iter(())))
        if link.previous != previous:
            yield _("le sceau %(seal)d ne suit pas le précédent") % {"seal": link.pk}
        if len(sealed) != link.lines:
            yield _("le sceau %(seal)d fermait %(lines)d lignes, %(here)d sont ici") % {
                "seal": link.pk,
                "lines": link.lines,
                "here": len(sealed),
            }
        elif link_hash(link.previous, link.at, sealed) != link.hash:
            yield _("le sceau %(seal)d ne correspond pas à ses lignes") % {"seal": link.pk}
        previous = link.hash
    if position is not None:
        yield _("les lignes du sceau %(seal)d ont perdu leur sceau") % {"seal": position}
    for _seal, number, digest, *content in _contents(
        AuditLine.objects.filter(seal__isnull=True).order_by("id")
    ):
        if digest_of_content(content) != digest:
            yield _("la ligne %(line)d a été changée") % {"line": number}


def _contents(lines: QuerySet[AuditLine]) -> Iterator[tuple]:
    """Seal, number, digest and content of each line; tuples, since there are millions."""
    return lines.values_list("seal_id", "pk", "digest", *CONTENT).iterator(chunk_size=BATCH)
