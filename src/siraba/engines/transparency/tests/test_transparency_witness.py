"""The witness: what it refuses, what it keeps, over HTTP and by a file; and the client that asks it."""

import http.client
import threading
from contextlib import contextmanager

import pytest

from siraba.engines.transparency import witness as witness_module
from siraba.engines.transparency.client import (
    Cosigned,
    Place,
    collect,
    read_answer_file,
    read_cosignature,
    request_for,
    submit,
)
from siraba.engines.transparency.errors import BadWitness
from siraba.engines.transparency.merkle import EMPTY_ROOT
from siraba.engines.transparency.notes import Checkpoint, Note, Signer, has_quorum
from siraba.engines.transparency.proofs import Request
from siraba.engines.transparency.serving import LARGEST_REQUEST, server
from siraba.engines.transparency.tests.support import LOG_KEY, ORIGIN, grow, witness_key
from siraba.engines.transparency.tiles import TileLog, read_note
from siraba.engines.transparency.witness import Answer, Witness, answer_file, open_witness

OTHER_LOG = Signer.generate("autre.example/2026")


@pytest.fixture
def log(tmp_path):
    return TileLog(tmp_path / "log")


@pytest.fixture
def witness(tmp_path):
    return open_witness(tmp_path / "witness", "temoin.example", [LOG_KEY.verifier])


def restarted(witness):
    return Witness(witness.folder, witness.signer, [LOG_KEY.verifier])


def ask(witness, log, note, old):
    return witness.add_checkpoint(str(request_for(note, old, log.consistency)).encode())


@contextmanager
def serving(witness):
    listening = server(witness, "127.0.0.1", 0)
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def at(url, path="/add-checkpoint", body=b"", method="POST", **headers):
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("Content-Type")
    finally:
        connection.close()


# --- What it says --------------------------------------------------------------------------------------------


def test_it_cosigns_a_log_that_grows(witness, log):
    for old, size in ((0, 3), (3, 300), (300, 300), (300, 700)):
        note = grow(log, size)
        answer = ask(witness, log, note, old)
        assert answer.status == 200
        read_cosignature(note, answer.body, witness.signer.verifier)
    assert witness.misbehaviour() == []


def test_an_unknown_log_is_not_found(witness, log):
    note = Checkpoint(OTHER_LOG.name, 0, EMPTY_ROOT).signed(OTHER_LOG)
    assert ask(witness, log, note, 0).status == 404


def test_a_foreign_or_false_signature_is_forbidden(witness, log):
    note = grow(log, 5)
    impostor = Signer.generate(ORIGIN)
    assert ask(witness, log, Checkpoint.parse(note.text).signed(impostor), 0).status == 403
    changed = Note(note.text.replace("\n5\n", "\n6\n"), note.signatures)
    assert witness.add_checkpoint(str(Request(0, (), changed)).encode()).status == 403


def test_an_old_size_that_it_does_not_know_is_answered_by_the_one_it_knows(witness, log):
    note = grow(log, 5)
    ask(witness, log, note, 0)
    grow(log, 9)
    for old in (0, 3):
        assert ask(witness, log, log.note, old) == Answer(409, "5\n", "text/x.tlog.size")


def test_a_log_that_shrinks_is_refused(witness, log):
    small = grow(log, 5)
    ask(witness, log, grow(log, 9), 0)
    assert ask(witness, log, small, 5) == Answer(409, "9\n", "text/x.tlog.size")
    assert witness.add_checkpoint(str(Request(9, (), small)).encode()).status == 400


def test_a_proof_that_does_not_lead_there_is_unprocessable(witness, log):
    ask(witness, log, grow(log, 5), 0)
    note = grow(log, 9)
    proof = tuple(log.consistency(5))
    for wrong in ((), proof[:-1], (*proof, proof[0]), (b"x" * 32, *proof[1:]), proof * 10):
        assert witness.add_checkpoint(str(Request(5, wrong, note)).encode()).status == 422
    assert ask(witness, log, note, 5).status == 200


