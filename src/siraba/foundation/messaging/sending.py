"""The seam: how any app above sends a message.

The rule of the house: **no message ever reveals a person's status**. Whoever holds the telephone reads it, and a telephone
is shared. A text names no person served, no case, no code, no agency that works with victims alone, and asks nothing that
would hurt if a husband, an employer or a trafficker read it: it says that somebody may call, or asks a function (a focal
point) about a service. Who queues a message answers for its text; nothing here can tell a safe text from another.
Family links have keys and neutrality of their own: their messages do not pass here.
"""

from siraba.foundation.messaging import actions
from siraba.foundation.messaging.models import OutgoingMessage

__all__ = ["queue_message"]


def queue_message(number: str, text: str, *, why: str, once: str = "") -> OutgoingMessage:
    """Queue an SMS; it leaves at the next run of the timer outside quiet hours, and not at all after `SMS_VALID_HOURS`.

    `number` as people write it (eight digits are Mali's); `why` a kind registered by `kinds.register_kind`; `once` a key
    under which the message is queued once only: called again, the first is given back, whatever its text and state.

    Raises:
        Invalid: no number, no text, or a text of too many SMS.
        kinds.UnknownKind: nobody registered `why`.
    """
    return actions.already_queued(why, once) or actions.queue_message(None, number, text, why=why, once=once)
