"""Who writes on the map of the road: the coordination alone; whoever reads the climate pages sees it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role

COORDINATION = {Role.COORDINATOR}


def _any(_actor: Actor, _record: Any) -> bool:
    return True


for name, label in {
    "note_danger": _("Noter un danger de la route"),
    "withdraw_danger": _("Retirer le danger"),
}.items():
    allow(name, label, COORDINATION, {Purpose.ANTICIPATION}, _any, "")
