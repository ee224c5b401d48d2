"""Queueing a message, writing down what became of it, and what a person decides about one that left perhaps."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.foundation.messaging.kinds import known_kind
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.messaging.parts import parts_of

SYSTEM = "messages that leave, by the system"
MOST_PARTS = 8


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