def test_a_rewritten_log_is_unprocessable(witness, log, tmp_path):
    ask(witness, log, grow(log, 500), 0)
    other = TileLog(tmp_path / "other")
    note = grow(other, 600, b"rewritten")
    assert ask(witness, other, note, 500).status == 422


def test_more_than_63_lines_of_proof_are_a_bad_request(witness, log):
    note = grow(log, 5)
    assert witness.add_checkpoint(str(Request(0, (b"x" * 32,) * 63, note)).encode()).status == 422
    assert witness.add_checkpoint(str(Request(0, (b"x" * 32,) * 64, note)).encode()).status == 400


@pytest.mark.parametrize(
    "change",
    [
        lambda body: b"",
        lambda body: body[:-1],
        lambda body: body.replace(b"old 0", b"old 00"),
        lambda body: body.replace(b"old 0", b"old -1"),
        lambda body: body.replace(b"old 0", b"old  0"),
        lambda body: body.replace(b"old 0", "old ٣".encode()),
        lambda body: body.replace(b"\n\n", b"\n", 1),
        lambda body: body.replace(b"\n", b"\r\n"),
        lambda body: b"\xff" + body,
        lambda body: body.replace(b"old 0\n", b"old 0\nAAAA\n"),
        lambda body: body.replace(b"\n5\n", b"\n05\n"),
    ],
)
def test_a_malformed_request_is_bad(witness, log, change):
    body = str(request_for(grow(log, 5), 0, log.consistency)).encode()
    assert witness.add_checkpoint(change(body)).status == 400
    assert witness.add_checkpoint(body).status == 200


# --- Two views -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "then"), [(40, 40), (40, 90)])
def test_two_roots_of_one_size_are_refused_and_kept_as_proof(witness, log, tmp_path, caplog, first, then):
    ask(witness, log, honest := grow(log, first), 0)
    if then > first:
        ask(witness, log, grow(log, then), first)
    view = grow(TileLog(tmp_path / "view"), first, b"another view")
    for _ in range(2):
        answer = witness.add_checkpoint(str(Request(first, (), view)).encode())
        assert answer == Answer(409, f"{then}\n", "text/x.tlog.size")
    [proof] = witness.misbehaviour()
    assert [record.args[-1] for record in caplog.records] == [proof]
    one, two = proof.read_text().split("\n=====\n\n")
    for raw, root in ((one, Checkpoint.parse(honest.text).root), (two, Checkpoint.parse(view.text).root)):
        note = Note.parse(raw.encode())
        note.require([LOG_KEY.verifier])
        assert (Checkpoint.parse(note.text).size, Checkpoint.parse(note.text).root) == (first, root)


# --- What it keeps -------------------------------------------------------------------------------------------


def test_a_witness_that_starts_again_knows_where_it_was(witness, log):
    ask(witness, log, grow(log, 5), 0)
    again = restarted(witness)
    assert ask(again, log, grow(log, 9), 0) == Answer(409, "5\n", "text/x.tlog.size")
    assert ask(again, log, log.note, 5).status == 200


def test_a_state_put_back_is_refused_at_the_start(witness, log):
    ask(witness, log, grow(log, 5), 0)
    path = witness._path(ORIGIN, "checkpoint")
    old = path.read_bytes()
    ask(witness, log, grow(log, 9), 5)
    path.write_bytes(old)
    with pytest.raises(BadWitness) as refusal:
        restarted(witness)
    assert refusal.value.code == "rolled_back"
    path.unlink()
    with pytest.raises(BadWitness):
        restarted(witness)


def test_a_state_that_another_wrote_is_refused_at_the_start(witness, log):
    ask(witness, log, grow(log, 5), 0)
    witness._path(ORIGIN, "checkpoint").write_bytes(log.note.encode())
    with pytest.raises(BadWitness) as refusal:
        restarted(witness)
    assert refusal.value.code == "state"


