"""The journal as a public log: places that never change, tiles that tell what a database denies."""

import hashlib
import shutil
import threading
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from siraba.engines.transparency.errors import BadLog, BadWitness
from siraba.engines.transparency.merkle import leaf_hash, verify_consistency
from siraba.engines.transparency.notes import COSIGNATURE, Checkpoint, Note, Signer, has_quorum
from siraba.engines.transparency.serving import server
from siraba.engines.transparency.tiles import Tiles
from siraba.engines.transparency.witness import Witness
from siraba.foundation.audit import commitments
from siraba.foundation.audit.chain import link_hash, seal, verify
from siraba.foundation.audit.commitments import Committed, commit, committed
from siraba.foundation.audit.journal import digest_of, record
from siraba.foundation.audit.log import LogAhead, folder_of, line_entry, place_of, sequence
from siraba.foundation.audit.models import AuditLine, AuditSeal, LogCheckpoint, LogPlace, LogShard
from siraba.foundation.audit.proving import consistency, inclusion, verify_log, verify_rows
from siraba.foundation.audit.publication import NothingToReopen, publish, reopen, signer_of
from siraba.foundation.audit.witnesses import request_by_file, take_answer_file, witness_keys

pytestmark = pytest.mark.django_db


def lines(number: int) -> list[AuditLine]:
    return [record(None, "expire_consents", "", count=turn) for turn in range(number)]


def said_of(checkpoint: LogCheckpoint) -> Checkpoint:
    return Checkpoint.parse(Note.parse(checkpoint.note.encode()).text)


def without_triggers(table: str = "audit_auditline") -> None:
    with connection.cursor() as cursor:
        for what in ("no_delete", "no_update"):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {table}_{what}{on}")


def forge_the_chain() -> None:
    """What somebody with the whole database can do: make every digest and every seal anew."""
    previous = "0" * 64
    for link in AuditSeal.objects.order_by("id"):
        closed = []
        for line in AuditLine.objects.filter(seal=link).order_by("id"):
            AuditLine.objects.filter(pk=line.pk).update(digest=digest_of(line))
            closed.append((line.pk, digest_of(line)))
        made = link_hash(previous, link.at, closed)
        AuditSeal.objects.filter(pk=link.pk).update(previous=previous, hash=made, lines=len(closed))
        previous = made


def test_nothing_is_published_of_an_empty_journal():
    assert publish() is None
    assert list(verify_log()) == []


def test_each_line_stands_in_the_signed_tree_with_a_proof():
    written = lines(5)
    done = publish()
    assert (done.written, done.checkpoint.size, done.witnesses) == (5, 5, 0)
    shard = LogShard.objects.get()
    said = said_of(done.checkpoint)
    Note.parse(done.checkpoint.note.encode()).require([signer_of(shard).verifier])
    for index, line in enumerate(written):
        place, proof = place_of(line), inclusion(line)
        assert (place.shard, place.index, place.cosigned) == (shard.name, index, False)
        assert leaf_hash(line_entry(line.digest, line.salt)) == place.leaf_hash
        assert proof.proves(line_entry(line.digest, line.salt))
        assert proof.checkpoint == said


def test_an_entry_is_a_salted_commitment_and_says_nothing_of_the_line():
    one, other = lines(1) + lines(1)
    assert one.salt != other.salt
    entry = line_entry(one.digest, one.salt)
    assert entry == b"\x01" + hashlib.sha256(one.salt + bytes.fromhex(one.digest)).digest()


def test_what_was_published_is_continued():
    lines(3)
    old = publish().checkpoint
    lines(300)
    new = publish().checkpoint
    proof = consistency(LogShard.objects.get(), old.size, new.size)
    assert verify_consistency(3, 303, said_of(old).root, said_of(new).root, proof)
    assert publish().written == 0
    assert LogCheckpoint.objects.count() == 2


def test_a_line_that_waits_has_no_place_and_no_proof():
    [line] = lines(1)
    assert place_of(line) is None
    seal()
    line.refresh_from_db()
    assert place_of(line) is None
    sequence()
    assert place_of(line).index == 0
    assert inclusion(line) is None


