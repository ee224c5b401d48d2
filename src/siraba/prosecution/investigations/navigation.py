"""Files and reports in the menu of justice, and the public form in everybody's before signing in."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import VISITORS, NavigationItem, register
from siraba.prosecution.investigations.rules import INVESTIGATORS, JUSTICE

register(NavigationItem(_("Procédures"), "investigations:list", JUSTICE, 10))
register(NavigationItem(_("Signalements"), "investigations:reports", INVESTIGATORS, 12))
register(NavigationItem(_("Échéances de procédure"), "investigations:deadlines", JUSTICE, 14))
register(NavigationItem(_("Entraide"), "investigations:requests", JUSTICE, 16))
register(NavigationItem(_("Infractions"), "investigations:offences", JUSTICE, 60))
register(NavigationItem(_("Signaler"), "reporting:report", VISITORS, 92))
