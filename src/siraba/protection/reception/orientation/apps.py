from django.apps import AppConfig


class OrientationConfig(AppConfig):
    name = "siraba.protection.reception.orientation"
    label = "orientation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reception.orientation import holdings, navigation, offline, panels, rules  # noqa: F401
