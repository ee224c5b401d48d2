"""Referrals in the menu, and on the page of a case."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.foundation.vocabulary import label
from siraba.protection.cases import panels, timeline
from siraba.protection.cases.models import ACTIVE, Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.referrals.models import ReferralState
from siraba.protection.referrals.selectors import referrals_of_case, referrals_visible_to
from siraba.protection.referrals.views import PARTNERS

register(NavigationItem(gettext_lazy("Référencements"), "referrals:list", PARTNERS, 50))


def referrals_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.REFERRAL) & {Scope.ASG, Scope.OWN} and not may(
        actor, "prepare_referral", case
    ):
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


def moments_of(actor: Actor, case: Case) -> Iterator[timeline.Moment]:
    """When each referral was prepared, and where it stands."""
    for referral in referrals_visible_to(actor).filter(case=case):
        url = reverse("referrals:detail", args=[referral.code])
        what = f"{label('service_type', referral.service_type)} – {referral.to_organisation}"
        yield timeline.Moment(referral.created_at, what, str(referral.get_state_display()), url)


panels.register(referrals_of)
timeline.register(moments_of)
