from django.apps import AppConfig


class WarningConfig(AppConfig):
    name = "siraba.prevention.climate.warning"
    label = "warning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.prevention.climate.warning import my_day, navigation, rules, telling  # noqa: F401

        telling.register_kinds()
