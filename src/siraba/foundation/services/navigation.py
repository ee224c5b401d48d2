"""The directory in the menu: for everybody, and the entries of those who keep some."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.foundation.services.rules import KEEPERS

register(NavigationItem(_("Services"), "services:directory", None, 80))
register(NavigationItem(_("Nos fiches"), "services:entries", KEEPERS, 81))
