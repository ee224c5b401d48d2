"""Is there a live basis: the question that every sharing asks."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.consent.models import (
    LIVE,
    SHARING_SCOPES,
    Consent,
    ConsentGrant,
    ConsentNotice,
    ConsentState,
    Override,
)

OVERRIDE_HEADER = (
    "id",
    "state",
    "ground",
    "categories",
    "requested_for__short_name",
    "recipient__short_name",
    "requested_at",
    "decided_at",
    "review_due",
    "reviewed_at",
    "justified",
)


def consents_visible_to(actor: Actor, person_id: UUID) -> GuardedQuerySet:
    """The consents of a person whose identity is open to the actor, the newest first, with their categories."""
    return (
        Consent.objects.visible_to(actor, Category.IDENTITY)
        .filter(person_id=person_id)
        .select_related("recipient")
        .order_by("-recorded_at")
    )


def ending_between(actor: Actor, start: datetime, end: datetime) -> GuardedQuerySet:
    """The live consents that end within these moments, of persons whose identity is open to the actor, the first first."""
    return (
        Consent.objects.visible_to(actor, Category.IDENTITY)
        .filter(
            state__in=(ConsentState.GRANTED, ConsentState.GRANTED_LIMITED),
            valid_to__gt=start,
            valid_to__lte=end,
        )
        .select_related("recipient")
        .order_by("valid_to", "pk")
    )


def categories_of(actor: Actor, consents: Collection[Consent]) -> dict[UUID, list[str]]:
    """The categories each consent opens, for consents open to the actor: one query."""
    found: dict[UUID, list[str]] = {consent.pk: [] for consent in consents}
    rows = ConsentGrant.objects.visible_to(actor, Category.IDENTITY).filter(
        consent__in=list(found), withdrawn_at__isnull=True
    )
    for consent_id, category in rows.values_list("consent_id", "category"):
        found[consent_id].append(category)
    return found


def live_categories(
    person_id: UUID,
    recipient_id: int,
    at: datetime | None = None,
    scopes: Collection[str] = SHARING_SCOPES,
) -> set[str]:
    """The categories of the person's data that the recipient may receive now, by any live consent of these purposes."""
    rows = ConsentGrant.objects.system("the basis of a sharing").filter(
        live(at or timezone.now(), scopes=scopes),
        person_id=person_id,
        recipient_id=recipient_id,
        withdrawn_at__isnull=True,
    )
    return set(rows.values_list("category", flat=True))


def persons_sharing_with(recipient_id: int, category: Category) -> list[UUID]:
    """The persons whose data of this category the organisation may receive now: a condition on rows that the policy opens.

    A list and not a sub-select, in which the database would ask for the reader of the rows and not for the system.
    """
    rows = ConsentGrant.objects.system("the basis of a sharing").filter(
        live(timezone.now()), recipient_id=recipient_id, category=category, withdrawn_at__isnull=True
    )
    return list(rows.values_list("person_id", flat=True).distinct())


def live(at: datetime, path: str = "consent__", scopes: Collection[str] = SHARING_SCOPES) -> Q:
    """The condition of a live consent for one of these purposes, at a moment."""
    return Q(
        **{
            f"{path}state__in": LIVE,
            f"{path}scope__in": scopes,
            f"{path}valid_from__lte": at,
            f"{path}valid_to__gt": at,
        }
    )


def overrides_visible_to(actor: Actor) -> GuardedQuerySet:
    """The overrides that concern the actor's cases or agency, the newest first."""
    return (
        Override.objects.visible_to(actor, Category.CASE)
        .select_related("recipient")
        .order_by("-requested_at", "-id")
    )


def override_for(actor: Actor, pk: UUID) -> Override:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    override = overrides_visible_to(actor).filter(pk=pk).first()
    if override is None:
        raise NotVisible
    return override


def override_headers(actor: Actor) -> GuardedQuerySet:
    """Every override without the person and without words, for who watches over the log; else none. As mappings."""
    rows = Override.objects.system("only what names nobody leaves this function")
    if Scope.LOG not in actor.scopes(Category.AUDIT):
        rows = rows.none()
    return rows.order_by("-requested_at", "-id").values(*OVERRIDE_HEADER)


def notices_visible_to(actor: Actor) -> GuardedQuerySet:
    """The notices that the actor's agency received or sent, the newest first."""
    return (
        ConsentNotice.objects.visible_to(actor, Category.REFERRAL)
        .select_related("sender", "recipient")
        .order_by("-sent_at", "-id")
    )


def notices_of(actor: Actor, consents: Collection[Consent]) -> dict[UUID, list[ConsentNotice]]:
    """What the recipients of these consents were told, by consent; asks nothing when all are still live."""
    ended = [consent.pk for consent in consents if not consent.is_live()]
    found: dict[UUID, list[ConsentNotice]] = {}
    for notice in notices_visible_to(actor).filter(consent__in=ended) if ended else ():
        found.setdefault(notice.consent_id, []).append(notice)
    return found


def notice_for(actor: Actor, pk: UUID) -> ConsentNotice:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    notice = notices_visible_to(actor).filter(pk=pk).first()
    if notice is None:
        raise NotVisible
    return notice
