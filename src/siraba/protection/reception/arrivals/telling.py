"""An arrival in words, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from siraba.foundation.vocabulary import label
from siraba.protection.reception.arrivals.fields import FIELDS, Presence
from siraba.protection.reception.arrivals.models import Arrival

LISTED = {
    "sex": "sex",
    "citizenships": "country",
    "urgent_need": "urgent_need",
    "languages": "language",
    "signals": "ilo_forced_labour_indicator",
}
SHOWN = (
    "sex", "age", "citizenships", "urgent_need", "languages", "contact", "destination", "ticket", "band", "signals",
    "danger",
)  # fmt: skip


def in_words(name: str, value: Any) -> str:
    """A value of a field as it is read."""
    if name in LISTED and value:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(label(LISTED[name], code) for code in codes)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if name == "presence":
        return str(Presence.labels[value])
    return "" if value in (None, []) else str(value)


def facts_of(arrival: Arrival, says: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is known of somebody, with the labels; what is empty is left out."""
    told = [(str(FIELDS[name].label), in_words(name, says.get(name))) for name in SHOWN if says.get(name)]
    if arrival.alone:
        told.append((str(FIELDS["alone"].label), _("oui")))
    return told
