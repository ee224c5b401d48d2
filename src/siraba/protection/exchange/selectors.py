"""Which tables were added, always for someone."""

from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.protection.exchange.models import Import


def imports_visible_to(actor: Actor) -> GuardedQuerySet:
    """One's own, or those of the agency that one supervises; the last first."""
    rows = Import.objects.visible_to(actor, Category.CASE)
    return rows.select_related("account").order_by("-added_at", "-id")


def import_for(actor: Actor, pk: UUID) -> Import:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(imports_visible_to(actor), pk=pk)
