"""Cases in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.foundation.people.rules import RECEIVING_ROLES

register(NavigationItem(_("Recevoir"), "cases:receive", RECEIVING_ROLES, 20))
register(NavigationItem(_("Dossiers"), "cases:list", RECEIVING_ROLES, 30))
register(NavigationItem(_("Équipe"), "cases:team", {Role.SUPERVISOR}, 35))
register(NavigationItem(_("Transferts"), "cases:transfers", RECEIVING_ROLES, 40))
