"""A witness: it cosigns a checkpoint only if it continues the last one that it cosigned (C2SP tlog-witness).

Its folder holds `key`, for each log `<log>.checkpoint` (the last one, with its own cosignature) and
`<log>.history` (each one, a line each), and `<log>.misbehaviour-<size>-<root>` for each proof that a log lied.
"""

import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from siraba.engines.transparency.errors import BadNote, BadWitness
from siraba.engines.transparency.files import append_durably, replace_durably
from siraba.engines.transparency.merkle import EMPTY_ROOT, verify_consistency
from siraba.engines.transparency.notes import COSIGNATURE, Checkpoint, Note, Signature, Signer, Verifier
from siraba.engines.transparency.proofs import Request
from siraba.engines.transparency.tiles import read_note

logger = logging.getLogger(__name__)
SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    media_type: str = TEXT_TYPE


class Witness:
    """The logs that it knows are told by their keys; the name of a key is the origin of its log."""

    def __init__(self, folder: Path | str, signer: Signer, logs: Iterable[Verifier]) -> None:
        if signer.kind != COSIGNATURE:
            raise BadWitness("key", "La clé d’un témoin est une clé de cosignature.")
        self.folder, self.signer = Path(folder), signer
        self.keys: dict[str, list[Verifier]] = {}
        for key in logs:
            self.keys.setdefault(key.name, []).append(key)
        self._lock = threading.Lock()
        self._roots: dict[str, dict[int, bytes]] = {}  # by origin, of each size that was cosigned
        self._last = {origin: self._recall(origin) for origin in self.keys}

    # --- What it keeps -------------------------------------------------------------------------------

    def _path(self, origin: str, ending: str) -> Path:
        return self.folder / f"{sha256(origin.encode()).hexdigest()[:16]}.{ending}"

    def _recall(self, origin: str) -> Note | None:
        """The last checkpoint cosigned, refused if it is not ours or if the history knows a later one."""
        note, size = read_note(self._path(origin, "checkpoint")), 0
        if note:
            try:
                note.require([self.signer.verifier])
            except BadNote:
                raise BadWitness(
                    "state", f"L’état gardé pour {origin} n’est pas signé par ce témoin."
                ) from None
            size = Checkpoint.parse(note.text).size
        seen = (Checkpoint.parse(old.text) for old in self._history(origin))
        self._roots[origin] = {old.size: old.root for old in seen}
        latest = max(self._roots[origin], default=0)
        if latest > size:
            raise BadWitness(
                "rolled_back",
                f"L’état gardé pour {origin} est revenu à {size} entrées : {latest} ont été attestées.",
            )
        if note and latest < size:  # power was cut between the two files
            self._note_down(origin, note)
        return note

    def _history(self, origin: str) -> Iterator[Note]:
        try:
            with self._path(origin, "history").open(encoding="utf-8") as lines:
                for line in filter(str.strip, lines):
                    with suppress(ValueError):  # a line that a power cut left unfinished
                        yield Note.parse(json.loads(line).encode())
        except FileNotFoundError:
            return

    def _keep(self, origin: str, note: Note) -> None:
        replace_durably(self._path(origin, "checkpoint"), note.encode())
        self._last[origin] = note
        self._note_down(origin, note)

    def _note_down(self, origin: str, note: Note) -> None:
        tree = Checkpoint.parse(note.text)
        self._roots[origin][tree.size] = tree.root
        append_durably(self._path(origin, "history"), ("\n" + json.dumps(str(note))).encode())

    def last(self, origin: str) -> Note | None:
        return self._last.get(origin)

    # --- What it is asked ----------------------------------------------------------------------------

    def add_checkpoint(self, body: bytes) -> Answer:
        """Check, keep, cosign: one request at a time."""
        try:
            request = Request.parse(body)
            new = Checkpoint.parse(request.note.text)
        except BadNote as error:
            return Answer(400, f"{error}\n")
        if new.origin not in self.keys:
            return Answer(404, f"Journal inconnu : {new.origin}\n")
        try:
            request.note.require(self.keys[new.origin])
        except BadNote as error:
            return Answer(403, f"{error}\n")
        if request.old > new.size:
            return Answer(400, "L’ancienne taille dépasse la nouvelle.\n")
        with self._lock:
            return self._judge(request, new)

    def _judge(self, request: Request, new: Checkpoint) -> Answer:
        last = self._last[new.origin]
        known = Checkpoint.parse(last.text) if last else Checkpoint(new.origin, 0, EMPTY_ROOT)
        split = self._other_view(new, known, last)
        if split:
            self._keep_proof(new, split, request.note)
        if split or request.old != known.size:
            return Answer(409, f"{known.size}\n", SIZE_TYPE)
        if not verify_consistency(known.size, new.size, known.root, new.root, request.hashes):
            return Answer(422, f"La preuve ne mène pas de {known.size} à {new.size} entrées.\n")
        cosignature = self.signer.sign(new.text, self._now(last))
        self._keep(new.origin, Note(new.text, (*self._own(request.note, new), cosignature)))
        return Answer(200, str(cosignature))

    def _own(self, note: Note, new: Checkpoint) -> list[Signature]:
        """The log's signatures, without those that anybody may have added."""
        return [signature for _, signature in note.verified(self.keys[new.origin])]

    def _now(self, last: Note | None) -> int:
        """Never before the cosignature that it gave last, even if the clock was put back."""
        before = last.verified([self.signer.verifier])[0][1].time if last else 0
        return max(int(time.time()), before)

    # --- Two views of one log ------------------------------------------------------------------------

    def _other_view(self, new: Checkpoint, known: Checkpoint, last: Note | None) -> Note | None:
        """A checkpoint cosigned before, of the same size and another root."""
        if new.size == known.size:
            return last if new.root != known.root else None
        if self._roots[new.origin].get(new.size, new.root) == new.root:
            return None
        history = ((Checkpoint.parse(old.text), old) for old in self._history(new.origin))
        return next((old for seen, old in history if seen.size == new.size), None)

    def _keep_proof(self, new: Checkpoint, first: Note, second: Note) -> None:
        path = self._path(new.origin, f"misbehaviour-{new.size}-{new.root.hex()[:16]}")
        if not path.exists():
            replace_durably(path, f"{first}\n=====\n\n{second}".encode())
            logger.error(
                "%s a signé deux racines à %s entrées, preuve gardée : %s", new.origin, new.size, path
            )

    def misbehaviour(self) -> list[Path]:
        """The proofs that a log signed two trees of one size."""
        return sorted(self.folder.glob("*.misbehaviour-*"))


def open_witness(folder: Path, name: str, logs: Iterable[Verifier]) -> Witness:
    """The witness of a folder; its key is made at the first start, under this name."""
    path = folder / "key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        replace_durably(path, f"{Signer.generate(name, COSIGNATURE).private_text()}\n".encode(), mode=0o600)
    return Witness(folder, Signer.parse(path.read_text()), logs)


def answer_file(witness: Witness, request: Path, answer: Path) -> Answer:
    """The same by a stick: the request is the body that HTTP would carry; the answer begins with its status."""
    given = witness.add_checkpoint(request.read_bytes())
    replace_durably(answer, f"{given.status}\n{given.body}".encode())
    return given
