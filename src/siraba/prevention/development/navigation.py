from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.prevention.development.rules import BOTH

register(NavigationItem(_("Portefeuille de projets"), "development:list", BOTH, 45))
register(NavigationItem(_("Projets de développement"), "projects:list", None, 92))
