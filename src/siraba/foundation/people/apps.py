from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "siraba.foundation.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.people import rules  # noqa: F401
