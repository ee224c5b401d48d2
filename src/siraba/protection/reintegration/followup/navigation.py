"""Follow-ups in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.reintegration.followup.rules import TABLE_KEEPERS
from siraba.protection.reintegration.plans.rules import READERS

register(NavigationItem(_("Suivis de réintégration"), "followup:list", READERS, 47))
register(NavigationItem(_("Tables de poids"), "followup:tables", TABLE_KEEPERS, 75))
