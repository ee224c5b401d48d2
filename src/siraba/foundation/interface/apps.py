from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterfaceConfig(AppConfig):
    name = "siraba.foundation.interface"
    label = "interface"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.accounts.roles import Role
        from siraba.foundation.interface.navigation import NavigationItem, register

        register(NavigationItem(_("Ma journée"), "interface:my_day", Role.values, 10))
