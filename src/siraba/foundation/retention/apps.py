from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "siraba.foundation.retention"
    label = "retention"
    verbose_name = _("Conservation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.retention import holdings, obstacles, rules, traces  # noqa: F401
