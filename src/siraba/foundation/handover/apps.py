from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoverConfig(AppConfig):
    name = "siraba.foundation.handover"
    label = "handover"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.models import also_sealed
        from siraba.foundation.consent.actions import when_consent_ends
        from siraba.foundation.handover import my_day, rules  # noqa: F401
        from siraba.foundation.handover.disclosures import recall_for_consent
        from siraba.foundation.handover.models import CourtOrder
        from siraba.foundation.interface.navigation import NavigationItem, register

        also_sealed(CourtOrder, "document", CourtOrder.compartment, CourtOrder.document_place)
        when_consent_ends(recall_for_consent)
        register(NavigationItem(_("Divulgations"), "handover:list", rules.JUSTICE, 30))
        register(NavigationItem(_("Demandes à une personne"), "handover:requests", rules.JUSTICE, 40))
