"""Who may do what to the summaries."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import POLICY, ROLE_PURPOSES, Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role

COORDINATION = {Role.COORDINATOR, Role.DATA_STEWARD}
OWN_COUNTS = {
    role
    for role, purposes in ROLE_PURPOSES.items()
    if Purpose.STATISTICS in purposes and Scope.OWN in POLICY[role].get(Category.STATISTICS, ())
}
READERS = {role for role, purposes in ROLE_PURPOSES.items() if Purpose.STATISTICS in purposes}

allow(
    "refresh_board",
    _("Actualiser le tableau"),
    COORDINATION,
    {Purpose.COORDINATION},
    lambda actor, record: True,
    "",
)
