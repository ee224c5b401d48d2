from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "siraba.protection.reception.quality"
    label = "quality"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reception.quality import figures, measures, rules  # noqa: F401
