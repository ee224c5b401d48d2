from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "siraba.foundation.forms"
    label = "forms"
    verbose_name = _("Formulaires")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.forms import my_day, rules  # noqa: F401
        from siraba.foundation.interface.navigation import NavigationItem, register
        from siraba.foundation.people.rules import RECEIVING_ROLES

        register(NavigationItem(_("Formulaires"), "forms:list", rules.KEEPERS, 70))
        register(NavigationItem(_("Envois"), "forms:sent", RECEIVING_ROLES, 70))
