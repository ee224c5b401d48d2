"""What anybody reads of the log: its state, its files, its proofs; and nothing else of the folder."""

import base64

import pytest
from django.test import Client
from django.urls import reverse

from siraba.engines.transparency.merkle import verify_consistency
from siraba.engines.transparency.notes import Checkpoint, Note
from siraba.engines.transparency.proofs import Inclusion
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.log import folder_of, line_entry
from siraba.foundation.audit.models import LogShard
from siraba.foundation.audit.publication import publish, signer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    """A log of three lines, then of five; its shard."""
    written = [record(None, "expire_consents", count=turn) for turn in range(3)]
    publish()
    written += [record(None, "expire_consents", count=turn) for turn in range(2)]
    publish()
    shard = LogShard.objects.get()
    shard.lines = written
    return shard


def get(page: str, **arguments):
    return Client().get(reverse(f"audit:{page}", kwargs=arguments))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_an_empty_log_says_so():
    assert "Rien n’a encore été publié" in get("public_log").text


def test_the_page_says_where_the_log_stands_and_whose_keys_sign_it(published):
    page = get("public_log").text
    assert "0 sur 2 demandés" in page
    assert str(signer_of(published).verifier) in page
    root = base64.b32encode(bytes.fromhex(published.checkpoints.order_by("-size")[0].root)).decode()
    assert root[:4] + " " + root[4:8] in page


def test_a_monitor_reads_the_log_from_its_files(published):
    note = Note.parse(body(get("log_file", shard=published.name, name="checkpoint")))
    note.require([signer_of(published).verifier])
    assert Checkpoint.parse(note.text).size == 5
    tile = get("log_file", shard=published.name, name="tile/0/000.p/5")
    assert len(body(tile)) == 5 * 32
    assert "immutable" in tile["Cache-Control"]
    entries = body(get("log_file", shard=published.name, name="tile/entries/000.p/5"))
    line = published.lines[4]
    assert entries.endswith(line_entry(line.digest, line.salt))


@pytest.mark.parametrize(
    "name",
    [".lock", "tile/../checkpoint", "tile/0", "tile/0/001", "../../keys/master.key", "tile/0/000.p/5/"],
)
def test_nothing_else_of_the_disk_is_served(published, name):
    (folder_of(published) / ".lock").touch()
    assert Client().get(f"/journal/public/{published.name}/{name}").status_code == 404
    assert Client().get(f"/journal/public/2019/{name}").status_code == 404


def test_the_proofs_are_those_of_the_tree(published):
    proof = Inclusion.parse(get("inclusion_proof", shard=published.name, index=1).content)
    assert proof.proves(line_entry(published.lines[1].digest, published.lines[1].salt))
    assert not proof.proves(line_entry(published.lines[2].digest, published.lines[2].salt))
    assert get("inclusion_proof", shard=published.name, index=5).status_code == 404
    old, new = published.checkpoints.order_by("size")
    told = get("consistency_proof", shard=published.name, old=3, new=5).json()
    hashes = [base64.b64decode(one) for one in told["hashes"]]
    assert verify_consistency(3, 5, bytes.fromhex(old.root), bytes.fromhex(new.root), hashes)
    assert get("consistency_proof", shard=published.name, old=3, new=6).status_code == 404
    assert get("consistency_proof", shard=published.name, old=4, new=3).status_code == 404
