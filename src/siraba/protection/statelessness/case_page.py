"""The way from the page of a case to what is known of its person's papers."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.cases import panels
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel


def papers_of(actor: Actor, case: Case) -> Panel | None:
    """No question to the database: the page of a case has enough of its own."""
    if not actor.scopes(Category.STATELESSNESS) & {Scope.ASG, Scope.OWN}:
        return None
    url = reverse("statelessness:of_case", args=[case.code])
    told = _("Ce qui manque pour prouver une nationalité, et qui peut le donner.")
    return Panel(_("Papiers et nationalité"), [], told, url, _("Ouvrir"))


panels.register(papers_of)
