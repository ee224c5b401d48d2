"""Identifiers of what the directory gives to others: made from our own keys, so that they are the same each time."""

from uuid import NAMESPACE_OID, UUID, uuid5

from siraba.foundation.organisations.models import Organisation

NAMESPACE = uuid5(NAMESPACE_OID, "siraba/directory")


def identifier(kind: str, *keys: object) -> UUID:
    """The identifier of the object of this kind that our keys name, in order."""
    return uuid5(NAMESPACE, "/".join([kind, *map(str, keys)]))


def service_identifier(provider: Organisation, name: str, valid_from: object) -> UUID:
    """The identifier of a new entry; it is kept with the entry, and outlives its name."""
    return identifier("service", provider.code, name, valid_from)
