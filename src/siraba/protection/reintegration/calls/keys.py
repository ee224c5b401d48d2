"""What two applications have in common without opening either: keyed hashes of telephone, wallet and household."""

from siraba.foundation.access import crypto
from siraba.foundation.access.receipts import read_number as read_receipt
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.people.names import name_parts, name_sounds
from siraba.protection.reintegration.calls.models import Application


def _key(kind: str, value: str) -> str:
    return crypto.blind_index(Application.compartment, f"application:{kind}", value) if value else ""


def number_key(number: str) -> str:
    """Of a telephone or of a wallet, which is a telephone's number most often: however it is written, the same key."""
    return _key("number", read_number(number) or "".join(number.split()).casefold())


def household_key(head: str, village: str) -> str:
    """Of the name of who heads the household, as it sounds, and the village: nothing unless both are said.

    A name alone is borne by many; two households taken for one would cost one of them its project.
    """
    sounds = sorted(ways[0] for ways in name_sounds(head))
    place = name_parts(village)
    return _key("household", f"{' '.join(sounds)}|{' '.join(place)}") if sounds and place else ""


def receipt_key(number: str) -> str:
    """Empty for what is no number of a receipt."""
    return _key("receipt", read_receipt(number) or "")