def test_the_first_leaf_of_a_year_is_the_last_checkpoint_of_the_year_before():
    with mock.patch("django.utils.timezone.now", return_value=datetime(2026, 12, 31, 23, 50, tzinfo=UTC)):
        lines(2)
        seal()
    with mock.patch("django.utils.timezone.now", return_value=datetime(2027, 1, 1, 0, 10, tzinfo=UTC)):
        [line] = lines(1)
        publish()
    old, new = LogShard.objects.order_by("pk")
    assert (old.name, new.name) == ("2026", "2027")
    assert new.before == Note.parse(old.checkpoints.get().note.encode()).text
    assert (place_of(line).shard, place_of(line).index) == ("2027", 1)
    [first] = list(Tiles(folder_of(new), 2).entries(0, 1))
    assert first == b"\x02" + hashlib.sha256(new.before.encode()).digest()
    assert list(verify_log()) == []


@pytest.mark.usefixtures("as_owner_of_the_tables")
class TestSomebodyWithTheWholeDatabase:
    @pytest.fixture(autouse=True)
    def published(self, as_owner_of_the_tables):
        lines(3)
        seal()
        lines(4)
        publish()
        without_triggers()
        without_triggers("audit_auditseal")

    def test_a_changed_line_is_named_even_when_the_chain_was_made_anew(self):
        line = AuditLine.objects.order_by("pk")[4]
        AuditLine.objects.filter(pk=line.pk).update(detail={"count": 77})
        forge_the_chain()
        assert list(verify()) == []
        [told] = verify_log()
        assert f"l’entrée 4 du journal {LogShard.objects.get().name}" in told
        assert f"ligne {line.pk}, expire_consents" in told

    def test_a_line_taken_away_is_named_even_when_the_chain_was_made_anew(self):
        AuditLine.objects.filter(pk=AuditLine.objects.order_by("pk")[2].pk).delete()
        forge_the_chain()
        assert list(verify()) == []
        assert any("l’entrée 2" in told for told in verify_log())

    def test_another_key_cannot_sign_for_the_log(self, settings, tmp_path):
        settings.KEYS_DIR = tmp_path
        told = list(verify_log())
        assert len(told) == 1
        assert "signé" in told[0]

    def test_a_checkpoint_kept_elsewhere_is_believed(self, tmp_path):
        kept = tmp_path / "kept"
        kept.write_text(LogCheckpoint.objects.get().note)
        assert list(verify_log(kept)) == []
        shard = LogShard.objects.get()
        other = Checkpoint(said_of(LogCheckpoint.objects.get()).origin, 7, b"\1" * 32)
        kept.write_bytes(other.signed(signer_of(shard)).encode())
        assert any("contredit le point de contrôle gardé" in told for told in verify_log(kept))


@pytest.mark.usefixtures("as_owner_of_the_tables")
class TestAnOldBackup:
    @pytest.fixture
    def restored(self, as_owner_of_the_tables):
        """Five lines were published, of which the database that was put back has three."""
        lines(3)
        seal()
        lines(2)
        publish()
        for table in ("audit_auditline", "audit_auditseal", "audit_logplace", "audit_logcheckpoint"):
            without_triggers(table)
        last = AuditSeal.objects.order_by("-pk").first()
        LogCheckpoint.objects.all().delete()
        LogPlace.objects.filter(seal=last).delete()
        AuditLine.objects.filter(seal=last).delete()
        last.delete()

    def test_no_place_is_given_twice(self, restored):
        lines(1)
        seal()
        with pytest.raises(LogAhead, match="5 entrées et la base 3"):
            sequence()
        with pytest.raises(LogAhead):
            publish()
        assert LogPlace.objects.count() == 1

    def test_the_log_goes_on_in_a_shard_that_begins_with_what_was_published(self, restored):
        [line] = lines(1)
        opened = reopen()
        publish()
        assert opened.name == f"{datetime.now(UTC).year}-2"
        assert opened.before.splitlines()[1] == "5"
        assert (place_of(line).shard, place_of(line).index) == (opened.name, 1)
        told = AuditLine.objects.get(act="reopen_log")
        assert told.detail == {"lost": 2, "after": "5"}
        assert list(verify_log()) == []

    def test_there_is_nothing_to_reopen_while_the_database_is_whole(self):
        lines(1)
        publish()
        with pytest.raises(NothingToReopen):
            reopen()


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.data())
def test_wherever_the_sequencer_dies_the_next_run_goes_on(steps, data):
    """It dies before or after any of its steps; what was published stays, and every line ends up in the log."""
    for number in steps:
        lines(number)
        dying = data.draw(st.sampled_from(["", "sequence", "_publish_shard", "_keep"]))
        if dying:
            with mock.patch(f"siraba.foundation.audit.publication.{dying}", side_effect=KeyboardInterrupt):
                try:
                    publish()
                except KeyboardInterrupt:
                    continue
        else:
            publish()
    publish()
    assert list(verify_log()) == []
    placed = sum(place.seal.lines for place in LogPlace.objects.select_related("seal"))
    assert placed == AuditLine.objects.count()


