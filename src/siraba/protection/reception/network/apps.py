from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "siraba.protection.reception.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reception.network import doors, rules  # noqa: F401