def test_a_history_cut_by_a_power_failure_is_made_whole(witness, log):
    ask(witness, log, grow(log, 5), 0)
    path = witness._path(ORIGIN, "history")
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    again = restarted(witness)
    assert [Checkpoint.parse(note.text).size for note in again._history(ORIGIN)] == [5]
    assert ask(again, log, grow(log, 9), 5).status == 200
    assert [Checkpoint.parse(note.text).size for note in restarted(again)._history(ORIGIN)] == [5, 9]


def test_what_cannot_be_kept_is_not_cosigned(witness, log, monkeypatch):
    ask(witness, log, grow(log, 5), 0)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(witness_module, "replace_durably", full)
    body = str(request_for(grow(log, 9), 5, log.consistency)).encode()
    with serving(witness) as url:
        status, said, _ = at(url, body=body)
    assert status == 500
    assert "—".encode() not in said
    monkeypatch.undo()
    assert Checkpoint.parse(restarted(witness).last(ORIGIN).text).size == 5


def test_a_clock_put_back_does_not_put_its_word_back(witness, log, monkeypatch):
    monkeypatch.setattr(witness_module.time, "time", lambda: 2_000)
    ask(witness, log, grow(log, 5), 0)
    monkeypatch.setattr(witness_module.time, "time", lambda: 1_000)
    note = grow(log, 9)
    answer = ask(witness, log, note, 5)
    assert read_cosignature(note, answer.body, witness.signer.verifier).time == 2_000


def test_its_state_holds_no_signature_that_a_stranger_added(witness, log):
    note = grow(log, 5)
    stranger = witness_key("inconnu.example")
    ask(witness, log, note.with_signatures([stranger.sign(note.text, 5)]), 0)
    kept = read_note(witness._path(ORIGIN, "checkpoint"))
    assert {signature.name for signature in kept.signatures} == {ORIGIN, "temoin.example"}


def test_its_key_is_made_once_and_read_by_its_owner_alone(witness):
    again = open_witness(witness.folder, "un autre nom", [LOG_KEY.verifier])
    assert again.signer.verifier == witness.signer.verifier
    assert (witness.folder / "key").stat().st_mode & 0o077 == 0


def test_a_key_of_a_log_makes_no_witness(tmp_path):
    with pytest.raises(BadWitness):
        Witness(tmp_path, LOG_KEY, [])


# --- Over HTTP -----------------------------------------------------------------------------------------------


def test_over_http_as_the_specification_says(witness, log):
    note = grow(log, 5)
    body = str(request_for(note, 0, log.consistency)).encode()
    with serving(witness) as url:
        status, said, _ = at(url, body=body)
        assert status == 200
        read_cosignature(note, said.decode(), witness.signer.verifier)
        assert at(url, body=body) == (409, b"5\n", "text/x.tlog.size")
        assert at(url, path="/other", body=body)[0] == 404
        assert at(url, method="GET")[0] == 501
        assert at(url, body=b"x" * (LARGEST_REQUEST + 1))[0] == 413
        assert at(url, **{"Content-Length": "9" * 5000})[0] == 413
        assert at(url, **{"Content-Length": "-4"})[0] == 411


