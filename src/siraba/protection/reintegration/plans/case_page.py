"""The way from the page of a case to its plan of reintegration."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.cases import panels
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel


def plans_of(actor: Actor, case: Case) -> Panel | None:
    """No question to the database: the page of a case has enough of its own."""
    if not actor.scopes(Category.GRANTS) & {Scope.ASG, Scope.OWN}:
        return None
    url = reverse("plans:of_case", args=[case.code])
    told = _("Ce qui fera tenir le retour, écrit avec la personne, et son suivi.")
    return Panel(_("Plan de réintégration"), [], told, url, _("Ouvrir"))


panels.register(plans_of)
