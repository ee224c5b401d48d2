"""What may be read of the messages that leave: counts, kinds, states and dates. No number, no text, no keyed hash."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Min

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.messaging.kinds import kind_label
from siraba.foundation.messaging.models import MessageState, OutgoingMessage
from siraba.foundation.messaging.rules import keeps

HEADER = ("id", "kind", "state", "queued_at", "claimed_at")
ORDER = list(MessageState)


def _open_to(actor: Actor) -> GuardedQuerySet:
    rows = OutgoingMessage.objects.system("only counts, kinds, states and dates leave this module")
    return rows if keeps(actor) else rows.none()


def counts(actor: Actor) -> Sequence[dict[str, Any]]:
    """How many messages of each kind in each state, and since when the oldest was queued; by kind, then state."""
    rows = _open_to(actor).values("kind", "state").annotate(count=Count("pk"), oldest=Min("queued_at"))
    found = [
        row | {"kind_label": kind_label(row["kind"]), "state_label": MessageState(row["state"]).label}
        for row in rows.order_by()
    ]
    return sorted(found, key=lambda row: (row["kind_label"], ORDER.index(row["state"])))


def unsure_headers(actor: Actor) -> Any:
    """The messages that left perhaps, the oldest first, as mappings."""
    return _open_to(actor).filter(state=MessageState.UNSURE).order_by("claimed_at", "id").values(*HEADER)


def message_for(actor: Actor, pk: UUID) -> OutgoingMessage:
    """One message, for an act on it; its words stay closed. Raises NotVisible."""
    return one_of(_open_to(actor), pk=pk)
