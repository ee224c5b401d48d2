"""A message is queued: once under its key, sealed, and written down without a number or a text."""

import json

import pytest
from django.db import connection

from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.messaging import actions, kinds
from siraba.foundation.messaging.kinds import UnknownKind, register_kind
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.messaging.sending import queue_message

pytestmark = pytest.mark.django_db
LOOK = "a test looks at the row itself"
NUMBER, TEXT = "70 12 34 56", "Votre service est-il ouvert ?"


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setattr(kinds, "KINDS", {})
    register_kind("check", "Une question")


def rows():
    return OutgoingMessage.objects.system(LOOK)


def test_a_message_waits_sealed_under_a_keyed_hash_of_its_number():
    message = queue_message(NUMBER, f" {TEXT} ", why="check")
    kept = rows().get()
    assert (kept.pk, kept.state, kept.kind) == (message.pk, "queued", "check")
    assert kept.words == {"number": "22370123456", "text": TEXT}
    assert kept.number_key == actions.number_key("+223 70123456") != actions.number_key("70123457")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {OutgoingMessage._meta.db_table}")
        row = b" ".join(
            bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in cursor.fetchone()
        )
    assert b"70123456" not in row
    assert TEXT.encode() not in row


def test_the_journal_names_the_kind_and_neither_number_nor_text():
    message = queue_message(NUMBER, TEXT, why="check", once="semaine 48")
    line = AuditLine.objects.get(act="queue_message")
    assert (line.account_id, line.object, line.detail) == (None, message.code, {"kind": "check"})
    assert not any(word in json.dumps(line.detail) + line.object for word in ("7012", "service", "48"))


def test_under_one_key_it_is_queued_once_whatever_its_text():
    first = queue_message(NUMBER, TEXT, why="check", once="fiche 7")
    again = queue_message("71 00 00 00", "Autre texte", why="check", once="fiche 7")
    assert again.pk == first.pk
    assert rows().get().words["text"] == TEXT
    assert AuditLine.objects.filter(act="queue_message").count() == 1


def test_the_key_of_one_kind_is_not_that_of_another():
    register_kind("news", "Des nouvelles")
    assert (
        queue_message(NUMBER, TEXT, why="check", once="7").pk
        != queue_message(NUMBER, TEXT, why="news", once="7").pk
    )


def test_without_a_key_each_is_a_message_of_its_own():
    assert queue_message(NUMBER, TEXT, why="check").pk != queue_message(NUMBER, TEXT, why="check").pk
    assert rows().count() == 2


def test_two_processes_at_once_queue_one(monkeypatch):
    """Both looked before either saved: the table lets one in, and the other gets its message."""
    first = queue_message(NUMBER, TEXT, why="check", once="7")
    second = actions.queue_message(None, NUMBER, "Autre texte", why="check", once="7")
    assert second.pk == first.pk
    assert rows().count() == 1


@pytest.mark.parametrize(
    ("number", "text", "field"),
    [("701", TEXT, "number"), ("", TEXT, "number"), (NUMBER, "  ", "text"), (NUMBER, "ɛ" * 537, "text")],
)
def test_what_cannot_be_sent_is_refused_and_nothing_waits(number, text, field):
    with pytest.raises(Invalid) as refusal:
        queue_message(number, text, why="check")
    assert refusal.value.field == field
    assert not rows().exists()


def test_a_kind_that_nobody_registered_is_a_fault_of_the_program():
    with pytest.raises(UnknownKind):
        queue_message(NUMBER, TEXT, why="unknown")
    assert not rows().exists()
