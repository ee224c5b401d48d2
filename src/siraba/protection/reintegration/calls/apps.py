from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "siraba.protection.reintegration.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reintegration.calls import rules  # noqa: F401
