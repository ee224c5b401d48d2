from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "siraba.prevention.climate.atlas"
    label = "atlas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.prevention.climate.atlas import navigation, rules  # noqa: F401
