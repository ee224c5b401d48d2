"""What was asked of a fund for the person of a case, on the page of the case."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases import panels
from siraba.protection.cases.models import ACTIVE, Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.rules import manages
from siraba.protection.reintegration.calls.selectors import applications_visible_to

MANAGERS = (Role.CASE_MANAGER, Role.SUPERVISOR)


def applications_of(actor: Actor, case: Case) -> Panel | None:
    if actor.role not in MANAGERS or not actor.scopes(Category.GRANTS):
        return None
    rows = [
        PanelRow(
            f"{one.call.title} – {one.code}",
            reverse("calls:application", args=[one.code]),
            one.state,
            one.get_state_display(),
        )
        for one in applications_visible_to(actor).filter(case=case)[:20]
    ]
    may_add = case.state in ACTIVE and manages(actor, case)
    return Panel(
        _("Demandes de financement"),
        rows,
        _("Rien n’est demandé pour cette personne."),
        reverse("calls:choose", args=[case.code]) if may_add else "",
        _("Préparer une demande de financement"),
    )


panels.register(applications_of)
