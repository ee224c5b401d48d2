"""Networks in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.prosecution.networks.rules import READERS

register(NavigationItem(_("Réseaux"), "networks:list", READERS, 34))
