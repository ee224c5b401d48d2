"""Which tables were added, always for someone."""

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category
from siraba.protection.exchange.models import Import


def imports_visible_to(actor: Actor) -> GuardedQuerySet:
    """One's own, or those of the agency that one supervises; the last first."""
    rows = Import.objects.visible_to(actor, Category.CASE)
    return rows.select_related("account").order_by("-added_at", "-id")
