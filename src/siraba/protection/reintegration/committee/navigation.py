"""The committee's room in the menu of the fund's officers."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.reintegration.calls.rules import FUND

register(NavigationItem(_("Comité du fonds"), "committee:sessions", FUND, 22))
