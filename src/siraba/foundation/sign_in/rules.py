"""Who may have a key for a program."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import ROLE_PURPOSES, Purpose
from siraba.foundation.accounts.roles import Role

WITH_PURPOSES = {role for role, purposes in ROLE_PURPOSES.items() if purposes}

allow(
    "issue_token",
    _("Créer un jeton d’accès"),
    WITH_PURPOSES,
    Purpose,
    lambda actor, purpose: purpose in ROLE_PURPOSES[Role(actor.role)],
    _("Votre rôle n’a pas cette finalité."),
)
allow(
    "revoke_token",
    _("Révoquer un jeton d’accès"),
    WITH_PURPOSES,
    Purpose,
    lambda actor, token: token.account_id == actor.account_id,
    _("Ce jeton est celui d’un autre compte."),
)
