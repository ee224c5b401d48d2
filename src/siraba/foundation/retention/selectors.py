"""Removals, holds and reviews that an actor may see: those of the persons whose cases are open to it."""

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category
from siraba.foundation.retention.models import LegalHold, Removal


def removals_visible_to(actor: Actor) -> GuardedQuerySet:
    rows = Removal.objects.visible_to(actor, Category.CASE)
    return rows.select_related("requested_by").order_by("-requested_at", "-id")


def holds_visible_to(actor: Actor) -> GuardedQuerySet:
    rows = LegalHold.objects.visible_to(actor, Category.CASE)
    return rows.select_related("placed_by").order_by("-placed_at", "-id")
