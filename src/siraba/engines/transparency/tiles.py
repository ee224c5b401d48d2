"""A log as a folder of tiles (C2SP tlog-tiles): `checkpoint`, `tile/<level>/<index>`, `tile/entries/<index>`.

`Tiles` reads a folder up to a size; `TileLog` appends to it. What a checkpoint covers never changes. What lies beyond
it is nobody's yet: a run that is killed leaves tiles that the next one writes over.
"""

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Self

from siraba.engines.transparency.errors import BadLog
from siraba.engines.transparency.files import Batch, replace_durably
from siraba.engines.transparency.merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    pyramid,
    range_root,
)
from siraba.engines.transparency.notes import Checkpoint, Note

WIDTH, HEIGHT = 256, 8  # hashes in a full tile, and levels of the tree that it spans
LONGEST_ENTRY = 0xFFFF
KEPT_TILES = 64
ENTRIES = "entries"


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """`tile/0/x001/x234/067.p/5`: the path of a tile, or of a bundle when the level is `entries`."""
    name = f"{index % 1000:03}"
    while index := index // 1000:
        name = f"x{index % 1000:03}/{name}"
    return f"tile/{level}/{name}" + (f".p/{width}" if width < WIDTH else "")


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def decode_bundle(raw: bytes) -> list[bytes]:
    entries, position = [], 0
    while position < len(raw):
        start = position + 2
        position = start + int.from_bytes(raw[start - 2 : start], "big")
        entries.append(raw[start:position])
    if position != len(raw):
        raise BadLog("corrupt", "Un paquet d’entrées est coupé.")
    return entries


def split_tile(raw: bytes) -> list[bytes]:
    if len(raw) % HASH_SIZE:
        raise BadLog("corrupt", "Une tuile est coupée.")
    return [raw[at : at + HASH_SIZE] for at in range(0, len(raw), HASH_SIZE)]


