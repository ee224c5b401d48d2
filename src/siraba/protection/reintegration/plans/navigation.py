"""Plans in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.reintegration.plans.rules import READERS

register(NavigationItem(_("Plans de réintégration"), "plans:list", READERS, 46))
