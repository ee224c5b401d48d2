"""The entry of the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.reintegration.calls.rules import FUND

register(NavigationItem(_("Paiements"), "payments:list", FUND, 55))