class Tiles:
    """The tiles of a tree of `size` leaves. Proofs are right if the tiles are: `root()` against a checkpoint tells."""

    def __init__(self, folder: Path | str, size: int) -> None:
        self.folder, self.size = Path(folder), size
        self._guard = threading.Lock()  # threads of a server may share one
        self._kept: dict[tuple[int, int, int], list[list[bytes]]] = {}

    def read(self, level: int | str, index: int) -> bytes:
        """A tile or bundle as this size needs it. A full tile may stand for a partial one that was dropped."""
        height = 0 if level == ENTRIES else HEIGHT * int(level)
        width = min(WIDTH, (self.size >> height) - index * WIDTH)
        for path in (tile_path(level, index, width), tile_path(level, index)):
            try:
                return (self.folder / path).read_bytes()
            except FileNotFoundError:
                continue
        raise BadLog("missing", f"Il manque la tuile {tile_path(level, index, width)}.")

    def hashes(self, level: int, index: int) -> list[bytes]:
        """The hashes of a tile that this size has, 1 to 256."""
        return self._pyramid(level, index)[0]

    def _pyramid(self, level: int, index: int) -> list[list[bytes]]:
        """A tile and the full subtrees over it, row by row; those used last are kept."""
        width = min(WIDTH, (self.size >> HEIGHT * level) - index * WIDTH)
        with self._guard:
            rows = self._kept.pop((level, index, width), None) or self._load(level, index, width)
            if len(self._kept) >= KEPT_TILES:
                del self._kept[next(iter(self._kept))]
            self._kept[level, index, width] = rows
        return rows

    def _load(self, level: int, index: int, width: int) -> list[list[bytes]]:
        hashes = split_tile(self.read(level, index))[:width]
        if len(hashes) < width:
            raise BadLog("corrupt", f"La tuile {tile_path(level, index, width)} est trop courte.")
        return pyramid(hashes)

    def bundle(self, index: int) -> list[bytes]:
        """The entries of a bundle that this size has, 1 to 256."""
        width = min(WIDTH, self.size - index * WIDTH)
        entries = decode_bundle(self.read(ENTRIES, index))[:width]
        if len(entries) < width:
            raise BadLog("corrupt", f"Le paquet {tile_path(ENTRIES, index, width)} est trop court.")
        return entries

    def nodes(self, level: int, index: int) -> bytes:
        """The hash of a full subtree, from the tile that spans it."""
        tile_level, height = divmod(level, HEIGHT)
        tile, offset = divmod(index << height, WIDTH)
        return self._pyramid(tile_level, tile)[height][offset >> height]

    def root(self, size: int | None = None) -> bytes:
        return range_root(self.nodes, 0, self._upto(size))

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        return inclusion_proof(self.nodes, index, self._upto(size))

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        return consistency_proof(self.nodes, old, self._upto(new))

    def leaf_hashes(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        return self._slices(lambda tile: self.hashes(0, tile), start, self._upto(end))

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        return self._slices(self.bundle, start, self._upto(end))

    def _slices(self, read: Callable[[int], list[bytes]], start: int, end: int) -> Iterator[bytes]:
        for tile in range(start // WIDTH, -(-end // WIDTH)):
            first = tile * WIDTH
            yield from read(tile)[max(0, start - first) : end - first]

    def _upto(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise BadLog("range", f"Le journal n’a que {self.size} entrées, pas {size}.")
        return size


class TileLog(Tiles):
    """The log of a folder: `published` is what its checkpoint says, `size` counts what was appended since too.

    After an error of `append` the log stands at its published size again. One process appends at a time.
    """

    def __init__(self, folder: Path | str) -> None:
        super().__init__(folder, 0)
        self._batch = Batch(self.folder)
        self._finished: list[str] = []
        self._lock: IO[bytes] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Stand where the checkpoint of the folder says, having checked that its tiles lead to its root."""
        self._kept.clear()
        self._batch.forget()
        self._finished.clear()
        self.note = read_note(self.folder / "checkpoint")
        self.published = Checkpoint.parse(self.note.text) if self.note else Checkpoint("", 0, EMPTY_ROOT)
        self.size = self.published.size
        if self.root() != self.published.root:
            raise BadLog(
                "forked", f"Les tuiles de {self.folder} ne donnent pas la racine de son point de contrôle."
            )
        self._tails: list[list[bytes]] | None = None

    # --- Appending -----------------------------------------------------------------------------------

    def append(self, entries: Iterable[bytes]) -> int:
        """Write the entries, durably, behind those that are there. Returns the size, which `publish` makes public."""
        self._take_lock()
        try:
            self._load_tails()
            iterator = iter(entries)
            while chunk := list(islice(iterator, WIDTH - len(self._entries))):
                if max(map(len, chunk)) > LONGEST_ENTRY:
                    raise BadLog("too_long", f"Une entrée dépasse {LONGEST_ENTRY} octets.")
                self._add(chunk)
            self._put_partials()
            self._batch.settle()
        except BaseException:
            self.refresh()
            raise
        return self.size

    def _load_tails(self) -> None:
        if self._tails is not None:
            return
        tails: list[list[bytes]] = []
        while (width := self.size >> HEIGHT * len(tails)) > 0:
            tails.append(list(self.hashes(len(tails), width // WIDTH)) if width % WIDTH else [])
        self._entries = self.bundle(self.size // WIDTH) if self.size % WIDTH else []
        if [leaf_hash(entry) for entry in self._entries] != (tails[0] if tails else []):
            raise BadLog("corrupt", "Le dernier paquet d’entrées ne correspond pas à sa tuile.")
        self._tails = tails

    def _add(self, chunk: list[bytes]) -> None:
        self._entries += chunk
        self.size += len(chunk)
        if len(self._entries) == WIDTH:
            self._put_full(ENTRIES, self.size // WIDTH - 1, encode_bundle(self._entries))
            self._entries = []
        self._push(0, [sha256(b"\0" + entry).digest() for entry in chunk])

    def _push(self, level: int, hashes: list[bytes]) -> None:
        assert self._tails is not None
        if level == len(self._tails):
            self._tails.append([])
        tail = self._tails[level]
        tail += hashes
        if len(tail) == WIDTH:
            self._put_full(level, (self.size >> HEIGHT * (level + 1)) - 1, b"".join(tail))
            self._tails[level] = []
            self._push(level + 1, pyramid(tail)[-1])

    def _put_full(self, level: int | str, index: int, raw: bytes) -> None:
        path = tile_path(level, index)
        self._batch.put(path, raw)
        self._finished.append(path)

    def _put_partials(self) -> None:
        assert self._tails is not None
        for level, tail in enumerate(self._tails):
            if tail:
                self._batch.put(
                    tile_path(level, self.size >> HEIGHT * (level + 1), len(tail)), b"".join(tail)
                )
        if self._entries:
            path = tile_path(ENTRIES, self.size // WIDTH, len(self._entries))
            self._batch.put(path, encode_bundle(self._entries))

    # --- Publishing ----------------------------------------------------------------------------------

    def checkpoint(self, origin: str) -> Checkpoint:
        """What there is to sign of all that was appended."""
        return Checkpoint(origin, self.size, self.root())

    def publish(self, note: Note) -> None:
        """Make this signed checkpoint the log's. It never shrinks, nor changes the root of a size."""
        self._take_lock()
        new, old = Checkpoint.parse(note.text), self.published
        if self.note and new.origin != old.origin:
            raise BadLog(
                "origin", f"Ce point de contrôle est de {new.origin}, et ce journal est {old.origin}."
            )
        if new.size < old.size:
            raise BadLog(
                "shrinks", f"Un journal de {old.size} entrées ne peut pas n’en avoir que {new.size}."
            )
        if new.size not in (old.size, self.size):
            raise BadLog("range", f"Le journal a {self.size} entrées, pas {new.size}.")
        if self.root(new.size) != new.root:
            raise BadLog("forked", f"La racine à {new.size} entrées n’est pas celle du point de contrôle.")
        os.makedirs(self.folder, exist_ok=True)
        replace_durably(self.folder / "checkpoint", note.encode())
        self.note, self.published = note, new
        if new.size == self.size:
            self._drop_partials()

    def _drop_partials(self) -> None:
        """Partial tiles whose full tile is published."""
        for path in self._finished:
            shutil.rmtree(self.folder / f"{path}.p", ignore_errors=True)
        self._finished.clear()

    # --- One writer ----------------------------------------------------------------------------------

    def _take_lock(self) -> None:
        if self._lock is None:
            os.makedirs(self.folder, exist_ok=True)
            lock = (self.folder / ".lock").open("wb")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                raise BadLog("busy", f"Un autre processus écrit dans {self.folder}.") from None
            self._lock = lock
            self.refresh()

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_note(path: Path) -> Note | None:
    try:
        return Note.parse(path.read_bytes())
    except FileNotFoundError:
        return None
