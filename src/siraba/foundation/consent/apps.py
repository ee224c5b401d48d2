from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "siraba.foundation.consent"
    label = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.consent import rules  # noqa: F401
