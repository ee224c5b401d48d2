"""The tile log on disk: layout, proofs, what a kill or a full disk leaves, and what it refuses."""

import os
import random
import signal
import subprocess
import sys
import textwrap

import pymerkle
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.engines.transparency import files
from siraba.engines.transparency.audit import Trust, audit
from siraba.engines.transparency.errors import BadLog
from siraba.engines.transparency.merkle import (
    EMPTY_ROOT,
    in_memory,
    leaf_hash,
    range_root,
    verify_consistency,
    verify_inclusion,
)
from siraba.engines.transparency.notes import Checkpoint, Signer
from siraba.engines.transparency.tests.support import LOG_KEY, ORIGIN, entries, entry, grow
from siraba.engines.transparency.tiles import TileLog, Tiles, decode_bundle, encode_bundle, tile_path

KILLS = int(os.environ.get("TRANSPARENCY_KILLS", "6"))  # 200 outside the suite
EDGES = (1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 65_793)


def tree(size, salt=b""):
    return in_memory([leaf_hash(one) for one in entries(0, size, salt)])


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A log of 66,000 entries, three levels of tiles high."""
    log = TileLog(tmp_path_factory.mktemp("large"))
    grow(log, 66_000)
    log.close()
    return log


def test_paths_are_those_of_the_specification():
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(3, 5, 17) == "tile/3/005.p/17"
    assert tile_path("entries", 0) == "tile/entries/000"
    assert tile_path(1, 1000, 1) == "tile/1/x001/000.p/1"


def test_seventy_thousand_entries_make_the_tiles_of_the_specification(tmp_path):
    log = TileLog(tmp_path)
    grow(log, 70_000)
    tiles = tmp_path / "tile"
    assert len([path for path in (tiles / "0").glob("*") if path.suffix != ".p"]) == 273
    assert (tiles / "0/273.p/112").stat().st_size == 112 * 32
    assert (tiles / "1/000").stat().st_size == 8192
    assert sorted(str(path.relative_to(tiles)) for path in tiles.glob("[12]/*.p/*")) == [
        "1/001.p/17",
        "2/000.p/1",
    ]
    assert list(tmp_path.rglob("*.tmp")) == []


def test_a_tree_of_256_has_a_full_tile_and_a_partial_one_above(tmp_path):
    grow(TileLog(tmp_path), 256)
    assert (tmp_path / "tile/0/000").exists()
    assert (tmp_path / "tile/1/000.p/1").read_bytes() == range_root(tree(256), 0, 256)
    assert not (tmp_path / "tile/0/001.p").exists()


def test_an_empty_log_has_the_empty_root(tmp_path):
    log = TileLog(tmp_path / "none yet")
    assert (log.size, log.root(), log.append([])) == (0, EMPTY_ROOT, 0)
    log.publish(log.checkpoint(ORIGIN).signed(LOG_KEY))
    assert TileLog(tmp_path / "none yet").published == Checkpoint(ORIGIN, 0, EMPTY_ROOT)


def test_roots_are_those_of_pymerkle(large):
    peer = pymerkle.InmemoryTree(algorithm="sha256")
    for one in entries(0, 66_000):
        peer.append_entry(one)
    draw = random.Random(5)
    for size in (*EDGES, *(draw.randrange(1, 66_000) for _ in range(10))):
        assert large.root(size) == peer.get_root(size)


@settings(max_examples=60)
@given(st.data())
def test_proofs_lead_to_the_root_at_any_size(large, data):
    size = data.draw(st.one_of(st.sampled_from(EDGES), st.integers(1, 66_000)))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    root = large.root(size)
    assert verify_inclusion(leaf_hash(entry(index)), index, size, large.inclusion(index, size), root)
    assert verify_consistency(old, size, large.root(old), root, large.consistency(old, size))


def test_entries_and_leaf_hashes_are_walked(large):
    assert list(large.entries(250, 520)) == entries(250, 520)
    assert list(large.leaf_hashes(65_990)) == [leaf_hash(one) for one in entries(65_990, 66_000)]
    assert list(large.entries(5, 5)) == []
    with pytest.raises(BadLog):
        large.root(66_001)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sizes=st.lists(st.integers(0, 700), min_size=1, max_size=6))
def test_batches_of_any_size_make_the_same_log(tmp_path_factory, sizes):
    folder = tmp_path_factory.mktemp("batches")
    total = 0
    for more in sizes:
        with TileLog(folder) as log:  # each time another process
            total += more
            grow(log, total)
    assert TileLog(folder).root() == range_root(tree(total), 0, total)
    assert audit(folder, Trust([LOG_KEY.verifier]))[0].faults == []


@given(st.lists(st.binary(max_size=70)))
def test_a_bundle_is_read_as_it_was_written(rows):
    raw = encode_bundle(rows)
    assert decode_bundle(raw) == rows
    for cut in {len(raw) - 1, 1}:
        if 0 < cut < len(raw) and cut == len(raw) - 1:
            with pytest.raises(BadLog):
                decode_bundle(raw[:cut])


def test_a_reader_goes_on_while_the_log_grows(tmp_path):
    log = TileLog(tmp_path)
    grow(log, 300)
    reader = TileLog(tmp_path)
    grow(log, 70_000)  # the partial tiles that the reader knew are gone
    assert verify_inclusion(leaf_hash(entry(299)), 299, 300, reader.inclusion(299), reader.published.root)
    reader.refresh()
    assert reader.size == 70_000


# --- Refused -------------------------------------------------------------------------------------------------


def refused(code, act):
    with pytest.raises(BadLog) as refusal:
        act()
    assert refusal.value.code == code


def test_a_log_never_shrinks_nor_changes_its_root(tmp_path):
    log = TileLog(tmp_path)
    small = grow(log, 200)
    grow(log, 300)
    before = (tmp_path / "checkpoint").read_bytes()
    refused("shrinks", lambda: log.publish(small))
    refused("forked", lambda: log.publish(Checkpoint(ORIGIN, 300, b"x" * 32).signed(LOG_KEY)))
    refused("range", lambda: log.publish(Checkpoint(ORIGIN, 301, b"x" * 32).signed(LOG_KEY)))
    refused("origin", lambda: log.publish(Checkpoint("autre", 300, log.root()).signed(LOG_KEY)))
    assert (tmp_path / "checkpoint").read_bytes() == before


def test_the_same_checkpoint_may_gain_signatures(tmp_path):
    log = TileLog(tmp_path)
    note = grow(log, 10)
    other = Signer.generate("autre.example")
    log.publish(note.with_signatures([other.sign(note.text)]))
    TileLog(tmp_path).note.require([other.verifier])


def test_tiles_that_do_not_lead_to_the_checkpoint_are_not_continued(tmp_path):
    grow(TileLog(tmp_path), 300)
    path = tmp_path / "tile/0/001.p/44"
    path.write_bytes(b"x" * len(path.read_bytes()))
    refused("forked", lambda: TileLog(tmp_path))
    path.write_bytes(b"x")
    refused("corrupt", lambda: TileLog(tmp_path))
    path.unlink()
    refused("missing", lambda: TileLog(tmp_path))


def test_a_bundle_that_is_not_its_tile_is_not_continued(tmp_path):
    grow(TileLog(tmp_path), 300)
    (tmp_path / "tile/entries/001.p/44").write_bytes(encode_bundle(entries(0, 44)))
    refused("corrupt", lambda: TileLog(tmp_path).append([entry(300)]))


def test_two_processes_do_not_write_at_once(tmp_path):
    with TileLog(tmp_path) as log:
        grow(log, 3)
        refused("busy", lambda: TileLog(tmp_path).append([entry(3)]))
    assert TileLog(tmp_path).append([entry(3)]) == 4


def test_an_entry_that_is_too_long_leaves_the_log_as_it_was(tmp_path):
    log = TileLog(tmp_path)
    grow(log, 300)
    refused("too_long", lambda: log.append([entry(300), b"x" * 65_536]))
    assert (log.size, log.root()) == (300, range_root(tree(300), 0, 300))


# --- Cut short -----------------------------------------------------------------------------------------------


def test_tiles_beyond_the_checkpoint_are_nobodys_yet(tmp_path):
    log = TileLog(tmp_path)
    grow(log, 300)
    log.append(entries(300, 900, b"dropped"))
    log.close()
    again = TileLog(tmp_path)
    assert again.size == 300
    grow(again, 900)
    assert again.root() == range_root(tree(900), 0, 900)
    assert audit(tmp_path)[0].faults == []


@pytest.mark.parametrize("fails_at", range(1, 12))
def test_a_full_disk_publishes_nothing_by_half(tmp_path, monkeypatch, fails_at):
    log = TileLog(tmp_path)
    grow(log, 300)
    before = (tmp_path / "checkpoint").read_bytes()
    written = []

    def full(path, raw, write=files._write):
        written.append(path)
        if len(written) == fails_at:
            write(path, raw[: len(raw) // 2])
            raise OSError(28, "No space left on device", path)
        write(path, raw)

    monkeypatch.setattr(files, "_write", full)
    with pytest.raises(OSError, match="No space"):
        log.append(entries(300, 1500))
    monkeypatch.undo()
    assert (tmp_path / "checkpoint").read_bytes() == before
    assert list(tmp_path.rglob("*.tmp")) == []
    assert audit(tmp_path)[0].faults == []
    grow(log, 1500)
    assert log.root() == range_root(tree(1500), 0, 1500)


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(tmp_path, monkeypatch):
    log = TileLog(tmp_path)
    grow(log, 10)
    before = (tmp_path / "checkpoint").read_bytes()

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="No space"):
        log.publish(log.checkpoint(ORIGIN).signed(LOG_KEY))
    monkeypatch.undo()
    assert (tmp_path / "checkpoint").read_bytes() == before
    assert TileLog(tmp_path).size == 10


def writer(folder, seed):
    """A process that appends batches of random sizes until it is killed; it says each size that it published."""
    code = """
        import random, sys
        from siraba.engines.transparency.tests.support import ORIGIN, entries
        from siraba.engines.transparency.notes import Signer
        from siraba.engines.transparency.tiles import TileLog
        folder, seed, key = sys.argv[1:]
        draw, signer = random.Random(int(seed)), Signer.parse(key)
        with TileLog(folder) as log:
            while True:
                log.append(entries(log.size, log.size + draw.choice([1, 7, 255, 300, 2000])))
                log.publish(log.checkpoint(ORIGIN).signed(signer))
                print(log.size, log.root().hex(), flush=True)
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(folder), str(seed), LOG_KEY.private_text()],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "src"},
    )


def test_a_process_killed_at_any_instant_leaves_no_fork(tmp_path):
    draw, published = random.Random(11), {0: EMPTY_ROOT.hex()}
    for seed in range(KILLS):
        process = writer(tmp_path, seed)
        for _ in range(draw.randrange(1, 6)):
            size, root = process.stdout.readline().split()
            published[int(size)] = root
        for _ in range(draw.randrange(400_000)):  # somewhere inside the next batch
            pass
        process.send_signal(signal.SIGKILL)
        for line in process.communicate()[0].splitlines():
            size, root = line.split()
            published[int(size)] = root
        log = TileLog(tmp_path)
        assert log.size >= max(published)
        assert {size: log.root(size).hex() for size in published} == published
    report = audit(tmp_path, Trust([LOG_KEY.verifier]))[0]
    assert report.faults == []
    assert list(Tiles(tmp_path, log.size).entries()) == entries(0, log.size)
