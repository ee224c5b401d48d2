from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "siraba.protection.reception.queue"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reception.queue import figures, holdings, panels, rules  # noqa: F401
