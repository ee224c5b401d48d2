"""What leaves the database: tiles, signed checkpoints, and the cosignatures of witnesses.

One process at a time. Places are given first, tiles written next, and a checkpoint signed last; a process that is
killed between two of these leaves what the next one goes on with.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from siraba.engines.transparency.errors import BadLog
from siraba.engines.transparency.notes import ED25519, Checkpoint, Note, Signer, Verifier
from siraba.engines.transparency.tiles import TileLog
from siraba.foundation.access import keys
from siraba.foundation.audit.chain import seal
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.log import (
    current_shard,
    entries_from,
    folder_of,
    hold_log,
    open_shard,
    origin_of,
    published_size,
    sequence,
    size_of,
    waiting_seals,
    year_of,
)
from siraba.foundation.audit.models import LogCheckpoint, LogShard
from siraba.foundation.audit.witnesses import ask_witnesses, cosigned_note

KEY_NAME = "log-signature"


@dataclass(frozen=True)
class Publication:
    """What one run did: leaves written, the checkpoint that stands, and the witnesses that signed it."""

    written: int
    checkpoint: LogCheckpoint
    witnesses: int


def signer_of(shard: LogShard) -> Signer:
    """The log signs each shard by the same key, under the shard's origin."""
    return Signer(origin_of(shard), ED25519, keys.seed(KEY_NAME))


def publish() -> Publication | None:
    """Seal, place, write, sign and ask for cosignatures; None when nothing was ever written or another process is at it.

    Raises:
        LogAhead: the database is older than what was published.
    """
    while seal():
        continue
    sequence()
    done = None
    while (shard := current_shard()) is not None:
        try:
            written, checkpoint = _publish_shard(shard)
        except BadLog as refusal:
            if refusal.code == "busy":
                return None
            raise
        done = Publication(written, checkpoint, 0)
        if not _roll_over(shard, checkpoint):
            break
        sequence()
    return done and Publication(done.written, done.checkpoint, _cosign(done.checkpoint))


def _publish_shard(shard: LogShard) -> tuple[int, LogCheckpoint]:
    with TileLog(folder_of(shard)) as tiles:
        before, size = tiles.size, size_of(shard)
        if size > before:
            tiles.append(entries_from(shard, before))
        note = tiles.note
        if note is None or tiles.size > tiles.published.size:
            note = tiles.checkpoint(origin_of(shard)).signed(signer_of(shard))
            tiles.publish(note)
        return tiles.size - before, _keep(shard, note)


def _cosign(checkpoint: LogCheckpoint) -> int:
    """Ask the witnesses, and put what they signed into the published checkpoint; how many have signed."""
    before = checkpoint.cosignatures.count()
    witnesses = ask_witnesses(checkpoint)
    if witnesses > before:
        with TileLog(folder_of(checkpoint.shard)) as tiles:
            tiles.publish(cosigned_note(checkpoint))
    return witnesses


def public_keys() -> list[Verifier]:
    """The key of each shard, as a witness wants them."""
    return [signer_of(shard).verifier for shard in LogShard.objects.order_by("pk")]


def _keep(shard: LogShard, note: Note) -> LogCheckpoint:
    said = Checkpoint.parse(note.text)
    kept, _made = LogCheckpoint.objects.get_or_create(
        shard=shard,
        size=said.size,
        defaults={"root": said.root.hex(), "at": timezone.now(), "note": str(note)},
    )
    return kept


def _roll_over(shard: LogShard, checkpoint: LogCheckpoint) -> bool:
    """Open the shard of the next year, once all of this one is published and a seal of the next waits."""
    first = next(waiting_seals(), None)
    if first is None or first.at.year <= year_of(shard):
        return False
    with transaction.atomic():
        hold_log()
        open_shard(str(first.at.year), Note.parse(checkpoint.note.encode()).text)
    return True


def reopen() -> LogShard:
    """Go on after an old backup was restored: a new shard begins with the checkpoint that was published last.

    The leaves between the database and that checkpoint stay in the published log; what they were is lost here, and
    the line of this act says how many.
    """
    shard = current_shard()
    if shard is None or published_size(shard) <= size_of(shard):
        raise NothingToReopen
    with TileLog(folder_of(shard)) as tiles, transaction.atomic():
        hold_log()
        assert tiles.note is not None
        lost = tiles.published.size - size_of(shard)
        opened = open_shard(_next_name(shard), tiles.note.text)
        record(None, "reopen_log", opened.name, lost=lost, after=str(tiles.published.size))
    return opened


class NothingToReopen(RuntimeError):
    """The database has all that was published."""


def _next_name(shard: LogShard) -> str:
    year, _dash, turn = shard.name.partition("-")
    return f"{year}-{int(turn or 1) + 1}"
