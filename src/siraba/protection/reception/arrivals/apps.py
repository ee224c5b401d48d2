from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "siraba.protection.reception.arrivals"
    label = "arrivals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reception.arrivals import rules  # noqa: F401
