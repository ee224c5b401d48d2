"""Who watches the log from outside: each signs a checkpoint only if it continues what it signed before.

Over HTTP at each publication, or by a file on a stick for a witness without network.
"""

from base64 import b32encode
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from siraba.engines.transparency.client import Cosigned, collect, read_answer_file, request_for
from siraba.engines.transparency.client import Place as Witness
from siraba.engines.transparency.errors import BadWitness
from siraba.engines.transparency.notes import Note, Signature, Verifier
from siraba.engines.transparency.tiles import Tiles
from siraba.foundation.audit.log import folder_of
from siraba.foundation.audit.models import LogCheckpoint, LogCosignature, LogShard

RECENT = 50


def witness_keys() -> list[tuple[Verifier, str]]:
    """The key and the address of each witness; no address, a witness by file."""
    pairs = (entry.strip().partition(" ") for entry in settings.LOG_WITNESSES if entry.strip())
    return [(Verifier.parse(key), url.strip()) for key, _space, url in pairs]


def ask_witnesses(checkpoint: LogCheckpoint) -> int:
    """Ask those who have not signed it yet; returns how many have. A silent one is asked again at the next publication."""
    signed = set(checkpoint.cosignatures.values_list("witness", flat=True))
    places = [
        Witness(url, key, last_size(checkpoint, key))
        for key, url in witness_keys()
        if url and str(key) not in signed
    ]
    if places:
        tiles = Tiles(folder_of(checkpoint.shard), checkpoint.size)
        _note, said = collect(places, note_of(checkpoint), tiles.consistency, settings.LOG_WITNESS_SECONDS)
        for place in places:
            answer = said[place.key.name]
            if isinstance(answer, Cosigned):
                _keep(checkpoint, place.key, answer.signature)
    return checkpoint.cosignatures.count()


def request_by_file(checkpoint: LogCheckpoint, key: Verifier) -> str:
    """What a witness without network is given on a stick."""
    tiles = Tiles(folder_of(checkpoint.shard), checkpoint.size)
    return str(request_for(note_of(checkpoint), last_size(checkpoint, key), tiles.consistency))


def take_answer_file(raw: bytes) -> LogCosignature:
    """Keep the cosignature that a witness gave back on a stick, for whichever checkpoint it is.

    Raises:
        BadWitness: nobody of the witnesses signed it, or it is of no checkpoint of this log.
    """
    for checkpoint in LogCheckpoint.objects.select_related("shard").order_by("-pk")[:RECENT]:
        for key, _url in witness_keys():
            try:
                signature = read_answer_file(note_of(checkpoint), raw, key)
            except BadWitness as refusal:
                if refusal.code != "answer":
                    raise
            else:
                return _keep(checkpoint, key, signature)
    raise BadWitness("answer", "Aucun témoin connu n’a signé un point de contrôle récent de ce journal.")


def last_size(checkpoint: LogCheckpoint, key: Verifier) -> int:
    """How many leaves of the shard this witness signed last, as far as we know."""
    signed = LogCosignature.objects.filter(checkpoint__shard=checkpoint.shard, witness=str(key))
    return max(signed.values_list("checkpoint__size", flat=True), default=0)


def note_of(checkpoint: LogCheckpoint) -> Note:
    return Note.parse(checkpoint.note.encode())


def cosigned_note(checkpoint: LogCheckpoint) -> Note:
    """The checkpoint with the signatures of its witnesses."""
    lines = checkpoint.cosignatures.order_by("pk").values_list("line", flat=True)
    return note_of(checkpoint).with_signatures(Signature.parse(line) for line in lines)


class Shown(NamedTuple):
    """Where a shard stands, for whoever looks: `root` in base 32, in groups of four, as it is printed."""

    shard: str
    size: int
    at: datetime
    witnesses: int
    quorum: int
    root: str


def shown(checkpoint: LogCheckpoint) -> Shown:
    """Of a checkpoint that was read `with_witnesses`."""
    root = b32encode(bytes.fromhex(checkpoint.root)).decode().rstrip("=")
    return Shown(
        checkpoint.shard.name,
        checkpoint.size,
        checkpoint.at,
        checkpoint.witnesses,
        settings.LOG_QUORUM,
        " ".join(root[at : at + 4] for at in range(0, len(root), 4)),
    )


def shown_checkpoints() -> list[Shown]:
    """The last checkpoint of each shard, the latest shard first."""
    last = LogCheckpoint.objects.filter(shard=OuterRef("pk")).order_by("-size").values("pk")[:1]
    shards = LogShard.objects.order_by("-pk").values_list(Subquery(last), flat=True)[:RECENT]
    found = LogCheckpoint.objects.with_witnesses().filter(pk__in=list(shards)).select_related("shard")
    return [shown(one) for one in found.order_by("-shard")]


def _keep(checkpoint: LogCheckpoint, key: Verifier, signature: Signature) -> LogCosignature:
    at = datetime.fromtimestamp(signature.time, UTC) if signature.time else timezone.now()
    kept, _made = LogCosignature.objects.get_or_create(
        checkpoint=checkpoint, witness=str(key), defaults={"at": at, "line": str(signature).strip()}
    )
    return kept
