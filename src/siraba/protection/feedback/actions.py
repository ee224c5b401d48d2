"""Giving a receipt, taking in what the person says, answering it."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.locking import lock
from siraba.foundation.access.receipts import new_number, read_number
from siraba.foundation.audit.journal import action, record
from siraba.protection.cases.models import Case
from siraba.protection.feedback.models import MESSAGE_MOVES, Kind, Message, Receipt

SYSTEM = "a receipt that somebody holds"
URGENT = (Kind.WITHDRAW, Kind.COMPLAINT)


@action
def give_receipt(actor: Actor, case: Case) -> str:
    """Give the person a receipt; its number is shown once and not kept. The one before ends."""
    check_right(actor, "give_receipt", case)
    lock(case)
    Receipt.objects.system(SYSTEM).filter(case=case, ended_at__isnull=True).update(ended_at=timezone.now())
    number = new_number()
    Receipt(case=case, key=_key(number), given_by_id=actor.account_id).save(force_insert=True)
    record(actor, "give_receipt", case.code)
    return number


def _key(number: str) -> str:
    return crypto.blind_index(Message.compartment, "receipt", number)


@action
def receive_message(
    actor: None, number: str, *, kind: str, way: str, text: str = "", contact: str = ""
) -> Message | None:
    """Take in words that come with the number of a receipt; None when it is nobody's, of which the sender learns nothing."""
    known = read_number(number)
    receipt = (
        Receipt.objects.system(SYSTEM)
        .filter(key=_key(known), ended_at__isnull=True)
        .select_related("case")
        .first()
        if known
        else None
    )
    if receipt is None:
        record(actor, "receive_message", known=False, way=way)
        return None
    hours = settings.DEADLINES["message_urgent" if kind in URGENT else "message"]
    message = Message(case=receipt.case, kind=kind, way=way, due_at=timezone.now() + timedelta(hours=hours))
    message.write(text=text, contact=contact)
    message.save(force_insert=True)
    record(actor, "receive_message", receipt.case.code, kind=kind, way=way)
    return message


@action
def answer_message(actor: Actor, message: Message, *, answer: str) -> None:
    """Write down what was done and told to the person."""
    check_right(actor, "answer_message", message)
    lock(message)
    MESSAGE_MOVES.advance(message, "answer_message")
    message.write(**{**message.words, "answer": answer})
    message.answered_by_id, message.answered_at = actor.account_id, timezone.now()
    message.save()
    case = Case.objects.system("the case of a message that was answered").get(pk=message.case_id)
    record(actor, "answer_message", case.code, kind=message.kind)
