"""Donors' money in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.partnership.funding.rules import READERS

register(NavigationItem(_("Financements"), "funding:pledges", READERS, 54))
register(NavigationItem(_("Écart de financement"), "funding:gap", READERS, 55))
