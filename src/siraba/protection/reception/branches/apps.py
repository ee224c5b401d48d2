from django.apps import AppConfig


class BranchesConfig(AppConfig):
    name = "siraba.protection.reception.branches"
    label = "branches"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.reception.branches import navigation, rules  # noqa: F401
