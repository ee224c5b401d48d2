from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "siraba.protection.reintegration.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.models import also_sealed
        from siraba.protection.reintegration.payments import (  # noqa: F401
            holdings,
            my_day,
            navigation,
            rules,
            velocity,
        )
        from siraba.protection.reintegration.payments.models import Instalment
        from siraba.protection.reintegration.payments.telling import register_kinds

        also_sealed(Instalment, "document", Instalment.compartment, Instalment.document_place)
        register_kinds()
