"""Notes are read strictly: what is accepted is what would be written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.transparency.errors import BadNote
from siraba.engines.transparency.notes import (
    COSIGNATURE,
    Checkpoint,
    Note,
    Signature,
    Signer,
    Verifier,
    cosignatures,
    has_quorum,
)

# The example of C2SP signed-note's reference implementation, golang.org/x/mod/sumdb/note
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
TREE = Checkpoint("journal.example/2026", 7, b"r" * 32)
LOG, WITNESS = Signer.generate("journal.example/2026"), Signer.generate("temoin.example", COSIGNATURE)


def test_the_published_note_and_its_keys():
    note = Note.parse(GO_NOTE.encode())
    key = Verifier.parse(VKEY)
    assert str(key) == VKEY
    note.require([key])
    signer = Signer.parse(SKEY)
    assert signer.verifier == key
    assert signer.private_text() == SKEY
    assert str(Note(note.text, (signer.sign(note.text),))) == GO_NOTE


def test_a_checkpoint_is_read_as_it_was_written():
    note = Note.parse(TREE.signed(LOG).encode())
    note.require([LOG.verifier])
    assert Checkpoint.parse(note.text) == TREE
    more = Checkpoint(TREE.origin, 0, TREE.root, ("une ligne", "une autre"))
    assert Checkpoint.parse(more.text) == more


def test_a_cosignature_says_when():
    note = TREE.signed(LOG).with_signatures([WITNESS.sign(TREE.text, 1_800_000_000)])
    [(key, signature)] = Note.parse(note.encode()).verified([WITNESS.verifier])
    assert (key, signature.time) == (WITNESS.verifier, 1_800_000_000)
    early = Signature(signature.name, signature.key_id, (5).to_bytes(8) + signature.signature[8:])
    with pytest.raises(BadNote):
        Note(TREE.text, (early,)).verified([WITNESS.verifier])


def test_a_log_signature_is_no_cosignature_of_the_same_key():
    same = Signer(LOG.name, COSIGNATURE, LOG.secret)
    assert same.verifier.key_id != LOG.verifier.key_id
    assert TREE.signed(LOG).verified([same.verifier]) == []


def test_unknown_keys_are_ignored_and_a_false_signature_spoils_the_note():
    other = Signer.generate(LOG.name)
    with pytest.raises(BadNote, match="Aucune clé"):
        TREE.signed(other).require([LOG.verifier])
    TREE.signed(other, LOG).require([LOG.verifier])
    false = Signature(LOG.name, LOG.verifier.key_id, b"0" * 64)
    with pytest.raises(BadNote, match="fausse"):
        TREE.signed(LOG).with_signatures([false]).require([LOG.verifier])


def test_one_witness_under_two_names_counts_once():
    twin = Signer("autre.example", COSIGNATURE, WITNESS.secret)
    third = Signer.generate("troisieme.example", COSIGNATURE)
    keys = [WITNESS.verifier, twin.verifier, third.verifier]
    note = TREE.signed(LOG).with_signatures([WITNESS.sign(TREE.text, 1), twin.sign(TREE.text, 1)])
    assert len(cosignatures(note, keys)) == 1
    assert not has_quorum(note, keys, 2)
    assert has_quorum(note.with_signatures([third.sign(TREE.text, 1)]), keys, 2)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"texte\n",
        b"\n\n\xe2\x80\x94 a AAAAAAA=\n",
        GO_NOTE.encode()[:-1],
        GO_NOTE.replace("— ", "- ").encode(),
        GO_NOTE.replace("AM=", "AN=").encode(),  # another spelling of the same bytes
        GO_NOTE.replace("PeterNeumann x", "Peter+Neumann x").encode(),
        GO_NOTE.replace("PeterNeumann x", "Peter Neumann x").encode(),
        GO_NOTE.replace("\n", "\r\n").encode(),
        GO_NOTE.encode() + b"\xff",
        GO_NOTE.encode() + b"x" * 70_000,
        (GO_NOTE + GO_NOTE.split("\n\n")[1] * 64).encode(),
    ],
)
def test_a_malformed_note_is_refused(raw):
    with pytest.raises(BadNote) as refusal:
        Note.parse(raw).require([Verifier.parse(VKEY)])
    assert refusal.value.code == "malformed"


@pytest.mark.parametrize(
    "text",
    [
        "origine\n7\n",
        "\n7\n" + "A" * 43 + "=\n",
        f"o\n07\n{TREE.text.split()[2]}\n",
        f"o\n-7\n{TREE.text.split()[2]}\n",
        f"o\n９\n{TREE.text.split()[2]}\n",
        f"o\n{1 << 63}\n{TREE.text.split()[2]}\n",
        "o\n7\nAAAA\n",
        TREE.text + "\n",
        TREE.text[:-1],
    ],
)
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nom",
        "nom+00000000+AAAA",
        VKEY.replace("c74f", "C74F"),
        VKEY.replace("c74f", "c74e"),
        VKEY[:-4],
        SKEY,
    ],
)
def test_a_malformed_key_is_refused(text):
    with pytest.raises(BadNote):
        Verifier.parse(text)


@given(st.integers(0, 1 << 62), st.binary(min_size=32, max_size=32), st.data())
def test_whatever_byte_changes_the_note_says_no(size, root, data):
    raw = bytearray(Checkpoint(LOG.name, size, root).signed(LOG).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadNote):
        Note.parse(bytes(raw)).require([LOG.verifier])


@given(st.binary(max_size=300))
def test_what_is_accepted_is_what_would_be_written(raw):
    try:
        note = Note.parse(raw)
    except BadNote:
        return
    assert note.encode() == raw
