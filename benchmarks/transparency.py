"""The log that witnesses sign: how fast it grows and proves, and whether tampering is found.

    python benchmarks/transparency.py log [LEAVES …] [--peer LEAVES]
    python benchmarks/transparency.py tampering [--trials N] [--growths N]

`log`: leaves are appended in batches of 131,072, each batch durable on disk, signed and published; then 2,000 proofs of
random leaves, from the tiles. The peers are pymerkle's tree in memory and its tree in SQLite, on the same leaves in the
same run, each in a process of its own. `tampering`: random changes of ten kinds on published logs, half of them as who
rewrites all tiles as well would make them; honest growths; and what one who stole the key of the log can do. Without
arguments: `log` at 1,000,000 leaves, then `tampering`.
"""

import argparse
import logging
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from siraba.engines.transparency.audit import Trust, audit  # noqa: E402
from siraba.engines.transparency.client import request_for  # noqa: E402
from siraba.engines.transparency.merkle import leaf_hash, verify_inclusion  # noqa: E402
from siraba.engines.transparency.notes import COSIGNATURE, Note, Signer  # noqa: E402
from siraba.engines.transparency.proofs import Request  # noqa: E402
from siraba.engines.transparency.tiles import WIDTH, TileLog, encode_bundle, tile_path  # noqa: E402
from siraba.engines.transparency.witness import Witness  # noqa: E402

SEED, BATCH, PROOFS = 2026, 131_072, 2_000
ORIGIN = "banc.example/2026"
KEY = Signer.generate(ORIGIN)
SHM = Path("/dev/shm")


# --- Speed ---------------------------------------------------------------------------------------------------


def entry(index: int, salt: bytes = b"") -> bytes:
    return b"\1" + salt.ljust(24, b".") + index.to_bytes(8, "big")


def batches(leaves: int):
    rows = map(entry, range(leaves))
    while batch := list(islice(rows, BATCH)):
        yield batch


def appended(leaves: int, act) -> tuple[float, float]:
    """Seconds on the clock and of the processor that the batches took; making the entries is left out."""
    clock = processor = 0.0
    for batch in batches(leaves):
        start, used = time.perf_counter(), time.process_time()
        act(batch)
        clock, processor = clock + time.perf_counter() - start, processor + time.process_time() - used
    return clock, processor


