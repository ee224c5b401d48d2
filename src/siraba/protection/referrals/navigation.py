"""Referrals in the menu, and on the page of a case."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.foundation.vocabulary import label
from siraba.protection.cases import panels
from siraba.protection.cases.models import ACTIVE, Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.referrals.models import ReferralState
from siraba.protection.referrals.selectors import referrals_of_case
from siraba.protection.referrals.views import PARTNERS

register(NavigationItem(gettext_lazy("Référencements"), "referrals:list", PARTNERS, 50))


def referrals_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.REFERRAL) & {Scope.ASG, Scope.OWN}:
        return None
    rows = [
        PanelRow(
            f"{label('service_type', referral.service_type)} – {referral.to_organisation__short_name}",
            reverse("referrals:detail", args=[referral.code]),
            referral.state,
            str(ReferralState(referral.state).label),
            referral.code,
        )
        for referral in referrals_of_case(actor, case)
    ]
    ready = case.state in ACTIVE and may(actor, "prepare_referral", case)
    return Panel(
        _("Référencements"),
        rows,
        _("Aucun référencement pour ce dossier."),
        reverse("referrals:prepare", args=[case.code]) if ready else "",
        _("Référer à un service"),
    )


panels.register(referrals_of)
