from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    name = "siraba.prevention.climate.observations"
    label = "observations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.prevention.climate.observations import my_day, navigation, rules  # noqa: F401
