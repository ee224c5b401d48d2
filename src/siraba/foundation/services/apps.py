from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "siraba.foundation.services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.messaging.kinds import register_kind
        from siraba.foundation.services import my_day, navigation, rules  # noqa: F401
        from siraba.foundation.services.actions import STALE

        register_kind(STALE, _("Fiche du répertoire à vérifier"))
