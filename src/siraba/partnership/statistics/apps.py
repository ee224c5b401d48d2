from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register


class StatisticsConfig(AppConfig):
    name = "siraba.partnership.statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.policy import ROLE_PURPOSES, Purpose

        roles = [role for role, purposes in ROLE_PURPOSES.items() if Purpose.STATISTICS in purposes]
        register(NavigationItem(_("Données historiques"), "statistics:historic", roles, order=80))
