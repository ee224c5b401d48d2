"""The book in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.foundation.ledger.rules import KEEPERS

register(NavigationItem(_("Livre de comptes"), "ledger:entries", KEEPERS, 56))
register(NavigationItem(_("Enveloppes"), "ledger:envelopes", KEEPERS | {Role.DONOR}, 57))
