from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "siraba.protection.civil_status.papers"
    label = "papers"
    verbose_name = "Papiers d’état civil"

    def ready(self) -> None:
        from siraba.protection.civil_status.papers import navigation, rules  # noqa: F401
