"""A published folder is checked alone: each kind of tampering is found, and the first bad index is named."""

import os
import shutil

import pytest

from siraba.engines.transparency.audit import Trust, audit
from siraba.engines.transparency.errors import BadNote, BadProof
from siraba.engines.transparency.notes import Checkpoint, Signer
from siraba.engines.transparency.proofs import Inclusion
from siraba.engines.transparency.shards import is_link, link_entry
from siraba.engines.transparency.tests.support import LOG_KEY, ORIGIN, entries, entry, grow, witness_key
from siraba.engines.transparency.tiles import WIDTH, TileLog, encode_bundle, tile_path

SIZE = 70_000
TRUST = Trust([LOG_KEY.verifier])


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    with TileLog(folder) as log:
        grow(log, 40_000)
        grow(log, SIZE)
    return folder


@pytest.fixture
def folder(published, tmp_path):
    return shutil.copytree(published, tmp_path / "copy", copy_function=os.link)


def put(path, raw):
    """In place of the file, whose copies stay as they are."""
    path.unlink()
    path.write_bytes(raw)


def bundle(folder, index):
    return folder / tile_path("entries", index, min(WIDTH, SIZE - index * WIDTH))


def found(folder, trust=TRUST):
    [report] = audit(folder, trust)
    return report


def test_an_honest_log_has_no_fault(folder):
    report = found(folder)
    assert (report.faults, report.first_bad_index, report.checkpoint.size) == ([], None, SIZE)


