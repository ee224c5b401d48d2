"""Is there a live basis: the question that every sharing asks."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category
from siraba.foundation.consent.models import LIVE, SHARING_SCOPES, Consent, ConsentGrant


def consents_visible_to(actor: Actor, person_id: UUID) -> GuardedQuerySet:
    """The consents of a person whose identity is open to the actor, the newest first, with their categories."""
    return (
        Consent.objects.visible_to(actor, Category.IDENTITY)
        .filter(person_id=person_id)
        .select_related("recipient")
        .order_by("-recorded_at")
    )


def categories_of(consents: Collection[Consent]) -> dict[UUID, list[str]]:
    """The categories each consent opens, for consents already open to the actor: one query."""
    found: dict[UUID, list[str]] = {consent.pk: [] for consent in consents}
    rows = ConsentGrant.objects.system("categories of consents already open").filter(consent__in=list(found))
    for consent_id, category in rows.values_list("consent_id", "category"):
        found[consent_id].append(category)
    return found


def live_categories(person_id: UUID, recipient_id: int, at: datetime | None = None) -> set[str]:
    """The categories of the person's data that the recipient may receive now, by any live consent."""
    rows = ConsentGrant.objects.system("the basis of a sharing").filter(
        live(at or timezone.now()), person_id=person_id, recipient_id=recipient_id
    )
    return set(rows.values_list("category", flat=True))


def live(at: datetime, path: str = "consent__") -> Q:
    """The condition of a live consent to share, at a moment."""
    return Q(
        **{
            f"{path}state__in": LIVE,
            f"{path}scope__in": SHARING_SCOPES,
            f"{path}valid_from__lte": at,
            f"{path}valid_to__gt": at,
        }
    )
