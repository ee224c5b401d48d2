"""`siraba log witness | witness-file | check | prove | consistent`: French answers, and an error's exit when wrong."""

import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from siraba.cli import log as log_group
from siraba.engines.transparency.client import Place, read_answer_file, submit
from siraba.engines.transparency.notes import Verifier
from siraba.engines.transparency.proofs import Inclusion
from siraba.engines.transparency.tests.support import LOG_KEY, entry, grow
from siraba.engines.transparency.tiles import TileLog, encode_bundle, tile_path

KEY = str(LOG_KEY.verifier)


def run(*arguments):
    return CliRunner().invoke(log_group, [str(argument) for argument in arguments])


@pytest.fixture
def published(tmp_path):
    with TileLog(tmp_path / "log") as log:
        grow(log, 300)
        (tmp_path / "old").write_bytes(log.note.encode())
        grow(log, 600)
    return tmp_path / "log"


def test_a_whole_log_is_checked(published):
    result = run("check", published, "--key", KEY)
    assert result.exit_code == 0
    assert "600 entrées" in result.output
    assert "Intact" in result.output
    assert "non vérifiée" in run("check", published).output


def test_the_first_bad_entry_is_named(published):
    (published / tile_path("entries", 1)).write_bytes(encode_bundle(entry(index) for index in range(256)))
    result = run("check", published, "--key", KEY)
    assert result.exit_code == 1
    assert "Première entrée en cause : 256" in result.output


def test_how_far_witnesses_attest_is_said(published):
    result = run("check", published, "--key", KEY, "--quorum", 2)
    assert "Attesté par 2 témoins jusqu’à 0 ; 600 entrées" in result.output


def test_a_folder_without_a_log_and_a_wrong_key_are_refused(published, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "aucun journal" in run("check", tmp_path / "empty").output
    assert "La clé n’est pas" in run("check", published, "--key", "rien").output


def test_a_proof_is_written_and_read(published):
    result = run("prove", published, 599)
    assert result.exit_code == 0
    assert Inclusion.parse(result.output.encode()).proves(entry(599))
    outside = run("prove", published, 600)
    assert (outside.exit_code, "600 entrées" in outside.output) == (1, True)


def test_a_log_that_continues_is_told_from_one_that_changed(published, tmp_path):
    assert "600 entrées continuent les 300" in run("consistent", tmp_path / "old", published).output
    with TileLog(tmp_path / "other") as other:
        grow(other, 700, b"other")
    changed = run("consistent", published, tmp_path / "other")
    assert (changed.exit_code, "il a changé" in changed.output) == (1, True)
    shrunk = run("consistent", tmp_path / "other", published)
    assert shrunk.exit_code == 1


def test_a_stick_goes_to_the_witness_and_comes_back(published, tmp_path):
    first = TileLog(tmp_path / "empty")
    first.publish(first.checkpoint(LOG_KEY.name).signed(LOG_KEY))
    request, answer, state = tmp_path / "demande", tmp_path / "reponse", tmp_path / "temoin"
    assert run("consistent", tmp_path / "empty", published, "--request", request).exit_code == 0
    told = run("witness-file", request, answer, "--folder", state)
    assert "--name" in told.output
    told = run("witness-file", request, answer, "--folder", state, "--name", "temoin.example")
    assert "aucun journal connu" in told.output
    told = run("witness-file", request, answer, "--folder", state, "--log", KEY)
    assert told.exit_code == 0
    key = Verifier.parse(told.output.split(" : ", 1)[1].split("\n")[0])
    read_answer_file(TileLog(published).note, answer.read_bytes(), key)
    again = run("witness-file", request, answer, "--folder", state)  # the key of the log was kept
    assert (again.exit_code, "(409) : 600" in again.output) == (1, True)


def test_a_witness_serves_until_it_is_stopped(published, tmp_path):
    command = [sys.executable, "-c", "from siraba.cli import main; main()", "log", "witness"]
    options = ["--folder", str(tmp_path / "temoin"), "--name", "temoin.example", "--log", KEY, "--port", "0"]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "src", "PYTHONUNBUFFERED": "1"},
    )
    try:
        key = Verifier.parse(process.stdout.readline().split(" : ", 1)[1])
        url = process.stdout.readline().split(" : ", 1)[1].split()[0]
        log = TileLog(published)
        assert submit(Place(url, key), log.note, log.consistency).size == 600
        process.send_signal(signal.SIGINT)
        assert "arrêté" in process.communicate(timeout=30)[0]
    finally:
        process.kill()
    assert process.returncode == 0
