"""The published log from the command line, with a witness that has no network."""

import pytest
from click.testing import CliRunner
from django.utils import translation

from siraba.cli import main
from siraba.foundation.audit.chain import seal
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.log import LogAhead

pytestmark = pytest.mark.django_db


def run(*arguments: str):
    before = translation.get_language()
    try:
        return CliRunner().invoke(main, ["log", *arguments])
    finally:
        translation.activate(before)


def said(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    return result.output


def test_before_anything_is_published_each_command_says_so():
    assert "Rien à publier" in said("publish")
    assert "rien n’a encore été publié" in refused("keys")
    assert "rien n’a encore été publié" in refused("print")
    assert "il n’y a rien à rouvrir" in refused("reopen", "--yes")


def test_a_stick_carries_a_checkpoint_to_a_witness_and_its_signature_back(settings, tmp_path):
    record(None, "expire_consents", count=0)
    assert "1 entrées (+1), 0 témoin(s)" in said("publish")
    log_key = said("keys").strip()
    request, answer, house = tmp_path / "demande", tmp_path / "reponse", tmp_path / "temoin"
    assert "aucun témoin de ce nom" in refused("ask", "temoin.example", str(request))
    consistent = said("consistent", "--help")
    assert "clé USB" in consistent
    first = run("witness-file", str(tmp_path / "none"), str(answer), "--folder", str(house))
    assert first.exit_code == 2
    request.write_text("")
    started = run(
        "witness-file",
        str(request),
        str(answer),
        "--folder",
        str(house),
        "--name",
        "temoin.example",
        "--log",
        log_key,
    )
    [key] = [line.split(" : ")[1] for line in started.output.splitlines() if line.startswith("Clé publique")]
    settings.LOG_WITNESSES = [key]
    assert "Demande écrite" in said("ask", "temoin.example", str(request))
    answer.unlink(missing_ok=True)
    assert "Contresigné" in said("witness-file", str(request), str(answer), "--folder", str(house))
    assert "Contresigné à 1 entrées" in said("take", str(answer))
    assert "1 témoin(s)" in said("print")
    answer.write_text("200\nrien\n")
    assert "Aucun témoin connu" in refused("take", str(answer))


def test_what_a_witness_kept_is_believed_over_the_log(tmp_path, settings):
    record(None, "expire_consents", count=0)
    said("publish")
    shard = next(path for path in settings.LOG_FOLDER.iterdir() if path.is_dir())
    kept = tmp_path / "kept"
    kept.write_bytes((shard / "checkpoint").read_bytes())
    assert "Journal intact" in said("verify", "--kept", str(kept))
    kept.write_text(kept.read_text().replace(f"/{shard.name}\n", "/1999\n", 1))
    assert "est d’un autre journal" in refused("verify", "--kept", str(kept))


def test_a_database_older_than_its_log_is_told_what_to_do(monkeypatch):
    record(None, "expire_consents", count=0)
    seal()

    def ahead():
        raise LogAhead("une ancienne sauvegarde a été remise")

    monkeypatch.setattr("siraba.foundation.audit.publication.publish", ahead)
    assert "ancienne sauvegarde" in refused("publish")
