"""Which pledges and receipts are open, to whom, and who may do what with them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import NOTHING, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.ledger.rules import Power, keeps
from siraba.partnership.funding.models import Pledge, Receipt

OFFICERS, DONORS, COORDINATION = {Role.FUND_OFFICER}, {Role.DONOR}, {Role.COORDINATOR}
READERS = OFFICERS | DONORS | COORDINATION
READING = (Purpose.FUNDING, Purpose.COORDINATION)


def _given_or_kept(actor: Actor) -> Q:
    """What the actor's organisation has promised, or keeps."""
    if actor.organisation_id is None:
        return NOTHING
    return Q(donor=actor.organisation_id) | Q(holder=actor.organisation_id)


for model in (Pledge, Receipt):
    register_rows(model, Category.FUNDING, {Scope.OWN: _given_or_kept, Scope.META: lambda _actor: Q()})


def _keeps(actor: Actor, record: Pledge | Receipt) -> bool:
    return keeps(actor, record.holder_id, Power.WRITE)


NOT_KEPT = _("Seuls ceux qui tiennent ce fonds le peuvent.")

allow("add_pledge", _("Enregistrer une promesse"), OFFICERS, {Purpose.FUNDING}, of_an_agency, NOT_KEPT)
for name, label in {
    "commit_pledge": _("Enregistrer l’engagement signé"),
    "receive_instalment": _("Enregistrer un encaissement"),
    "reverse_receipt": _("Extourner l’encaissement"),
    "postpone_pledge": _("Reporter la date attendue"),
    "cancel_pledge": _("Annuler la promesse"),
}.items():
    allow(name, label, OFFICERS, {Purpose.FUNDING}, _keeps, NOT_KEPT)
allow(
    "set_need",
    _("Saisir un besoin de financement"),
    COORDINATION,
    {Purpose.COORDINATION},
    lambda actor, record: True,
    "",
)
