"""Papers in the menu, and on the page of an act."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.civil_status.registers.doors import open_door
from siraba.protection.civil_status.registers.models import ActState
from siraba.protection.civil_status.registers.rules import INSPECTORS

open_door("print_document", "papers:print", ActState.IN_FORCE)
register(NavigationItem(_("Clés de signature"), "papers:keys", INSPECTORS, 45))
