"""Who may have a key for a program."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import ROLE_PURPOSES, Purpose
from siraba.foundation.accounts.roles import Role

# Accounts are managed, and an emergency is judged, by a person at the keyboard.
PROGRAM_PURPOSES = tuple(p for p in Purpose if p not in (Purpose.ACCOUNTS, Purpose.EMERGENCY))
WITH_PURPOSES = {role for role, purposes in ROLE_PURPOSES.items() if {*purposes} & {*PROGRAM_PURPOSES}}

allow(
    "issue_token",
    _("Créer un jeton d’accès"),
    WITH_PURPOSES,
    PROGRAM_PURPOSES,
    lambda actor, purpose: purpose in PROGRAM_PURPOSES and purpose in ROLE_PURPOSES[Role(actor.role)],
    _("Votre rôle n’a pas cette finalité."),
)
allow(
    "revoke_token",
    _("Révoquer un jeton d’accès"),
    WITH_PURPOSES,
    PROGRAM_PURPOSES,
    lambda actor, token: token.account_id == actor.account_id,
    _("Ce jeton est celui d’un autre compte."),
)
