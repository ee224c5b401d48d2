"""The inspector's part of the menu, and the officer's questions."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.civil_status.inspection.rules import INSPECTORS, REGISTRARS

register(NavigationItem(_("Alertes"), "inspection:alerts", INSPECTORS, 15))
register(NavigationItem(_("Numéros manquants"), "inspection:gaps", INSPECTORS, 16))
register(NavigationItem(_("Précision des règles"), "inspection:precision", INSPECTORS, 17))
register(NavigationItem(_("Questions de l’inspection"), "inspection:questions", REGISTRARS, 45))
