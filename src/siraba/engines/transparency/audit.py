"""Checking a published folder by itself: entries against tiles, tiles against the signed root, shards against one another.

What is trusted is given: keys of the log and of witnesses, and checkpoints that were kept elsewhere (by a witness, in
print). Memory is bounded: one tile a level.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from siraba.engines.transparency.errors import BadLog, BadNote
from siraba.engines.transparency.merkle import EMPTY_ROOT, leaf_hash, node_hash, pyramid
from siraba.engines.transparency.notes import Checkpoint, Note, Verifier, cosignatures
from siraba.engines.transparency.shards import is_link, link_entry, shard_folders
from siraba.engines.transparency.tiles import HEIGHT, WIDTH, Tiles, read_note, tile_path


@dataclass(frozen=True)
class Trust:
    """Keys of the log (none: its signature is not checked), of witnesses, how many must have cosigned, and
    signed checkpoints of any shard that were kept elsewhere."""

    keys: Sequence[Verifier] = ()
    witnesses: Sequence[Verifier] = ()
    quorum: int = 0
    kept: Sequence[Note] = ()


@dataclass(frozen=True)
class Fault:
    """`index` is the first entry that is concerned, or None when the checkpoint itself is; `code` never changes."""

    code: str
    message: str
    index: int | None = None


@dataclass
class Report:
    """`cosigned` is the largest size, found whole here, that enough witnesses have signed."""

    folder: Path
    checkpoint: Checkpoint | None = None
    cosigned: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def first_bad_index(self) -> int | None:
        return min((fault.index for fault in self.faults if fault.index is not None), default=None)


def audit(folder: Path, trust: Trust | None = None) -> list[Report]:
    """A report for each shard, in their order."""
    reports: list[Report] = []
    for shard in shard_folders(Path(folder)):
        reports.append(audit_shard(shard, trust or Trust(), reports[-1].checkpoint if reports else None))
    return reports


def audit_shard(folder: Path, trust: Trust, before: Checkpoint | None = None) -> Report:
    """`before` is the last checkpoint of the shard that this one must cite."""
    report = Report(folder)
    try:
        note = read_note(folder / "checkpoint")
        if note is None:
            raise BadNote("missing", "Le point de contrôle manque.")
        report.checkpoint = tree = Checkpoint.parse(note.text)
        if trust.keys:
            note.require([key for key in trust.keys if key.name == tree.origin])
    except BadNote as error:
        report.faults.append(Fault(error.code, str(error)))
    if report.checkpoint and note:
        walk = _Walk(folder, tree.size)
        broken = list(walk.faults())
        report.faults += [*broken, *_link_faults(walk, before)]
        whole = _compare_kept(report, trust, min((fault.index or 0 for fault in broken), default=tree.size))
        if not walk.leads_to(tree.root):
            text = f"Les entrées ne donnent pas la racine signée : une a changé entre {whole} et {tree.size - 1}."
            report.faults.append(Fault("root", text, whole))
        elif not report.faults and trust.quorum and len(_cosigned(note, trust)) >= trust.quorum:
            report.cosigned = tree.size
    return report


# --- The tree ------------------------------------------------------------------------------------------------


class _Walk:
    """From the entries up to the root, each tile compared on the way; after a fault, with what is kept above it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.tiles, self.size = Tiles(folder, size), size
        self.rows: list[list[bytes]] = [[] for level in range(64 // HEIGHT) if size >> HEIGHT * level]
        self.first = b""
        self.links: list[int] = []

    def faults(self) -> Iterator[Fault]:
        for bundle in range(-(-self.size // WIDTH)):
            try:
                entries = self.tiles.bundle(bundle)
            except BadLog as error:
                yield Fault(error.code, str(error), bundle * WIDTH)
                yield from self._go_on(bundle)
            else:
                self._look_for_links(bundle * WIDTH, entries)
                yield from self._add(0, bundle, [leaf_hash(entry) for entry in entries])
        for level, row in enumerate(self.rows[1:], start=1):
            if row:
                yield from self._compare(level, self.size >> HEIGHT * (level + 1), row)

    def _look_for_links(self, start: int, entries: list[bytes]) -> None:
        self.first = self.first or entries[0]
        self.links += [start + at for at, entry in enumerate(entries) if is_link(entry) and start + at]

    def _add(self, level: int, index: int, hashes: list[bytes]) -> Iterator[Fault]:
        """A tile of computed hashes: compare it, and hand its root upwards if it is full."""
        yield from self._compare(level, index, hashes)
        if len(hashes) < WIDTH:
            self.rows[level] = hashes
            return
        self.rows[level] = []
        yield from self._hand_up(level + 1, index, self._root_of(level, index, hashes))

    def _hand_up(self, level: int, index: int, root: bytes) -> Iterator[Fault]:
        self.rows[level].append(root)
        if len(self.rows[level]) == WIDTH:
            yield from self._add(level, index // WIDTH, self.rows[level])

    def _go_on(self, bundle: int) -> Iterator[Fault]:
        """Without the entries: with the hashes of their tile or, failing that, with what stands above it."""
        if hashes := self._stored(0, bundle):
            return self._add(0, bundle, hashes)
        above = self._stored(1, bundle // WIDTH) or []
        return self._hand_up(1, bundle, above[bundle % WIDTH]) if bundle % WIDTH < len(above) else iter(())

    def _stored(self, level: int, index: int) -> list[bytes] | None:
        try:
            return self.tiles.hashes(level, index)
        except BadLog:
            return None

    def _compare(self, level: int, index: int, hashes: list[bytes]) -> Iterator[Fault]:
        path = tile_path(level, index, len(hashes))
        stored = self._stored(level, index)
        if stored is None:
            yield Fault(
                "missing", f"La tuile {path} manque ou est coupée.", (index * WIDTH) << HEIGHT * level
            )
        elif stored != hashes:
            pairs = zip_longest(stored, hashes)
            at = next(place for place, (kept, computed) in enumerate(pairs) if kept != computed)
            first = (index * WIDTH + at) << HEIGHT * level
            last = min(first + (1 << HEIGHT * level), self.size) - 1
            which = f"L’entrée {first}" if first == last else f"Une entrée de {first} à {last}"
            yield Fault("tile", f"{which} ne correspond pas à la tuile {path}.", first)

    def _root_of(self, level: int, index: int, hashes: list[bytes]) -> bytes:
        """The root of a tile: as computed, unless what is stored and not that is what stands above."""
        root, stored = pyramid(hashes)[-1][0], self._stored(level, index)
        if stored is None or stored == hashes:
            return root
        above = self._stored(level + 1, index // WIDTH) or []
        kept = pyramid(stored)[-1][0]
        return kept if kept in above[index % WIDTH : index % WIDTH + 1] else root

    def leads_to(self, root: bytes) -> bool:
        """Whether the root is reached, with the unfinished tiles as computed or else as they are stored."""
        stored = [
            row and (self._stored(level, self.size >> HEIGHT * (level + 1)) or row)
            for level, row in enumerate(self.rows)
        ]
        return root in (_fold(self.rows), _fold(stored))


def _fold(rows: list[list[bytes]]) -> bytes:
    root = b""
    for row in rows:
        for full in _peaks(row):
            root = node_hash(full, root) if root else full
    return root or EMPTY_ROOT


def _peaks(hashes: list[bytes]) -> list[bytes]:
    """The roots of the full subtrees that the hashes fall into, the smallest and last first."""
    return [row[-1] for row in pyramid(hashes) if len(row) & 1] if hashes else []


# --- The chain of shards, and what others kept ---------------------------------------------------------------


def _link_faults(walk: _Walk, before: Checkpoint | None) -> Iterator[Fault]:
    if before and walk.first and walk.first != link_entry(before):
        yield Fault("link", f"L’entrée 0 ne cite pas la fin de {before.origin}.", 0)
    for index in walk.links:
        yield Fault("link", f"L’entrée {index} cite un autre journal : seule la première le peut.", index)


def _compare_kept(report: Report, trust: Trust, sound: int) -> int:
    """Roots at the sizes that others kept, as far as the tiles are sound. Returns the largest size that agrees."""
    tree, whole = report.checkpoint, 0
    assert tree
    notes = [*_beside(report.folder), *trust.kept]
    for kept, known in _of_this_log(notes, tree.origin, trust, report):
        if sound < known.size <= tree.size:
            continue  # told already
        if fault := _differs(report.folder, tree, known, whole):
            report.faults.append(fault)
            continue
        if kept in trust.kept:
            whole = known.size
        if trust.quorum and len(_cosigned(kept, trust)) >= trust.quorum:
            report.cosigned = known.size
    return whole


def _beside(folder: Path) -> Iterator[Note]:
    """The last checkpoint with its cosignatures, when the log keeps it apart from the newest one."""
    with suppress(BadNote):
        if cosigned := read_note(folder / "checkpoint.cosigned"):
            yield cosigned


def _of_this_log(
    notes: Iterable[Note], origin: str, trust: Trust, report: Report
) -> list[tuple[Note, Checkpoint]]:
    """The checkpoints of this log that a known key signed, the smallest first."""
    found = []
    for note in notes:
        try:
            known = Checkpoint.parse(note.text)
            if known.origin == origin and (not trust.keys or note.verified((*trust.keys, *trust.witnesses))):
                found.append((note, known))
        except BadNote as error:
            if (fault := Fault(error.code, str(error))) not in report.faults:
                report.faults.append(fault)
    return sorted(found, key=lambda pair: pair[1].size)


def _differs(folder: Path, tree: Checkpoint, known: Checkpoint, whole: int) -> Fault | None:
    if known.size > tree.size:
        text = f"Le journal s’arrête à {tree.size} entrées : un point de contrôle en atteste {known.size}."
        return Fault("shrinks", text, tree.size)
    if Tiles(folder, tree.size).root(known.size) == known.root:
        return None
    text = f"À {known.size} entrées, un point de contrôle signé donne une autre racine : une entrée a changé"
    return Fault("forked", f"{text} entre {whole} et {known.size - 1}.", whole)


def _cosigned(note: Note, trust: Trust) -> list[Verifier]:
    try:
        return [key for key, _ in cosignatures(note, trust.witnesses)]
    except BadNote:
        return []