def test_a_full_disk_leaves_what_was_published(monkeypatch):
    lines(2)
    publish()
    [line] = lines(1)
    with monkeypatch.context() as full:
        full.setattr(
            "siraba.engines.transparency.files.Batch.put", mock.Mock(side_effect=OSError(28, "No space left"))
        )
        with pytest.raises(OSError, match="No space"):
            publish()
    assert publish().written == 1
    assert place_of(line).index == 2
    assert list(verify_log()) == []


class TestRowsOfAnotherHouse:
    """A row of another house is in the log by the line of the act that wrote it."""

    @pytest.fixture
    def rows(self, monkeypatch):
        monkeypatch.setattr(commitments, "_walks", {})
        kept: list[Committed] = []
        committed(
            "thing",
            acts=("expire_consents",),
            rows=lambda among: iter(sorted(kept, key=lambda row: row.line_id or 0)),
        )
        return kept

    def add(self, rows, key: str, payload: bytes) -> None:
        made = commit(payload)
        line = record(None, "expire_consents", f"objet {key}", commits={f"thing:{key}": made.digest})
        rows.append(Committed(key, f"acte {key}", line.pk, made.salt, payload))

    def test_rows_that_meet_their_lines_are_silent(self, rows):
        for key in "abc":
            self.add(rows, key, key.encode())
            lines(1)
        assert list(verify_rows()) == []

    def test_a_changed_one_is_named(self, rows):
        for key in "abc":
            self.add(rows, key, key.encode())
        rows[1] = rows[1]._replace(payload=b"other")
        assert list(verify_rows()) == ["« acte b » n’est plus ce que le journal a reçu"]

    def test_one_that_is_gone_is_named(self, rows):
        for key in "abc":
            self.add(rows, key, key.encode())
        del rows[0]
        assert list(verify_rows()) == ["« objet a » : ce que le journal a reçu n’est plus ici"]

    def test_one_that_was_put_there_is_named(self, rows):
        self.add(rows, "a", b"a")
        rows.append(Committed("b", "acte b", rows[0].line_id, commit(b"b").salt, b"b"))
        rows.append(Committed("c", "acte c", None, b"", b"c"))
        assert sorted(verify_rows()) == [
            "« acte b » n’est plus ce que le journal a reçu",
            "« acte c » n’est plus ce que le journal a reçu",
        ]

    def test_one_that_opens_no_more_is_named(self, rows):
        self.add(rows, "a", b"a")
        rows[0] = rows[0]._replace(payload=None)
        assert list(verify_rows()) == ["« acte a » n’est plus ce que le journal a reçu"]


def test_the_log_of_another_year_is_never_written_over():
    lines(1)
    publish()
    folder = folder_of(LogShard.objects.get())
    (folder / "checkpoint").unlink()
    assert any("n’est plus dans son dossier" in told for told in verify_log())


def test_a_tree_that_differs_from_its_checkpoint_is_refused():
    lines(2)
    publish()
    folder = folder_of(LogShard.objects.get())
    tile = folder / "tile/0/000.p/2"
    tile.write_bytes(b"\0" * 64)
    lines(1)
    with pytest.raises(BadLog):
        publish()


