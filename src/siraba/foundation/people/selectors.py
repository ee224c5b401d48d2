"""What may be read of people, always for someone."""

from collections.abc import Collection
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Value
from django.db.models.sql.compiler import SQLCompiler

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category
from siraba.foundation.people.models import Identity, NameKey


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


def with_keys(records: GuardedQuerySet, keys: Collection[Collection[str]]) -> GuardedQuerySet:
    """The records whose person bears, of each of these lists of blind keys, at least one; none when nothing is asked.

    Each list is a semi-join, and its keys stand in the query itself: the database then knows how many bear that very name,
    and begins with them where they are few, with the records where they are many.
    """
    if not keys:
        return records.none()
    for ways in keys:
        bearers = NameKey.objects.filter(key__in=[InTheQuery(key) for key in ways])
        records = records.filter(person__identity__in=bearers.values("identity"))
    return records


class InTheQuery(Value):
    """A blind key written into the SQL. Values sent beside it are planned for an average name after some uses."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple]:
        return f"'{bytes.fromhex(self.value).hex()}'", ()
