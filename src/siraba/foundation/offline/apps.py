from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "siraba.foundation.offline"
    label = "offline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from siraba.foundation.access.crypto import ACCOUNTS
        from siraba.foundation.access.models import also_sealed
        from siraba.foundation.accounts.roles import Role
        from siraba.foundation.interface.navigation import NavigationItem, register
        from siraba.foundation.offline import my_day  # noqa: F401
        from siraba.foundation.offline.models import Device
        from siraba.foundation.offline.rules import CARRYING

        also_sealed(Device, "sealed", ACCOUNTS, Device.place)
        register(NavigationItem(_("Hors ligne"), "offline:shell", CARRYING, 75))
        register(NavigationItem(_("Appareils"), "offline:devices", {Role.ORGANISATION_ADMINISTRATOR}, 76))
