"""What may be read of people, always for someone."""

from collections.abc import Collection
from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category
from siraba.foundation.people.models import Identity
from siraba.foundation.people.names import name_keys, sound_keys


def identities_for(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, Identity]:
    """The identities open to the actor among these people, by person: one query, those not open are left out."""
    rows = Identity.objects.visible_to(actor, Category.IDENTITY).filter(person_id__in=person_ids)
    return {identity.person_id: identity for identity in rows}


def names_for(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names open to the actor among these people, by person: one query, those not open are left out."""
    rows = Identity.objects.visible_to(actor, Category.IDENTITY).filter(person_id__in=person_ids)
    return {
        person: Identity.open_words(pk, sealed).get("names", "")
        for pk, sealed, person in rows.values_list("id", "sealed", "person_id")
    }


def identities_named(actor: Actor, names: str) -> GuardedQuerySet:
    """The identities open to the actor that hold every word of `names`; none for an empty search."""
    return _with_keys(actor, name_keys(Identity.compartment, names))


def identities_sounding(actor: Actor, names: str) -> GuardedQuerySet:
    """Those that hold, for every word, one that sounds like it."""
    return _with_keys(actor, sound_keys(Identity.compartment, names))


def _with_keys(actor: Actor, keys: Collection[str]) -> GuardedQuerySet:
    rows = Identity.objects.visible_to(actor, Category.IDENTITY)
    if not keys:
        return rows.none()
    for key in keys:
        rows = rows.filter(keys__key=key)
    return rows
