"""Who keeps the national forms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role

KEEPERS = frozenset({Role.COORDINATOR, Role.DATA_STEWARD})
COORDINATION = {Purpose.COORDINATION}


def _always(_actor: Actor, _record: Any) -> bool:
    return True


def _uploaded(_actor: Actor, version: Any) -> bool:
    """A form of the platform changes with the platform."""
    return not version.shipped


NOT_SHIPPED = _(
    "Ce formulaire fait partie de la plateforme : ajoutez-en une autre version sous un autre code."
)

allow("add_form", _("Ajouter un formulaire"), KEEPERS, COORDINATION, _always, "")
allow("publish_form", _("Publier le formulaire"), KEEPERS, COORDINATION, _uploaded, NOT_SHIPPED)
allow("retire_form", _("Retirer le formulaire"), KEEPERS, COORDINATION, _uploaded, NOT_SHIPPED)
