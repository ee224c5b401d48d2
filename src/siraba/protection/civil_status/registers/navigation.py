"""Civil status in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.civil_status.registers.rules import GIVERS, READERS

register(NavigationItem(_("Demandes d’actes"), "registers:requests", READERS, 20))
register(NavigationItem(_("Registres"), "registers:registers", READERS, 25))
register(NavigationItem(_("Volets"), "registers:volets", READERS, 30))
register(NavigationItem(_("Imprimés"), "registers:stocks", READERS, 35))
register(NavigationItem(_("Mandats"), "registers:mandates", READERS | GIVERS, 40))
