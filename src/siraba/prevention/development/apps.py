from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    name = "siraba.prevention.development"
    label = "development"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.prevention.development import my_day, navigation, rules  # noqa: F401
