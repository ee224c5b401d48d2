from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "siraba.foundation.oversight"
    label = "oversight"

    def ready(self) -> None:
        from siraba.foundation.access.policy import ROLE_PURPOSES, Purpose
        from siraba.foundation.accounts.roles import Role
        from siraba.foundation.interface.navigation import NavigationItem, register
        from siraba.foundation.oversight import handing, keys, rules  # noqa: F401

        roles = [role for role, purposes in ROLE_PURPOSES.items() if Purpose.OVERSIGHT in purposes]
        register(NavigationItem(_("Journal"), "audit:journal", roles, 90))
        register(NavigationItem(_("Surveillance"), "audit:watch", {Role.DATA_PROTECTION_OFFICER}, 20))
