"""What may be read of the vault, always for someone."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.people.names import keys_as_heard
from siraba.protection.tracing.leads import with_sides
from siraba.protection.tracing.models import (
    Decision,
    FamilyMessage,
    Lead,
    Registration,
    Search,
    TracingRequest,
    VaultKey,
    VaultList,
)

LINKS = Category.FAMILY_LINKS


def requests_visible_to(actor: Actor) -> GuardedQuerySet:
    """The requests open to the actor, the last first."""
    return TracingRequest.objects.visible_to(actor, LINKS).order_by("-recorded_at", "-id")


def registrations_visible_to(actor: Actor) -> GuardedQuerySet:
    """Those found or registered who are open to the actor, the last first."""
    return Registration.objects.visible_to(actor, LINKS).order_by("-recorded_at", "-id")


def request_for(actor: Actor, code: str) -> TracingRequest:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(requests_visible_to(actor), code=read_code(code) or "")


def registration_for(actor: Actor, code: str) -> Registration:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(registrations_visible_to(actor), code=read_code(code) or "")


def named(actor: Actor, records: GuardedQuerySet, text: str) -> GuardedQuerySet:
    """Those of the code, or whose names, the seeker's included, hold each of these words as they sound."""
    if code := read_code(text):
        return records.filter(code=code)
    keys = keys_as_heard(crypto.FAMILY_LINKS, text)
    if not keys:
        return records.none()
    held = VaultKey.objects.visible_to(actor, LINKS)
    condition = Q()
    for ways in keys:
        condition &= Q(pk__in=held.filter(key__in=ways).values("record"))
    return records.filter(condition)


def leads_visible_to(actor: Actor) -> GuardedQuerySet:
    """The leads open to the actor, the weightiest first; `with_sides` adds who is compared."""
    return Lead.objects.visible_to(actor, LINKS).order_by("-weight", "-id")


def lead_for(actor: Actor, pk: UUID) -> Lead:
    """With both sides. Raises NotVisible when there is none, or it is not open to the actor."""
    return with_sides([one_of(leads_visible_to(actor), pk=pk)])[0]


def history_of(actor: Actor, lead: Lead) -> list[Decision]:
    """Every decision about a lead, those taken back included, the last first."""
    rows = Decision.objects.visible_to(actor, LINKS).filter(lead=lead).select_related("recorded_by")
    return list(rows.order_by("-number"))


def searches_of(actor: Actor, request: TracingRequest) -> list[Search]:
    rows = Search.objects.visible_to(actor, LINKS).filter(request=request).select_related("recorded_by")
    return list(rows.order_by("-made_on", "-recorded_at"))


def family_messages_visible_to(actor: Actor) -> GuardedQuerySet:
    return FamilyMessage.objects.visible_to(actor, LINKS).order_by("-recorded_at", "-id")


def family_message_for(actor: Actor, pk: UUID) -> FamilyMessage:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(family_messages_visible_to(actor), pk=pk)


def leads_on(actor: Actor, records: Iterable[TracingRequest | Registration]) -> list[Lead]:
    """The leads of these records, with both sides, the weightiest first."""
    pks = [record.pk for record in records]
    rows = leads_visible_to(actor).filter(Q(request__in=pks) | Q(registration__in=pks))
    return with_sides(rows)


def lists_visible_to(actor: Actor) -> GuardedQuerySet:
    """The lists of the vault, the last first."""
    rows = VaultList.objects.visible_to(actor, LINKS)
    return rows.select_related("account").order_by("-added_at", "-id")
