"""The journal as a public log: each line is a leaf of a Merkle tree, in the order of the seals.

What leaves the database is a salted commitment, never a line. One sequencer gives sealed lines their places
(`sequence`); `audit.publication` writes them as tiles. A line whose place a quorum of witnesses has signed over can
no longer be changed by anybody without being seen; until then it is provisional.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines.transparency.merkle import leaf_hash
from siraba.engines.transparency.notes import Checkpoint
from siraba.engines.transparency.shards import link_entry
from siraba.engines.transparency.tiles import read_note
from siraba.foundation.audit.models import AuditLine, AuditSeal, LogCheckpoint, LogPlace, LogShard

LOCK = 0x51_7A_BB
LINE = b"\x01"
BATCH = 5_000


class LogAhead(RuntimeError):
    """More was published than the database has: an old backup was restored."""


@dataclass(frozen=True)
class Place:
    """Where a line stands; `leaf_hash` has 32 bytes, `cosigned` says that a quorum of witnesses saw it."""

    shard: str
    index: int
    leaf_hash: bytes
    cosigned: bool


def line_entry(digest: str, salt: bytes | memoryview | None) -> bytes:
    """33 bytes: what the log holds of a line."""
    return LINE + sha256(bytes(salt or b"") + bytes.fromhex(digest)).digest()


def leaf_of(line: AuditLine) -> bytes:
    """32 bytes: the hash of a line's leaf in the tree, wherever it stands."""
    return leaf_hash(line_entry(line.digest, line.salt))


def folder_of(shard: LogShard) -> Path:
    return Path(settings.LOG_FOLDER) / shard.name


def origin_of(shard: LogShard) -> str:
    return f"{settings.LOG_ORIGIN}/{shard.name}"


def size_of(shard: LogShard) -> int:
    """How many leaves the database has for the shard."""
    last = LogPlace.objects.filter(shard=shard).select_related("seal").order_by("-start").first()
    return last.start + last.seal.lines if last else int(bool(shard.before))


def published_size(shard: LogShard) -> int:
    note = read_note(folder_of(shard) / "checkpoint")
    return Checkpoint.parse(note.text).size if note else 0


def current_shard() -> LogShard | None:
    return LogShard.objects.order_by("-pk").first()


def waiting_seals() -> Iterator[AuditSeal]:
    """Seals without a place, the first first."""
    last = LogPlace.objects.order_by("-seal_id").first()
    return AuditSeal.objects.filter(pk__gt=last.seal_id if last else 0).order_by("pk").iterator(BATCH)


def sequence() -> int:
    """Give the sealed lines of the shard's year their places; returns how many lines.

    Raises:
        LogAhead: more was published than is here, so that a place would be given twice.
    """
    with transaction.atomic():
        hold_log()
        first = next(waiting_seals(), None)
        if first is None:
            return 0
        shard = current_shard() or open_shard(str(first.at.year))
        start = size = size_of(shard)
        require_not_ahead(shard, size)
        places = []
        for seal in waiting_seals():
            if seal.at.year > year_of(shard):
                break
            places.append(LogPlace(seal=seal, shard=shard, start=size))
            size += seal.lines
        LogPlace.objects.bulk_create(places, batch_size=BATCH)
        return size - start


def hold_log() -> None:
    """Until the transaction ends, nobody else gives places; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def open_shard(name: str, before: str = "") -> LogShard:
    return LogShard.objects.create(name=name, opened_at=timezone.now(), before=before)


def year_of(shard: LogShard) -> int:
    return int(shard.name[:4])


def require_not_ahead(shard: LogShard, size: int) -> None:
    published = published_size(shard)
    if published > size:
        raise LogAhead(
            _(
                "Le journal publié (%(shard)s) a %(published)d entrées et la base %(here)d : une ancienne sauvegarde a été"
                " remise. Lancez « siraba log reopen »."
            )
            % {"shard": shard.name, "published": published, "here": size}
        )


def entries_from(shard: LogShard, index: int) -> Iterator[bytes]:
    """The entries of a shard from an index on, out of the database."""
    if index == 0 and shard.before:
        yield link_entry(Checkpoint.parse(shard.before))
        index = 1
    place = LogPlace.objects.filter(shard=shard, start__lte=index).order_by("-start").first()
    if place is not None:
        lines = lines_of(shard, place.seal_id).values_list("digest", "salt")
        for position, (digest, salt) in enumerate(lines.iterator(BATCH), start=place.start):
            if position >= index:
                yield line_entry(digest, salt)


def lines_of(shard: LogShard, from_seal: int = 0) -> QuerySet[AuditLine]:
    """The lines of a shard in the order of their leaves."""
    seals = LogPlace.objects.filter(shard=shard)
    last = seals.order_by("-seal_id").values_list("seal_id", flat=True).first() or 0
    first = seals.order_by("seal_id").values_list("seal_id", flat=True).first() or 1
    return AuditLine.objects.filter(seal_id__gte=max(first, from_seal), seal_id__lte=last).order_by(
        "seal_id", "id"
    )


def place_of(line: AuditLine) -> Place | None:
    """Where a line stands in the log; None while it waits."""
    if line.seal_id is None:
        line.refresh_from_db(fields=["seal"])
    place = LogPlace.objects.filter(seal_id=line.seal_id).select_related("shard").first()
    if place is None:
        return None
    index = place.start + AuditLine.objects.filter(seal_id=line.seal_id, id__lt=line.pk).count()
    return Place(place.shard.name, index, leaf_of(line), index < cosigned_size(place.shard))


def indexes_of(lines: Iterable[int]) -> dict[int, tuple[str, int]]:
    """By the number of a line, its shard and index; lines that wait are not named. Three queries for 5,000 of them."""
    numbers = sorted(lines)
    found: dict[int, tuple[str, int]] = {}
    for at in range(0, len(numbers), BATCH):
        found |= _indexes_of(set(numbers[at : at + BATCH]))
    return found


def _indexes_of(wanted: set[int]) -> dict[int, tuple[str, int]]:
    seals = set(AuditLine.objects.filter(pk__in=wanted).values_list("seal_id", flat=True))
    places = {
        seal: (name, start)
        for seal, name, start in LogPlace.objects.filter(seal__in=seals).values_list(
            "seal_id", "shard__name", "start"
        )
    }
    rows = AuditLine.objects.filter(seal__in=places).order_by("seal_id", "pk").values_list("seal_id", "pk")
    found: dict[int, tuple[str, int]] = {}
    for seal, group in groupby(rows.iterator(BATCH), key=itemgetter(0)):
        name, start = places[seal]
        found.update((pk, (name, start + rank)) for rank, (_seal, pk) in enumerate(group) if pk in wanted)
    return found


def cosigned_size(shard: LogShard) -> int:
    """Up to where a quorum of witnesses has signed."""
    signed = (
        LogCheckpoint.objects.filter(shard=shard)
        .with_witnesses(settings.LOG_QUORUM)
        .order_by("-size")
        .first()
    )
    return signed.size if signed else 0
