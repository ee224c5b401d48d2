"""Who asks where the next branches should open: the head office of the organisation that runs them."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.protection.reception.branches.rules import HEAD_OFFICE, RECEPTION
from siraba.protection.reception.network.models import Scenario


def _own(actor: Actor, scenario: Scenario) -> bool:
    return scenario.organisation_id == actor.organisation_id


NOT_YOURS = _("Ce scénario est celui d’une autre structure.")

allow("make_scenario", _("Préparer un scénario"), HEAD_OFFICE, RECEPTION, of_an_agency, NOT_YOURS)
for name, label in {
    "set_sites": _("Choisir les sites"),
    "forbid_site": _("Interdire un site"),
    "allow_site": _("Lever l’interdiction d’un site"),
    "compute_scenario": _("Calculer le scénario"),
}.items():
    allow(name, label, HEAD_OFFICE, RECEPTION, _own, NOT_YOURS)
