"""Proofs as text: of inclusion (C2SP tlog-proof), and what a witness is asked (C2SP tlog-witness)."""

from collections.abc import Sequence
from dataclasses import dataclass

from siraba.engines.transparency.errors import BadNote, BadProof
from siraba.engines.transparency.merkle import leaf_hash, verify_inclusion
from siraba.engines.transparency.notes import (
    Checkpoint,
    Note,
    decimal,
    decode_hash,
    encode64,
    malformed,
)

HEADER = "c2sp.org/tlog-proof@v1"
LONGEST_PROOF = 63


@dataclass(frozen=True)
class Inclusion:
    """That an entry stands at an index of the tree of a signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(self.note.text)

    def proves(self, entry: bytes) -> bool:
        """Whether the entry is there. Whose checkpoint it is, `note.require` tells."""
        tree = self.checkpoint
        return verify_inclusion(leaf_hash(entry), self.index, tree.size, self.hashes, tree.root)

    def __str__(self) -> str:
        return f"{HEADER}\nindex {self.index}\n{_lines(self.hashes)}\n{self.note}"

    @classmethod
    def parse(cls, raw: bytes) -> "Inclusion":
        head, note = _cut(raw)
        header, index, *hashes = head.split("\n") if "\n" in head else ("", "")
        if header != HEADER or not index.startswith("index "):
            raise BadProof("malformed", "Ce n’est pas une preuve d’inclusion.")
        return cls(decimal(index.removeprefix("index ")), _hashes(hashes), note)


@dataclass(frozen=True)
class Request:
    """A checkpoint for a witness, with the proof that it continues the tree of `old` leaves."""

    old: int
    hashes: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        return f"old {self.old}\n{_lines(self.hashes)}\n{self.note}"

    @classmethod
    def parse(cls, raw: bytes) -> "Request":
        head, note = _cut(raw)
        old, *hashes = head.split("\n")
        if not old.startswith("old "):
            raise malformed("La demande ne commence pas par « old » et une taille.")
        return cls(decimal(old.removeprefix("old ")), _hashes(hashes), note)


def _lines(hashes: Sequence[bytes]) -> str:
    return "".join(f"{encode64(value)}\n" for value in hashes)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > LONGEST_PROOF:
        raise malformed(f"Une preuve a plus de {LONGEST_PROOF} lignes.")
    return tuple(map(decode_hash, lines))


def _cut(raw: bytes) -> tuple[str, Note]:
    """What stands before the first empty line, and the note behind it."""
    head, _, note = raw.partition(b"\n\n")
    try:
        return head.decode("ascii"), Note.parse(note)
    except UnicodeDecodeError:
        raise BadNote("malformed", "La preuve n’est pas en ASCII.") from None
