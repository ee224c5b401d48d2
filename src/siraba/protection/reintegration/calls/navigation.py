"""The fund in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import VISITORS, NavigationItem, register
from siraba.protection.reintegration.calls.rules import FUND, KEEPERS

register(NavigationItem(_("Financer un projet"), "calls:public", VISITORS, 88))
register(NavigationItem(_("Appels à projets"), "calls:list", FUND, 20))
register(NavigationItem(_("Projets à noter"), "calls:desk", FUND, 21))
register(NavigationItem(_("Fonds et charges"), "calls:funds", KEEPERS, 60))