@pytest.mark.parametrize("at", [0, 255, 256, 65_535, 65_536, SIZE - 1])
def test_a_changed_entry_is_named(folder, at):
    rows = entries(at // WIDTH * WIDTH, min(SIZE, (at // WIDTH + 1) * WIDTH))
    rows[at % WIDTH] = entry(at, b"other")
    put(bundle(folder, at // WIDTH), encode_bundle(rows))
    assert found(folder).first_bad_index == at
    assert len(found(folder).faults) == 1


@pytest.mark.parametrize("change", ["delete", "insert", "swap", "cut", "gone"])
def test_a_bundle_with_other_entries_is_named(folder, change):
    rows = entries(512, 768)
    if change == "delete":
        del rows[10]
    elif change == "insert":
        rows.insert(10, entry(9, b"new"))
    elif change == "swap":
        rows[10], rows[20] = rows[20], rows[10]
    path = bundle(folder, 2)
    raw = encode_bundle(rows)
    put(path, raw[:-5] if change == "cut" else raw)
    if change == "gone":
        path.unlink()
    assert found(folder).first_bad_index in ({"cut", "gone", "delete"} & {change} and {512} or {522})


def test_a_tile_of_hashes_that_is_not_that_of_its_entries_is_named(folder):
    path = folder / tile_path(0, 3)
    raw = path.read_bytes()
    put(path, raw[:64] + b"x" * 32 + raw[96:])
    assert found(folder).first_bad_index == 3 * WIDTH + 2


def test_an_entry_changed_with_its_tile_is_found_above(folder):
    rows = [*entries(768, 1023), entry(1023, b"other")]
    put(bundle(folder, 3), encode_bundle(rows))
    other = TileLog(folder.parent / "other")
    grow(other, 768)
    other.append(rows)
    put(folder / tile_path(0, 3), (other.folder / tile_path(0, 3)).read_bytes())
    fault = found(folder).faults[0]
    assert (fault.index, "768 à 1023" in fault.message) == (768, True)


@pytest.mark.parametrize(
    ("level", "index", "width", "first"), [(1, 0, 256, 0), (1, 1, 17, 65_536), (2, 0, 1, 0)]
)
@pytest.mark.parametrize("gone", [True, False])
def test_a_changed_or_missing_tile_above_is_found(folder, level, index, width, first, gone):
    path = folder / tile_path(level, index, width)
    path.unlink() if gone else put(path, b"x" * 32 * width)
    assert found(folder).first_bad_index == first


def test_all_tiles_gone_are_faults_and_no_failure(folder):
    shutil.rmtree(folder / "tile")
    assert found(folder).first_bad_index == 0


def test_a_bundle_and_its_tile_gone_do_not_accuse_the_others(folder):
    bundle(folder, 5).unlink()
    (folder / tile_path(0, 5)).unlink()
    assert [fault.index for fault in found(folder).faults] == [5 * WIDTH]


def test_a_checkpoint_signed_by_another_is_refused(folder):
    tree = Checkpoint.parse(TileLog(folder).note.text)
    put(folder / "checkpoint", tree.signed(Signer.generate(ORIGIN)).encode())
    assert [fault.code for fault in found(folder).faults] == ["unsigned"]
    put(folder / "checkpoint", b"rien")
    assert [fault.code for fault in found(folder).faults] == ["malformed"]


def test_a_checkpoint_of_another_root_is_refused(folder):
    put(folder / "checkpoint", Checkpoint(ORIGIN, SIZE, b"x" * 32).signed(LOG_KEY).encode())
    assert "root" in [fault.code for fault in found(folder).faults]


def test_an_old_state_put_back_is_found_by_a_checkpoint_kept_elsewhere(folder, tmp_path):
    note = TileLog(folder).note
    with TileLog(tmp_path / "old") as log:
        grow(log, 40_000)
    report = found(tmp_path / "old", Trust([LOG_KEY.verifier], kept=[note]))
    assert [(fault.code, fault.index) for fault in report.faults] == [("shrinks", 40_000)]


def test_with_the_key_of_the_log_what_witnesses_signed_cannot_be_rewritten(tmp_path):
    witnesses = [witness_key(f"temoin{n}.example") for n in range(3)]
    log = TileLog(tmp_path / "log")
    kept = []
    for size in (300, 500, 800):
        note = grow(log, size)
        kept.append(
            note.with_signatures([one.sign(note.text, 1) for one in witnesses[: 2 if size < 800 else 1]])
        )
    trust = Trust([LOG_KEY.verifier], [one.verifier for one in witnesses], 2, kept)
    assert (found(tmp_path / "log", trust).faults, found(tmp_path / "log", trust).cosigned) == ([], 500)

    forged = TileLog(tmp_path / "forged")
    rows = [*entries(0, 400), entry(400, b"forged"), *entries(401, 900)]
    forged.append(rows)
    forged.publish(forged.checkpoint(ORIGIN).signed(LOG_KEY))
    assert found(tmp_path / "forged").faults == []  # the folder alone says nothing
    report = found(tmp_path / "forged", trust)
    assert (report.faults[0].code, report.first_bad_index, report.cosigned) == ("forked", 300, 300)


def test_a_link_that_is_wrong_hides_nothing_else(folder, tmp_path):
    log = TileLog(tmp_path / "log")
    note = grow(log, 300)
    forged = TileLog(tmp_path / "forged")
    forged.append(
        [
            link_entry(Checkpoint(ORIGIN, 0, b"x" * 32)),
            *entries(1, 299),
            link_entry(Checkpoint(ORIGIN, 0, b"x" * 32)),
        ]
    )
    forged.publish(forged.checkpoint(ORIGIN).signed(LOG_KEY))
    report = found(tmp_path / "forged", Trust([LOG_KEY.verifier], kept=[note]))
    assert [fault.code for fault in report.faults] == ["link", "forked"]


def test_an_unreadable_neighbour_of_the_checkpoint_is_not_believed(folder):
    (folder / "checkpoint.cosigned").write_bytes(b"rien")
    assert found(folder).faults == []


def test_shards_cite_the_one_before(tmp_path):
    keys = {name: Signer.generate(f"journal.example/{name}") for name in ("2026", "2026-2", "2027")}
    last = None
    for name, key in keys.items():
        with TileLog(tmp_path / name) as log:
            log.append(([link_entry(last)] if last else []) + entries(0, 300))
            last = log.checkpoint(key.name)
            log.publish(last.signed(key))
    trust = Trust([key.verifier for key in keys.values()])
    reports = audit(tmp_path, trust)
    assert [(report.folder.name, report.faults) for report in reports] == [(name, []) for name in keys]

    with TileLog(tmp_path / "2026-2") as log:  # goes on after the next has begun
        grow(log, 400, signer=keys["2026-2"])
    assert [report.first_bad_index for report in audit(tmp_path, trust)] == [None, None, 0]


def test_a_shard_is_cited_by_the_first_entry_alone(tmp_path):
    log = TileLog(tmp_path)
    log.append([*entries(0, 9), link_entry(Checkpoint(ORIGIN, 0, b"x" * 32))])
    log.publish(log.checkpoint(ORIGIN).signed(LOG_KEY))
    assert (found(tmp_path).first_bad_index, is_link(entry(3))) == (9, False)


def test_a_proof_is_read_as_it_was_written_and_proves_one_entry(published):
    log = TileLog(published)
    proof = Inclusion(777, tuple(log.inclusion(777)), log.note)
    again = Inclusion.parse(str(proof).encode())
    assert again == proof
    assert again.proves(entry(777))
    assert not again.proves(entry(778))
    again.note.require([LOG_KEY.verifier])
    for raw in (b"", str(proof).encode()[5:], str(proof).replace("index 777", "index 0777").encode()):
        with pytest.raises((BadProof, BadNote)):
            Inclusion.parse(raw)