def test_of_requests_that_race_no_smaller_one_comes_last(witness, log):
    """Each thread sends its own growth; whatever the order, what is kept never shrinks and nobody gets a fork."""
    notes = [grow(log, size) for size in range(10, 170, 10)]
    answers, refusals = [], []
    with serving(witness) as url:
        place = Place(url, witness.signer.verifier)

        def send(note):
            try:
                answers.append(submit(place, note, log.consistency).size)
            except BadWitness as refusal:
                refusals.append(refusal.code)

        threads = [threading.Thread(target=send, args=(note,)) for note in notes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    kept = [Checkpoint.parse(note.text).size for note in witness._history(ORIGIN)]
    assert set(refusals) <= {"ahead", "status_409"}
    assert kept == sorted(kept)
    assert sorted(kept) == sorted(answers)
    assert Checkpoint.parse(witness.last(ORIGIN).text).size == kept[-1]


def test_the_same_request_twice_at_once_is_cosigned_once_from_there(witness, log):
    body = str(request_for(grow(log, 5), 0, log.consistency)).encode()
    with serving(witness) as url:
        said = []
        threads = [threading.Thread(target=lambda: said.append(at(url, body=body)[0])) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(said) == [200, 409]


def test_the_client_finds_the_size_by_itself(witness, log):
    ask(witness, log, grow(log, 5), 0)
    note = grow(log, 900)
    with serving(witness) as url:
        answer = submit(Place(url, witness.signer.verifier), note, log.consistency)
        assert (answer.size, answer.went_back) == (900, False)
        again = submit(Place(url + "/", witness.signer.verifier, known=900), note, log.consistency)
        assert again.size == 900


def test_a_witness_that_went_back_is_told(witness, log):
    ask(witness, log, grow(log, 5), 0)
    note = grow(log, 20)
    with serving(witness) as url:
        assert submit(Place(url, witness.signer.verifier, known=15), note, log.consistency).went_back


@pytest.mark.parametrize("known", [0, 5, 9])
def test_the_client_says_why_a_witness_refuses(witness, log, tmp_path, known):
    ask(witness, log, grow(log, 9), 0)
    other = TileLog(tmp_path / "other")
    view = grow(other, 9, b"view")
    small = Checkpoint.parse(view.text)
    with serving(witness) as url:
        place = Place(url, witness.signer.verifier, known)
        with pytest.raises(BadWitness) as refusal:
            submit(place, view, other.consistency)
        assert refusal.value.code == "forked"
        with pytest.raises(BadWitness) as refusal:
            submit(place, Checkpoint(ORIGIN, 5, other.root(5)).signed(LOG_KEY), other.consistency)
        assert refusal.value.code == "ahead"
        with pytest.raises(BadWitness) as refusal:
            submit(place, small.signed(Signer.generate(ORIGIN)), other.consistency)
        assert refusal.value.code == "status_403"


def test_two_witnesses_of_three_are_enough_and_the_third_is_named(log, tmp_path):
    ours = [open_witness(tmp_path / str(n), f"temoin{n}.example", [LOG_KEY.verifier]) for n in range(3)]
    keys = [one.signer.verifier for one in ours]
    note = grow(log, 50)
    with serving(ours[0]) as first, serving(ours[1]) as second:
        places = [Place(first, keys[0]), Place(second, keys[1]), Place("http://127.0.0.1:9", keys[2])]
        cosigned, said = collect(places, note, log.consistency, seconds=5)
    assert has_quorum(cosigned, keys, 2)
    assert not has_quorum(cosigned, keys, 3)
    assert isinstance(said["temoin0.example"], Cosigned)
    assert said["temoin2.example"].code == "silent"
    log.publish(cosigned)


def test_a_witness_under_another_key_is_not_believed(witness, log):
    note = grow(log, 5)
    with serving(witness) as url, pytest.raises(BadWitness) as refusal:
        submit(Place(url, witness_key("temoin.example").verifier), note, log.consistency)
    assert refusal.value.code == "answer"


# --- By a file -----------------------------------------------------------------------------------------------


def test_the_same_by_a_stick(witness, log, tmp_path):
    note = grow(log, 5)
    request, answer = tmp_path / "demande.txt", tmp_path / "réponse.txt"
    request.write_text(str(request_for(note, 0, log.consistency)))
    assert answer_file(witness, request, answer).status == 200
    signature = read_answer_file(note, answer.read_bytes(), witness.signer.verifier)
    note.with_signatures([signature]).require([witness.signer.verifier])
    assert answer_file(witness, request, answer).status == 409
    with pytest.raises(BadWitness, match="5"):
        read_answer_file(note, answer.read_bytes(), witness.signer.verifier)


@pytest.mark.parametrize("raw", [b"", b"200\n", b"200\nrien\n", b"\xff\xfe"])
def test_a_damaged_answer_is_told(witness, log, raw):
    with pytest.raises(BadWitness):
        read_answer_file(grow(log, 5), raw, witness.signer.verifier)


def test_requests_are_read_as_they_were_written(log):
    note = grow(log, 600)
    request = request_for(note, 257, log.consistency)
    assert Request.parse(str(request).encode()) == request
