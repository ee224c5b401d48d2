"""One run of the sender: what is due leaves by the provider's line, and receipts are read.

A message is claimed, in a transaction of its own, before a byte of it is on the line, and each part that the provider took is
written down at once. So a run that dies in the middle leaves it claimed: the parts that were taken are known, the one on its
way is not. It then becomes *unsure* and stays so until a person decides; it is never sent again by itself.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from siraba.foundation.access.locking import lock
from siraba.foundation.messaging.actions import SYSTEM, keep_messages, note_outcome
from siraba.foundation.messaging.models import MESSAGE_MOVES, MessagePart, MessageState, OutgoingMessage
from siraba.foundation.messaging.parts import parts_of
from siraba.foundation.messaging.smpp import Answer, Envelope, Line, LineDown, Receipt, open_line

log = logging.getLogger("siraba.messaging")
SENDING_SECONDS, LISTENING_SECONDS = 240, 10
# After these the provider would refuse the next one too
FULL = {0x14, 0x58}
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
OUTCOMES = {"deliver": MessageState.DELIVERED, "fail": MessageState.FAILED, "expire": MessageState.EXPIRED}


@dataclass
class Run:
    """What one run did. `provider` is None when none is set, False when it could not be reached or the line broke."""

    provider: bool | None = None
    sent: int = 0
    quiet: bool = False


def send_messages(seconds: float = SENDING_SECONDS, listening: float = LISTENING_SECONDS) -> Run:
    """Send what is due for some seconds, then read receipts for some more. Without a provider nothing leaves."""
    keep_messages(None)
    run = Run(quiet=is_quiet(timezone.now()))
    if not settings.SMPP_URL:
        return run
    run.provider = True
    if not (_waits_for_receipt() or not run.quiet and due().exists()):
        return run
    early: list[Receipt] = []
    try:
        with open_line(settings.SMPP_URL, settings.SMS_SENDER, lambda receipt: _take(receipt, early)) as line:
            if not run.quiet:
                _send_due(line, run, early, time.monotonic() + seconds)
            line.listen(listening, lambda: not _waits_for_receipt())
    except LineDown as down:
        run.provider = False
        log.warning("the provider's line is down: %s", down)
    return run


def is_quiet(at: datetime) -> bool:
    """Whether nobody is to be woken now: from the one hour to the other, by the clock of `TIME_ZONE`; never when they are the same."""
    start, end = settings.SMS_QUIET
    hour = timezone.localtime(at).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def waiting():
    """All that is queued, due or not yet."""
    return OutgoingMessage.objects.system(SYSTEM).filter(state=MessageState.QUEUED)


def due():
    """What may leave now."""
    now = timezone.now()
    return waiting().filter(send_after__lte=now, valid_until__gt=now)


def claim_next() -> OutgoingMessage | None:
    """Take the message that waits longest, for this run alone."""
    with transaction.atomic(durable=True):  # or a claim undone by whoever called would let it leave twice
        message = due().select_for_update(skip_locked=True).order_by("send_after", "pk").first()
        if message:
            MESSAGE_MOVES.advance(message, "claim")
            message.claimed_at = timezone.now()
            message.attempts += 1
            message.save()
        return message


def _send_due(line: Line, run: Run, early: list[Receipt], until: float) -> None:
    while time.monotonic() < until and (message := claim_next()):
        try:
            refused = _send_parts(line, message)
        except LineDown:
            note_outcome(None, message, "lose")
            raise
        if refused is None:
            note_outcome(None, message, "send")
            run.sent += 1
        elif refused.never:
            note_outcome(None, message, "fail", f"0x{refused.status:x}")
        else:
            _put_off(message, refused)
        _settle(message)
        early[:] = [receipt for receipt in early if not note_receipt(receipt)]
        if refused and refused.status in FULL:
            return


def _send_parts(line: Line, message: OutgoingMessage) -> Answer | None:
    """Hand over the parts that were not taken yet; the refusal at which it stopped, if there was one."""
    cut = parts_of(message.words["text"])
    envelope = Envelope(
        message.words["number"],
        cut.encoding,
        cut.count,
        message.pk.bytes[0],
        message.valid_until - timezone.now(),
    )
    taken = set(_parts().filter(message=message).values_list("position", flat=True))
    for position, part in enumerate(cut.parts, 1):
        if position in taken:
            continue
        answer = line.submit(envelope, position, part)
        if not answer.taken:
            return answer
        MessagePart(message=message, position=position, provider_id=answer.provider_id).save(
            force_insert=True
        )
    return None


def _put_off(message: OutgoingMessage, refused: Answer) -> None:
    wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 10), LONGEST_WAIT)
    note_outcome(None, message, "put_off", f"0x{refused.status:x}", timezone.now() + wait)


# Receipts


def _take(receipt: Receipt, early: list[Receipt]) -> None:
    """A receipt may be quicker than the answer that names its part: it then waits for it."""
    if not note_receipt(receipt):
        early.append(receipt)


def note_receipt(receipt: Receipt) -> bool:
    """Write down what became of a part, and of its message when that decides it; False for a part that is not known here."""
    with transaction.atomic():
        part = (
            _parts()
            .filter(provider_id=receipt.provider_id, outcome="")
            .select_related("message")
            .order_by("-message__claimed_at")
            .first()
        )
        if part is None:
            return False
        lock(part.message)  # two parts of one message may be told of at once
        part.outcome = OUTCOMES[receipt.move]
        part.save()
        _settle(part.message, receipt.said)
    return True


def _settle(message: OutgoingMessage, said: str = "") -> None:
    """A message arrived when all its parts did; one part that did not is enough for the whole."""
    if message.state != MessageState.SENT:
        return
    outcomes = set(_parts().filter(message=message).values_list("outcome", flat=True))
    for move in ("fail", "expire"):
        if OUTCOMES[move] in outcomes:
            note_outcome(None, message, move, said)
            return
    if outcomes == {MessageState.DELIVERED}:
        note_outcome(None, message, "deliver")


def _waits_for_receipt() -> bool:
    return (
        OutgoingMessage.objects.system(SYSTEM)
        .filter(state=MessageState.SENT, valid_until__gt=timezone.now() - timedelta(days=1))
        .exists()
    )


def _parts():
    return MessagePart.objects.system(SYSTEM)