def test_seals_keep_their_order_whatever_the_clock_says():
    later = datetime.now(UTC) + timedelta(days=1)
    with mock.patch("django.utils.timezone.now", return_value=later):
        first = lines(1)
        seal()
    second = lines(1)
    publish()
    assert [place_of(line).index for line in first + second] == [0, 1]


class TestWitnesses:
    """Real ones, on sockets, with the engine's own server."""

    @pytest.fixture
    def witnesses(self, settings, tmp_path):
        lines(1)
        publish()
        log = signer_of(LogShard.objects.get()).verifier
        for name in "abc":
            (tmp_path / name).mkdir()
        made = [
            Witness(tmp_path / name, Signer.generate(f"temoin-{name}.example", COSIGNATURE), [log])
            for name in "abc"
        ]
        servers = [server(witness, "127.0.0.1", 0) for witness in made]
        threads = [threading.Thread(target=one.serve_forever) for one in servers]
        for thread in threads:
            thread.start()
        settings.LOG_WITNESSES = [
            f"{witness.signer.verifier} http://127.0.0.1:{one.server_address[1]}"
            for witness, one in zip(made, servers, strict=True)
        ]
        yield servers
        for one, thread in zip(servers, threads, strict=True):
            one.shutdown()
            one.server_close()
            thread.join()

    def test_a_line_is_provisional_until_a_quorum_has_signed(self, witnesses):
        [line] = lines(1)
        assert publish().witnesses == 3
        assert place_of(line).cosigned
        note = inclusion(line).note
        assert has_quorum(note, [key for key, _url in witness_keys()], 3)

    @pytest.mark.parametrize(("silent", "enough"), [(1, True), (2, False)])
    def test_two_of_three_are_enough_and_one_is_not(self, witnesses, settings, silent, enough):
        nobody = "http://127.0.0.1:9"
        settings.LOG_WITNESSES = [
            f"{pair.split()[0]} {nobody}" if turn < silent else pair
            for turn, pair in enumerate(settings.LOG_WITNESSES)
        ]
        [line] = lines(1)
        assert publish().witnesses == 3 - silent
        assert place_of(line).cosigned is enough

    def test_who_was_silent_is_asked_again(self, witnesses, settings):
        all_three = settings.LOG_WITNESSES
        settings.LOG_WITNESSES = all_three[:1]
        [line] = lines(1)
        assert publish().witnesses == 1
        settings.LOG_WITNESSES = all_three
        assert publish().witnesses == 3
        assert place_of(line).cosigned

    def test_a_witness_without_network_signs_on_a_stick(self, witnesses, settings, tmp_path):
        """The same, by the text that is carried to it and back."""
        (tmp_path / "loin").mkdir()
        own = Witness(tmp_path / "loin", Signer.generate("temoin-loin.example", COSIGNATURE), [log_key()])
        settings.LOG_WITNESSES = [str(own.signer.verifier)]
        lines(1)
        checkpoint = publish().checkpoint
        answer = own.add_checkpoint(request_by_file(checkpoint, own.signer.verifier).encode())
        kept = take_answer_file(f"{answer.status}\n{answer.body}".encode())
        assert (kept.checkpoint, kept.witness) == (checkpoint, str(own.signer.verifier))
        with pytest.raises(BadWitness):
            take_answer_file(b"200\n\xe2\x80\x94 quelqu-un AAAA\n")

    @pytest.mark.usefixtures("as_owner_of_the_tables")
    def test_with_a_stolen_key_what_was_cosigned_cannot_be_rewritten(self, witnesses):
        """Database, tiles and key are the thief's: the witnesses refuse the new tree, and the old checkpoint tells."""
        lines(5)
        publish()
        kept = LogCheckpoint.objects.order_by("-size").first()
        without_triggers()
        without_triggers("audit_auditseal")
        AuditLine.objects.filter(pk=AuditLine.objects.order_by("pk")[2].pk).update(detail={"count": 99})
        forge_the_chain()
        shard = LogShard.objects.get()
        shutil.rmtree(folder_of(shard))
        lines(1)
        assert publish().witnesses == 0
        assert any(f"à {kept.size} entrées" in told and "contredit" in told for told in verify_log())


def log_key():
    return signer_of(LogShard.objects.get()).verifier
