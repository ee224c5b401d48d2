from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "siraba.protection.civil_status.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.protection.civil_status.registers import commitments, my_day, navigation, rules  # noqa: F401
