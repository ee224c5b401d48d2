from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.prevention.development.rules import BOTH

register(NavigationItem(_("Portefeuille de projets"), "development:list", BOTH, 45))
# Whoever keeps the portfolio has the public page among its buttons
READERS = {None, *(role for role in Role if role not in BOTH)}
register(NavigationItem(_("Projets de développement"), "projects:list", READERS, 92))
