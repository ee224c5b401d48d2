from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "siraba.protection.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from siraba.foundation.access.models import also_sealed
        from siraba.foundation.interface.navigation import NavigationItem, register
        from siraba.protection.cases.rules import MANAGERS
        from siraba.protection.exchange import holdings, rules  # noqa: F401
        from siraba.protection.exchange.models import Import

        also_sealed(Import, "content", Import.compartment, Import.content_place)
        register(NavigationItem(_("Tables"), "exchange:list", MANAGERS, 72))
