"""What the person said, always for someone."""

from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.protection.feedback.models import Message


def messages_visible_to(actor: Actor) -> GuardedQuerySet:
    """The words open to the actor; complaints to supervisors alone."""
    return Message.objects.visible_to(actor, Category.CASE).select_related("case")


def message_for(actor: Actor, pk: UUID) -> Message:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(messages_visible_to(actor), pk=pk)
