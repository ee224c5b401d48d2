from django.apps import AppConfig


class OutlookConfig(AppConfig):
    name = "siraba.prevention.climate.outlook"
    label = "outlook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.prevention.climate.outlook import navigation, rules  # noqa: F401
