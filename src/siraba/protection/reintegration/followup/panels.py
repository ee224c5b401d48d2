"""The follow-ups of a plan, on its page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.reintegration.followup.selectors import follow_ups_visible_to
from siraba.protection.reintegration.plans import panels
from siraba.protection.reintegration.plans.models import ReintegrationPlan


def follow_ups_of(actor: Actor, plan: ReintegrationPlan) -> Panel:
    rows = [
        PanelRow(
            one.when,
            reverse("followup:detail", args=[one.pk]),
            one.state,
            str(one.get_state_display()),
            local_date(one.met_on or one.due_on),
        )
        for one in follow_ups_visible_to(actor).filter(plan=plan).order_by("month")
    ]
    url = reverse("followup:course", args=[plan.pk]) if rows else ""
    return Panel(_("Suivis"), rows, _("Aucun suivi n’est prévu."), url, _("Voir la courbe"))


panels.register(follow_ups_of)