def told(name: str, leaves: int, seconds: tuple[float, float], proofs: list[float], disk: int = 0) -> None:
    proofs, (clock, processor) = sorted(proofs), seconds
    middle, tail = proofs[len(proofs) // 2], proofs[len(proofs) * 99 // 100]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}: {leaves:,} leaves, {leaves / clock:,.0f} appends/s ({clock:.1f} s, {processor:.1f} s of processor), "
        f"proof p50 {middle * 1e3:.2f} ms, p99 {tail * 1e3:.2f} ms, {memory:,.0f} MB resident at most, "
        f"{disk / 1e6:,.0f} MB on disk; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def timed(act):
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def ours(leaves: int, folder: Path) -> None:
    log = TileLog(folder)

    def grow(batch: list[bytes]) -> None:
        log.append(batch)
        log.publish(log.checkpoint(ORIGIN).signed(KEY))

    seconds = appended(leaves, grow)
    log.close()
    reader, draw, proofs = TileLog(folder), random.Random(SEED), []
    root = reader.root()
    for index in (draw.randrange(leaves) for _ in range(PROOFS)):
        elapsed, proof = timed(lambda index=index: reader.inclusion(index))
        proofs.append(elapsed)
        assert verify_inclusion(leaf_hash(entry(index)), index, leaves, proof, root)
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    told("tiles", leaves, seconds, proofs, disk)


def pymerkle_memory(leaves: int, folder: Path) -> None:
    import pymerkle

    tree = pymerkle.InmemoryTree(algorithm="sha256")
    seconds = appended(leaves, lambda batch: [tree.append_entry(one) for one in batch])
    draw = random.Random(SEED)
    proofs = [timed(lambda: tree.prove_inclusion(draw.randrange(leaves) + 1))[0] for _ in range(200)]
    told("pymerkle in memory", leaves, seconds, proofs)


def pymerkle_sqlite(leaves: int, folder: Path) -> None:
    import pymerkle

    with pymerkle.SqliteTree(str(folder / "tree.db"), algorithm="sha256") as tree:
        seconds = appended(leaves, tree.append_entries)
        draw = random.Random(SEED)
        proofs = [timed(lambda: tree.prove_inclusion(draw.randrange(leaves) + 1))[0] for _ in range(10)]
        told("pymerkle in SQLite", leaves, seconds, proofs, (folder / "tree.db").stat().st_size)


MEASURES = {"tiles": ours, "memory": pymerkle_memory, "sqlite": pymerkle_sqlite}


def speed(sizes: list[int], peer: int) -> None:
    runs = [("tiles", size) for size in sizes] + [(name, peer) for name in ("memory", "sqlite") if peer]
    for name, size in runs:  # a process each, so that the memory is its own
        subprocess.run([sys.executable, __file__, "one", name, str(size)], check=True)


def one(name: str, size: int) -> None:
    with TemporaryDirectory() as folder:
        MEASURES[name](size, Path(folder))


# --- Tampering -----------------------------------------------------------------------------------------------


class World:
    """A published log, its three witnesses, and what they keep: cosigned at two thirds of its size and at its end."""

    def __init__(self, folder: Path, draw: random.Random) -> None:
        self.folder, self.draw = folder / "log", draw
        self.size = draw.randrange(300, 1500)
        self.entries = [
            entry(index, bytes(draw.randrange(1, 255) for _ in range(8))) for index in range(self.size)
        ]
        self.witnesses = [
            Witness(folder / f"w{n}", Signer.generate(f"w{n}.example", COSIGNATURE), [KEY.verifier])
            for n in range(3)
        ]
        for witness in self.witnesses:
            witness.folder.mkdir(parents=True)
        self.cosigned = self.size * 2 // 3
        with TileLog(self.folder) as log:
            log.append(self.entries[: self.cosigned])
            self.kept = self.publish(log)
            for witness in self.witnesses:
                answer = witness.add_checkpoint(str(request_for(log.note, 0, log.consistency)).encode())
                assert answer.status == 200, answer
            log.append(self.entries[self.cosigned :])
            self.end = self.publish(log)
            self.note = log.note
        self.keys = [witness.signer.verifier for witness in self.witnesses]
        self.rebuilt = folder / "rebuilt"

    def publish(self, log: TileLog) -> Note:
        """The checkpoint with the signatures that the three witnesses give, or would give if they were asked."""
        note = log.checkpoint(ORIGIN).signed(KEY)
        log.publish(note)
        return note.with_signatures(witness.signer.sign(note.text, 1) for witness in self.witnesses)

    def trust(self, *kept: Note) -> Trust:
        return Trust([KEY.verifier], self.keys, 2, kept)

    def rebuild(self, entries: list[bytes], signer: Signer | None, size: int | None = None) -> Path:
        """A folder with other entries, all tiles to match; signed by this key, or under the honest checkpoint."""
        for path in sorted(self.rebuilt.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        with TileLog(self.rebuilt) as log:
            log.append(entries[:size])
            log.publish(log.checkpoint(ORIGIN).signed(signer or KEY))
        if signer is None:
            (self.rebuilt / "checkpoint").write_bytes(self.note.encode())
        return self.rebuilt

    @contextmanager
    def changed(self, path: str, raw: bytes):
        file = self.folder / path
        before = file.read_bytes()
        file.write_bytes(raw)
        try:
            yield
        finally:
            file.write_bytes(before)


def width(world: World, bundle: int) -> int:
    return min(WIDTH, world.size - bundle * WIDTH)


def edited(world: World, kind: str) -> tuple[list[bytes], int]:
    """The entries after a change of this kind, and the first index that differs."""
    draw, rows = world.draw, list(world.entries)
    at = draw.randrange(world.size - 1)
    if kind == "edit":
        flipped = bytearray(rows[at])
        flipped[draw.randrange(33)] ^= draw.randrange(1, 256)
        rows[at] = bytes(flipped)
    elif kind == "delete":
        del rows[at]
    elif kind == "insert":
        rows.insert(at, entry(draw.getrandbits(60), b"inserted"))
    elif kind == "swap":
        other = draw.randrange(at + 1, world.size)
        rows[at], rows[other] = rows[other], rows[at]
    elif kind == "truncate":
        del rows[at + 1 :]
        at += 1
    return rows, at


def of_entries(world: World, kind: str) -> tuple[list, int]:
    """In half of the cases all tiles are rewritten; in the others one bundle alone."""
    rows, at = edited(world, kind)
    if kind == "swap" or world.draw.random() < 0.5:
        return audit(world.rebuild(rows, None), world.trust(world.kept)), at
    bundle = at // WIDTH
    path = tile_path("entries", bundle, width(world, bundle))
    with world.changed(path, encode_bundle(rows[bundle * WIDTH : (bundle + 1) * WIDTH])):
        return audit(world.folder, world.trust(world.kept)), at


def resigned(world: World, kind: str) -> tuple[list, int]:
    rows, at = edited(world, world.draw.choice(["edit", "delete", "insert", "swap"]))
    other = Signer.generate(world.draw.choice([ORIGIN, "autre.example/2026"]))
    return audit(world.rebuild(rows, other), world.trust(world.kept)), at


def tile_replaced(world: World, kind: str) -> tuple[list, int]:
    level = world.draw.choice([0, 0, 0, 1])
    count = world.size >> 8 * level
    index = world.draw.randrange(-(-count // WIDTH))
    path = tile_path(level, index, min(WIDTH, count - index * WIDTH))
    raw = bytearray((world.folder / path).read_bytes())
    at = world.draw.randrange(len(raw) // 32)
    raw[at * 32 : at * 32 + 32] = world.draw.randbytes(32)
    with world.changed(path, bytes(raw)):
        return audit(world.folder, world.trust()), (index * WIDTH + at) << 8 * level


def bundle_replaced(world: World, kind: str) -> tuple[list, int]:
    bundle = world.draw.randrange(-(-world.size // WIDTH))
    rows = [entry(world.draw.getrandbits(60), b"replaced") for _ in range(width(world, bundle))]
    with world.changed(tile_path("entries", bundle, len(rows)), encode_bundle(rows)):
        return audit(world.folder, world.trust()), bundle * WIDTH


def replayed(world: World, kind: str) -> tuple[list, int]:
    """The log as it was, under a checkpoint that it did sign; whoever kept a later one sees it."""
    size = world.draw.randrange(1, world.size)
    return audit(world.rebuild(world.entries, KEY, size), world.trust(world.end)), size


def split(world: World, kind: str) -> tuple[list, int]:
    """Another tree of the size that witnesses signed, signed by the log itself: found by the audit and by a witness."""
    at = world.draw.randrange(world.cosigned)
    rows = list(world.entries[: world.cosigned])
    rows[at] = entry(at, b"split")
    reports = audit(world.rebuild(rows, KEY), world.trust(world.kept))
    view = Note.parse((world.rebuilt / "checkpoint").read_bytes())
    answer = world.draw.choice(world.witnesses).add_checkpoint(f"old {world.cosigned}\n\n{view}".encode())
    assert answer.status == 409
    return reports, at


KINDS = {
    **dict.fromkeys(("edit", "delete", "insert", "swap", "truncate"), of_entries),
    "re-sign with another key": resigned,
    "replace a tile": tile_replaced,
    "replace a bundle": bundle_replaced,
    "replay an old checkpoint": replayed,
    "split view": split,
}


def tampering(trials: int, growths: int) -> None:
    logging.getLogger("siraba").setLevel(logging.CRITICAL)  # a thousand split views are told elsewhere
    draw = random.Random(SEED)
    with TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as folder:
        worlds = [World(Path(folder) / str(number), draw) for number in range(20)]
        for world in worlds:
            assert not any(
                report.faults for report in audit(world.folder, world.trust(world.kept, world.end))
            )
        each = -(-trials // len(KINDS))
        for kind, make in KINDS.items():
            found: Counter[str] = Counter()
            for _ in range(each):
                reports, at = make(draw.choice(worlds), kind)
                found["found"] += any(report.faults for report in reports)
                index = reports[0].first_bad_index
                found["exact"] += index == at
                found["within"] += index is not None and index <= at
            print(
                f"{kind}: {found['found']} of {each} found; first bad index exact in {found['exact']}, "
                f"at or before it in {found['within']}",
                flush=True,
            )
        honest(Path(folder) / "honest", growths, draw)
        stolen(worlds, each, draw)


def honest(folder: Path, growths: int, draw: random.Random) -> None:
    false = 0
    for number in range(-(-growths // 50)):
        witness = Witness(folder / f"w{number}", Signer.generate("w.example", COSIGNATURE), [KEY.verifier])
        witness.folder.mkdir(parents=True)
        kept: list[Note] = []
        with TileLog(folder / str(number)) as log:
            for _ in range(min(50, growths)):
                size = log.size
                log.append(entry(size + more) for more in range(draw.choice([1, 2, 30, 255, 256, 300])))
                note = log.checkpoint(ORIGIN).signed(KEY)
                log.publish(note)
                answer = witness.add_checkpoint(str(request_for(note, size, log.consistency)).encode())
                reports = audit(log.folder, Trust([KEY.verifier], [witness.signer.verifier], 1, kept[-5:]))
                false += answer.status != 200 or bool(reports[0].faults)
                kept.append(witness.last(ORIGIN) or note)
    print(f"honest growths: {false} of {growths} called false", flush=True)


def stolen(worlds: list[World], trials: int, draw: random.Random) -> None:
    """Who has the key of the log rewrites entries and signs; an auditor has what the witnesses signed last."""
    below, above, found, refused, cosigned = 0, 0, 0, 0, 0
    for _ in range(trials):
        world = draw.choice(worlds)
        rows, at = edited(world, draw.choice(["edit", "delete", "insert", "swap"]))
        seen = any(report.faults for report in audit(world.rebuild(rows, KEY), world.trust(world.kept)))
        log = TileLog(world.rebuilt)
        request = request_for(log.note, world.cosigned, log.consistency)
        verdict = accepted(world, request)
        if at < world.cosigned:
            below, found, refused = below + 1, found + seen, refused + (not verdict)
        else:
            above, cosigned = above + 1, cosigned + (not seen and verdict)
    print(
        f"stolen key: below the last cosigned size {found} of {below} found by the audit, {refused} refused by a witness; "
        f"above it {cosigned} of {above} pass both: they are what nobody had witnessed",
        flush=True,
    )


def accepted(world: World, request: Request) -> bool:
    """Whether a witness that stands at the last cosigned size would sign; its state is put back."""
    witness = world.witnesses[0]
    before = {path: path.read_bytes() for path in witness.folder.iterdir()}
    status = witness.add_checkpoint(str(request).encode()).status
    for path, raw in before.items():
        path.write_bytes(raw)
    world.witnesses[0] = Witness(witness.folder, witness.signer, [KEY.verifier])
    return status == 200


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="measure")
    log = commands.add_parser("log")
    log.add_argument("leaves", type=int, nargs="*", default=[1_000_000])
    log.add_argument("--peer", type=int, default=1_000_000)
    found = commands.add_parser("tampering")
    found.add_argument("--trials", type=int, default=10_000)
    found.add_argument("--growths", type=int, default=1_000)
    single = commands.add_parser("one")
    single.add_argument("name", choices=MEASURES)
    single.add_argument("size", type=int)
    asked = parser.parse_args()
    if asked.measure == "one":
        one(asked.name, asked.size)
    if asked.measure in ("log", None):
        speed(getattr(asked, "leaves", [1_000_000]), getattr(asked, "peer", 1_000_000))
    if asked.measure in ("tampering", None):
        tampering(getattr(asked, "trials", 10_000), getattr(asked, "growths", 1_000))


if __name__ == "__main__":
    main()
