"""Who may read a book, and write in it.

An organisation's fund officers, unless a room above says who among them holds which charge (`entrust`).
"""

from collections.abc import Callable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.ledger.models import Entry, Envelope
from siraba.foundation.organisations.models import Organisation

KEEPERS = {Role.FUND_OFFICER}
PURPOSES = {Purpose.FUND, Purpose.FUNDING}
NOT_KEEPER = _("Seuls ceux qui tiennent ce livre le peuvent.")


class Power(StrEnum):
    READ = "read"
    WRITE = "write"


Charged = Callable[[Actor, int], bool]
_charged: dict[Power, list[Charged]] = {Power.READ: [], Power.WRITE: []}


def entrust(power: Power, charged: Charged) -> None:
    """Restrict a power over the books to whom `charged(actor, holder's pk)` says; one of several is enough."""
    _charged[power].append(charged)


def keeps(actor: Actor, holder: int, power: Power) -> bool:
    """Whether the actor, a fund officer of the holder, has the power over its book."""
    if actor.role not in KEEPERS or actor.purpose not in PURPOSES or actor.organisation_id != holder:
        return False
    tests = _charged[power]
    return not tests or any(charged(actor, holder) for charged in tests)


def _writes(actor: Actor, record: Organisation | Envelope | Entry) -> bool:
    holder = record.pk if isinstance(record, Organisation) else record.holder_id
    return keeps(actor, holder, Power.WRITE)


def _reads(actor: Actor, record: Organisation) -> bool:
    return keeps(actor, record.pk, Power.READ)


for name, label in {
    "open_book": _("Ouvrir un livre de comptes"),
    "open_envelope": _("Ouvrir une enveloppe"),
    "close_envelope": _("Clore l’enveloppe"),
    "post": _("Passer une écriture"),
    "receive": _("Encaisser dans une enveloppe"),
    "spend": _("Dépenser d’une enveloppe"),
    "reverse_entry": _("Extourner l’écriture"),
}.items():
    allow(name, label, KEEPERS, PURPOSES, _writes, NOT_KEEPER)
allow("export_month", _("Exporter un mois du livre"), KEEPERS, PURPOSES, _reads, NOT_KEEPER)
