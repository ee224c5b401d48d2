"""Papers and files in the menu of those who work on them."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.statelessness.rules import ASSESSORS, BOTH

register(NavigationItem(_("Apatridie : dossiers"), "statelessness:files", BOTH, 40))
register(NavigationItem(_("Papiers et nationalité"), "statelessness:assessments", ASSESSORS, 42))
register(NavigationItem(_("Apatridie : chiffres"), "statelessness:report", BOTH, 44))
