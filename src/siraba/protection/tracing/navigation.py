"""Family links in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import VISITORS, NavigationItem, register
from siraba.protection.tracing.rules import OFFICERS

register(NavigationItem(_("Recherches"), "tracing:requests", OFFICERS, 20))
register(NavigationItem(_("Registre"), "tracing:registrations", OFFICERS, 30))
register(NavigationItem(_("Messages"), "tracing:messages", OFFICERS, 40))
register(NavigationItem(_("Nouvelles d’un proche"), "tracing:news", VISITORS, 91))
