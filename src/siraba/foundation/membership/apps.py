from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    name = "siraba.foundation.membership"
    label = "membership"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.interface.navigation import NavigationItem, register
        from siraba.foundation.membership import rules

        register(NavigationItem(_("Comptes"), "membership:list", rules.ADMINISTRATORS, 20))
