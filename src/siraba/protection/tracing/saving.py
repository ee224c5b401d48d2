"""What saving a record of the vault always does: its code, its place in the register, the keys of its names."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from siraba.foundation.access import crypto
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.names import keys_of
from siraba.protection.tracing.describing import facts_of, is_child
from siraba.protection.tracing.models import Record, VaultKey

SYSTEM = "a record of the vault is saved"


def save_record(record: Record, words: Mapping[str, Any]) -> None:
    """Seal the words, whose `person` is as `described` gives it, and save."""
    person = words["person"]
    record.write(**words)
    record.facts = facts_of(person)
    record.is_child = is_child(person, timezone.localdate())
    record.code = record.code or new_code()
    save_anew(record)
    index_names(record)


def save_anew(record: Record) -> None:
    """Save so that registers in memory read the row again, and search it again."""
    # Writers of one vault wait for each other, so that revisions are committed in their order
    Organisation.objects.select_for_update(no_key=True).get(pk=record.organisation_id)
    rows = type(record).objects.system(SYSTEM).filter(organisation=record.organisation_id)
    record.revision = (rows.aggregate(last=Max("revision"))["last"] or 0) + 1
    record.searched_at = None
    record.save(force_insert=record._state.adding)


def index_names(record: Record) -> None:
    """Make the keys of a record's names anew: of the person's, and of the seeker's."""
    forget_names(record)
    names = (record.words.get("seeker", {}).get("names", ""), names_of(record.person))
    keys = {key for name in names if name for key in keys_of(crypto.FAMILY_LINKS, name)}
    VaultKey.objects.bulk_create(
        VaultKey(organisation_id=record.organisation_id, record=record.pk, key=key) for key in sorted(keys)
    )


def forget_names(record: Record) -> None:
    VaultKey.objects.system(SYSTEM).filter(record=record.pk).delete()


def names_of(person: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (person.get("given_name"), person.get("family_name"))))
