from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "siraba.foundation.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.messaging import actions, rules  # noqa: F401
