"""Who hands a person the list of who read their record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.selectors import object_open_to

HOLDERS = {Role.CASE_MANAGER, Role.SUPERVISOR, Role.UNHCR_OFFICER, Role.STATELESSNESS_OFFICER}


def _answers_for(actor: Actor, code: Any) -> bool:
    return object_open_to(actor, code)


allow(
    "hand_over_log",
    _("Remettre à la personne la liste des lectures"),
    HOLDERS,
    {Purpose.OVERSIGHT},
    _answers_for,
    _("Ce dossier ne vous est pas confié."),
)
