from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "siraba.protection.reintegration.committee"
    label = "committee"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reintegration.committee import holdings, my_day, navigation, rules  # noqa: F401
