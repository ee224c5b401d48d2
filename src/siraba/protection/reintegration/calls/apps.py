from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "siraba.protection.reintegration.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.models import also_sealed
        from siraba.foundation.consent.actions import when_consent_ends
        from siraba.protection.reintegration.calls import (  # noqa: F401
            holdings,
            my_day,
            navigation,
            offline,
            panels,
            rules,
        )
        from siraba.protection.reintegration.calls.applications import close_for_consent
        from siraba.protection.reintegration.calls.models import ApplicationDocument
        from siraba.protection.reintegration.calls.telling import register_kinds

        also_sealed(
            ApplicationDocument,
            "document",
            ApplicationDocument.compartment,
            ApplicationDocument.document_place,
        )
        when_consent_ends(close_for_consent)
        register_kinds()
