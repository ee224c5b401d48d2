from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "siraba.protection.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from siraba.foundation.interface.navigation import NavigationItem, register
        from siraba.protection.feedback import holdings, rules, views  # noqa: F401

        register(NavigationItem(_("Ma voix"), "feedback:speak", None, 90))
