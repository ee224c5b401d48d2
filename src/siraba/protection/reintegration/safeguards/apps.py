from django.apps import AppConfig


class SafeguardsConfig(AppConfig):
    name = "siraba.protection.reintegration.safeguards"
    label = "safeguards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reintegration.safeguards import (  # noqa: F401
            holdings,
            my_day,
            navigation,
            rules,
        )
