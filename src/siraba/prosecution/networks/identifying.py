"""What is written in many ways and is one: telephones, plates, accounts, documents; and the keyed hashes that find them."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from siraba.engines.matching.names import parts
from siraba.foundation.access import crypto
from siraba.foundation.access.errors import Invalid
from siraba.foundation.messaging.numbers import read_number
from siraba.prosecution.networks.models import EntityKind, Property

P, K = Property, EntityKind
SHORTEST, LONGEST = 4, 40
_SIGNS = re.compile(r"[\W_]+")


def _compact(text: str) -> str | None:
    """Letters and digits alone, one digit at least: « ab-1234 mD » → AB1234MD."""
    found = _SIGNS.sub("", text).upper()
    return found if SHORTEST <= len(found) <= LONGEST and any(map(str.isdigit, found)) else None


EXACT: dict[str, Callable[[str], str | None]] = {
    P.PHONE: read_number,
    P.PLATE: _compact,
    P.ACCOUNT: _compact,
    P.DOCUMENT: _compact,
}
# What each kind of entity may be said to be; nothing of a person's origin is among it
SAID_OF: dict[str, tuple[str, ...]] = {
    K.PERSON: (P.NAME, P.ALIAS, P.DOCUMENT, P.FUNCTION, P.NOTE),
    K.ORGANISATION: (P.NAME, P.ALIAS, P.PLACE, P.NOTE),
    K.PHONE: (P.PHONE, P.NOTE),
    K.CHANNEL: (P.ACCOUNT, P.NAME, P.PLACE, P.NOTE),
    K.AGENT: (P.NAME, P.ALIAS, P.ACCOUNT, P.DOCUMENT, P.PLACE, P.FUNCTION, P.NOTE),
    K.VEHICLE: (P.PLATE, P.NAME, P.NOTE),
    K.PLACE: (P.NAME, P.PLACE, P.NOTE),
    K.SAFE_HOUSE: (P.NAME, P.PLACE, P.NOTE),
    K.PAYMENT: (P.NAME, P.AMOUNT, P.DATE, P.NOTE),
    K.EVENT: (P.NAME, P.DATE, P.PLACE, P.NOTE),
}
# What an entity is called by, the first of these that is known
CALLED_BY = (P.NAME, P.ALIAS, P.PHONE, P.PLATE, P.ACCOUNT, P.PLACE, P.DATE, P.AMOUNT)


def main_property(kind: str) -> str:
    """What an entity of this kind is first known by: a person's name, a telephone's number."""
    return SAID_OF[kind][0]


def read_value(prop: str, value: str) -> str:
    """The value in its one form. Raises Invalid when a number, a plate or an account is none."""
    text = " ".join(value.split())
    if not text:
        raise Invalid(_("Cet élément ne dit rien."), "value")
    if prop not in EXACT:
        return text[:4000]
    found = EXACT[prop](text)
    if found is None:
        raise Invalid(
            _("« %(value)s » n’est pas : %(what)s.")
            % {"value": text[:40], "what": str(Property(prop).label).lower()},
            "value",
        )
    return found


def shown(prop: str, value: str) -> str:
    return f"+{value}" if prop == P.PHONE and value else value


def key_of(prop: str, value: str) -> str:
    """The keyed hash of a value in its one form."""
    return crypto.blind_index(crypto.JUSTICE, f"network.{prop}", value)


def origin_key(text: str) -> str:
    """The keyed hash of who said it: the same source, however it is written, is one."""
    return crypto.blind_index(crypto.JUSTICE, "network.origin", " ".join(parts(text)) or text.casefold())


def same_name(text: str) -> str:
    """A name as one clerk writes it: accents, capitals and signs do not count, spelling does."""
    return " ".join(parts(text)) or text.casefold()
