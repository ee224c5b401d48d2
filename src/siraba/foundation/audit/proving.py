"""Is the database still what was published, and can it be proven of one line.

The journal's own chain (`audit.chain`) finds a line that no longer meets its digest; this finds one whose digest was
made anew, or that was taken away, put in or moved with its whole chain: the tiles know better.
"""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from django.utils.translation import gettext as _

from siraba.engines.transparency.errors import Refusal
from siraba.engines.transparency.merkle import leaf_hash
from siraba.engines.transparency.notes import Checkpoint, Note
from siraba.engines.transparency.proofs import Inclusion
from siraba.engines.transparency.tiles import Tiles, read_note
from siraba.foundation.audit.commitments import ALL, Lines
from siraba.foundation.audit.commitments import faults as faults_of_rows
from siraba.foundation.audit.log import (
    BATCH,
    entries_from,
    folder_of,
    lines_of,
    origin_of,
    place_of,
    size_of,
)
from siraba.foundation.audit.models import AuditLine, LogCheckpoint, LogShard
from siraba.foundation.audit.publication import signer_of
from siraba.foundation.audit.witnesses import cosigned_note


def inclusion(line: AuditLine) -> Inclusion | None:
    """The proof that a line stands in the last checkpoint of its shard; None while it is not published.

    It proves `log.line_entry(line.digest, line.salt)`, of 33 bytes, and shows nothing else.
    """
    place = place_of(line)
    if place is None:
        return None
    kept = (
        LogCheckpoint.objects.filter(shard__name=place.shard, size__gt=place.index).order_by("-size").first()
    )
    return inclusion_at(kept, place.index) if kept else None


def inclusion_at(checkpoint: LogCheckpoint, index: int) -> Inclusion:
    """The proof of one index, with the cosignatures that the checkpoint has."""
    tiles = Tiles(folder_of(checkpoint.shard), checkpoint.size)
    return Inclusion(index, tuple(tiles.inclusion(index, checkpoint.size)), cosigned_note(checkpoint))


def consistency(shard: LogShard, old: int, new: int) -> list[bytes]:
    """The hashes that show that the shard of `new` leaves continues the one of `old`."""
    return Tiles(folder_of(shard), new).consistency(old, new)


def verify_log(kept_elsewhere: Path | None = None) -> Iterator[str]:
    """A sentence for each way in which database, tiles and checkpoints differ; nothing when they agree.

    `kept_elsewhere` is a checkpoint that a witness, or a drawer, has kept: what it says is believed.
    """
    shards = list(LogShard.objects.order_by("pk"))
    for shard, after in zip_longest(shards, shards[1:]):
        try:
            yield from _faults_of(shard, after)
        except Refusal as refusal:
            yield f"{shard.name} : {refusal}"
    if kept_elsewhere is not None:
        yield from _faults_beside(kept_elsewhere.read_bytes())


def verify_rows(among: Lines = ALL) -> Iterator[str]:
    """A sentence for each row of another house that does not meet its line, and for each that is gone."""
    for fault in faults_of_rows(among):
        told = (
            _("« %(name)s » : ce que le journal a reçu n’est plus ici")
            if fault.gone
            else _("« %(name)s » n’est plus ce que le journal a reçu")
        )
        yield told % {"name": fault.name}


def _faults_of(shard: LogShard, after: LogShard | None) -> Iterator[str]:
    note = read_note(folder_of(shard) / "checkpoint")
    if note is None:
        if LogCheckpoint.objects.filter(shard=shard).exists():
            yield _("le journal publié de %(shard)s n’est plus dans son dossier") % {"shard": shard.name}
        return
    note.require([signer_of(shard).verifier])
    said = Checkpoint.parse(note.text)
    if said.origin != origin_of(shard):
        yield _("le point de contrôle de %(shard)s porte le nom d’un autre journal") % {"shard": shard.name}
    tiles = Tiles(folder_of(shard), said.size)
    if tiles.root() != said.root:
        yield _("les tuiles de %(shard)s ne donnent pas la racine signée") % {"shard": shard.name}
    if after is not None and Checkpoint.parse(after.before).root != tiles.root():
        yield _("%(after)s ne commence pas par la fin de %(shard)s") % {
            "after": after.name,
            "shard": shard.name,
        }
    yield from _checkpoints_that_differ(shard, tiles)
    yield from _first_difference(shard, tiles, lost_since=after is not None)


def _checkpoints_that_differ(shard: LogShard, tiles: Tiles) -> Iterator[str]:
    """Each checkpoint that the database kept, those with cosignatures above all, must be one of the same tree."""
    kept = LogCheckpoint.objects.with_witnesses().filter(shard=shard).order_by("size")
    for checkpoint in kept.iterator(BATCH):
        said = Checkpoint.parse(Note.parse(checkpoint.note.encode()).text)
        if said.size > tiles.size or tiles.root(said.size) != said.root:
            yield _(
                "le point de contrôle à %(size)d entrées de %(shard)s, signé par %(n)d témoins, est contredit"
            ) % {
                "size": said.size,
                "shard": shard.name,
                "n": checkpoint.witnesses,
            }


def _first_difference(shard: LogShard, tiles: Tiles, lost_since: bool) -> Iterator[str]:
    """The first leaf that the database would make differently; what comes after it follows from it."""
    here = (leaf_hash(entry) for entry in entries_from(shard, 0))
    for index, (published, own) in enumerate(zip_longest(tiles.leaf_hashes(), here)):
        if published is None:
            return
        if own is None and lost_since:
            return
        if published != own:
            yield _("l’entrée %(index)d du journal %(shard)s n’est plus celle qui fut publiée (%(line)s)") % {
                "index": index,
                "shard": shard.name,
                "line": _line_at(shard, index),
            }
            return


def _line_at(shard: LogShard, index: int) -> str:
    offset = index - int(bool(shard.before))
    line = lines_of(shard)[offset : offset + 1].first() if 0 <= offset < size_of(shard) else None
    if line is None:
        return _("aucune ligne")
    return _("ligne %(line)d, %(act)s %(object)s") % {"line": line.pk, "act": line.act, "object": line.object}


def _faults_beside(raw: bytes) -> Iterator[str]:
    said = Checkpoint.parse(Note.parse(raw).text)
    shard = next((one for one in LogShard.objects.all() if origin_of(one) == said.origin), None)
    if shard is None:
        yield _("le point de contrôle gardé est d’un autre journal : %(origin)s") % {"origin": said.origin}
        return
    note = read_note(folder_of(shard) / "checkpoint")
    size = Checkpoint.parse(note.text).size if note else 0
    if size < said.size or Tiles(folder_of(shard), size).root(said.size) != said.root:
        yield _("le journal publié contredit le point de contrôle gardé, à %(size)d entrées") % {
            "size": said.size
        }
