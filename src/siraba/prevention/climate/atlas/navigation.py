from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.prevention.climate.observations.rules import READERS

register(NavigationItem(_("Cartes du climat"), "atlas:map", READERS, 52))
register(NavigationItem(_("Carte de la route"), "atlas:road", READERS, 53))
