"""Queueing a message, writing down what became of it, and what a person decides about one that left perhaps."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.messaging.kinds import known_kind
from siraba.foundation.messaging.models import (
    MESSAGE_MOVES,
    OVER,
    MessagePart,
    MessageState,
    OutgoingMessage,
)
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.messaging.parts import parts_of

SYSTEM = "messages that leave, by the system"
MOST_PARTS = 8
# Longer than the provider's word on every part of the longest message can take
CLAIM = timedelta(minutes=15)


def number_key(number: str) -> str:
    """The keyed hash under which every message to one number stands; empty for what is no number."""
    known = read_number(number)
    return crypto.blind_index(OutgoingMessage.compartment, "telephone", known) if known else ""


def already_queued(why: str, once: str) -> OutgoingMessage | None:
    """The message queued under this key, if there is one."""
    key = _once_key(why, once)
    return OutgoingMessage.objects.system(SYSTEM).filter(once_key=key).first() if key else None


def _once_key(why: str, once: str) -> str:
    return crypto.blind_index(OutgoingMessage.compartment, f"once:{why}", once) if once else ""


@action
def queue_message(actor: None, number: str, text: str, *, why: str, once: str = "") -> OutgoingMessage:
    """Queue a message; see `sending.queue_message`. When another process was first under this key, its message."""
    known, words = read_number(number), text.strip()
    if known is None:
        raise Invalid(_("Ce numéro de téléphone n’est pas complet."), "number")
    if not words:
        raise Invalid(_("Ce message est vide."), "text")
    if (count := parts_of(words).count) > MOST_PARTS:
        raise Invalid(
            _("Ce message prend %(count)d SMS ; %(most)d au plus.") % {"count": count, "most": MOST_PARTS},
            "text",
        )
    message = OutgoingMessage(
        kind=known_kind(why),
        number_key=number_key(known),
        once_key=_once_key(why, once),
        valid_until=timezone.now() + timedelta(hours=settings.SMS_VALID_HOURS),
    )
    message.write(number=known, text=words)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        first = already_queued(why, once)
        if first is None:
            raise
        message = first
    record(actor, "queue_message", message.code, kind=why)
    return message


@action
def note_outcome(
    actor: None, message: OutgoingMessage, move: str, reason: str = "", send_after: datetime | None = None
) -> None:
    """Write down what became of a message: a move of `MESSAGE_MOVES` that no person makes. What left or ended is emptied."""
    lock(message)
    MESSAGE_MOVES.advance(message, move)
    message.reason = reason
    message.send_after = send_after or message.send_after
    if message.state == MessageState.SENT:
        message.sent_at = timezone.now()
    _empty_what_left(message)
    message.save()
    record(actor, "note_outcome", message.code, kind=message.kind, state=message.state, reason=reason)


def _empty_what_left(message: OutgoingMessage) -> None:
    if message.state in (MessageState.SENT, *OVER):
        message.sealed = b""
    if message.state in OVER:
        message.ended_at = timezone.now()


@action
def keep_messages(actor: None) -> int:
    """Before each run: what waited past its time expires, what was claimed and never answered is unsure, and old messages
    forget whom they went to; how many were touched."""
    now, rows = timezone.now(), OutgoingMessage.objects.system(SYSTEM)
    late = rows.filter(state=MessageState.QUEUED, valid_until__lte=now).update(
        state=MessageState.EXPIRED, reason="late", ended_at=now, sealed=b""
    )
    unsure = rows.filter(state=MessageState.SENDING, claimed_at__lt=now - CLAIM).update(
        state=MessageState.UNSURE
    )
    old = rows.filter(
        queued_at__lt=now - timedelta(days=settings.TRACE_DAYS), state__in=(MessageState.SENT, *OVER)
    ).exclude(number_key="")
    MessagePart.objects.system(SYSTEM).filter(message__in=old).delete()
    forgotten = old.update(number_key="")
    record(actor, "keep_messages", expired=late, unsure=unsure, forgotten=forgotten)
    return late + unsure + forgotten


@action
def requeue_message(actor: Actor, message: OutgoingMessage) -> None:
    """Send once more what left perhaps: the parts that the provider is known to have taken stay, the others go."""
    check_right(actor, "requeue_message", message)
    lock(message)
    MESSAGE_MOVES.advance(message, "requeue_message")
    message.send_after = timezone.now()
    message.valid_until = timezone.now() + timedelta(hours=settings.SMS_VALID_HOURS)
    message.save()
    record(actor, "requeue_message", message.code, kind=message.kind)


@action
def drop_message(actor: Actor, message: OutgoingMessage) -> None:
    """Give up what left perhaps: its words go."""
    check_right(actor, "drop_message", message)
    lock(message)
    MESSAGE_MOVES.advance(message, "drop_message")
    message.reason = "dropped"
    _empty_what_left(message)
    message.save()
    record(actor, "drop_message", message.code, kind=message.kind)
