from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "siraba.foundation.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.ledger import navigation, rules  # noqa: F401
