"""The way from the page of a case to what was asked of a fund for its person. No query: the page has twenty at most."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases import panels
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel

MANAGERS = (Role.CASE_MANAGER, Role.SUPERVISOR)


def applications_of(actor: Actor, case: Case) -> Panel | None:
    if actor.role not in MANAGERS or not actor.scopes(Category.GRANTS):
        return None
    return Panel(
        _("Demandes de financement"),
        empty=_("Ce qui est demandé à un fonds pour cette personne, et les appels ouverts."),
        add_url=reverse("calls:choose", args=[case.code]),
        add_label=_("Voir les demandes et les appels"),
    )


panels.register(applications_of)
