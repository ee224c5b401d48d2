"""Who reads what was observed, and who keeps it: the coordination and the data steward load, place names and compute."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import POLICY, Category, Purpose, Scope

READERS = {role for role, row in POLICY.items() if Category.CLIMATE in row}
KEEPERS = {role for role in READERS if Scope.META in POLICY[role][Category.CLIMATE]}
ANTICIPATION = {Purpose.ANTICIPATION}


def reads(actor: Actor) -> bool:
    """These are public figures about places: whoever may read one may read them all."""
    return bool(actor.scopes(Category.CLIMATE))


def _any(_actor: Actor, _record: Any) -> bool:
    return True


for name, label in {
    "hand_in_edition": _("Remettre un fichier de données"),
    "take_edition": _("Charger un fichier de données"),
    "place_name": _("Placer le nom"),
    "dismiss_name": _("Écarter le nom"),
    "reopen_name": _("Rouvrir le nom"),
    "compute_indicators": _("Calculer les indicateurs"),
}.items():
    allow(name, label, KEEPERS, ANTICIPATION, _any, "")
