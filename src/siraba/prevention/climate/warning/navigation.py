from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.prevention.climate.warning.rules import READERS

register(NavigationItem(_("Alerte précoce"), "warning:alerts", READERS, 49))
