from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register


class StatisticsConfig(AppConfig):
    name = "siraba.partnership.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.partnership.statistics.justice import READERS as JUSTICE_READERS
        from siraba.partnership.statistics.rules import COORDINATION, OWN_COUNTS, READERS

        register(NavigationItem(_("Tableau"), "statistics:board", COORDINATION, 60))
        register(NavigationItem(_("Ma structure en chiffres"), "statistics:own", OWN_COUNTS, 61))
        register(NavigationItem(_("Données historiques"), "statistics:historic", READERS, 62))
        register(NavigationItem(_("Chiffres de la justice"), "statistics:justice", JUSTICE_READERS, 63))
