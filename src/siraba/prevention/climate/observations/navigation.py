from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.prevention.climate.observations.rules import READERS

register(NavigationItem(_("Climat et mobilité"), "observations:index", READERS, 47))
