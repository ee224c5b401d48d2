from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "siraba.protection.civil_status.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.civil_status.inspection import my_day, navigation, rules  # noqa: F401
