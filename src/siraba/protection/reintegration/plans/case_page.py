"""The plans of a case, on its page and in its story."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.access.policy import Category
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.cases import panels, timeline
from siraba.protection.cases.models import Case, CaseState
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.reintegration.plans.models import LIVE
from siraba.protection.reintegration.plans.selectors import plans_visible_to


def plans_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.GRANTS):
        return None
    plans = list(plans_visible_to(actor).filter(case=case))
    rows = [
        PanelRow(
            _("Plan du %(day)s") % {"day": local_date(plan.drafted_at.date())},
            reverse("plans:detail", args=[plan.pk]),
            plan.state,
            str(plan.get_state_display()),
            str(plan.get_channel_display()),
        )
        for plan in plans
    ]
    wanted = case.state != CaseState.CLOSED and not any(plan.state in LIVE for plan in plans)
    wanted = wanted and may(actor, "draft_reintegration_plan", case)
    url = reverse("plans:draft", args=[case.code]) if wanted else ""
    return Panel(
        _("Plan de réintégration"), rows, _("Aucun plan de réintégration."), url, _("Écrire un plan")
    )


def moments_of(actor: Actor, case: Case) -> Iterator[timeline.Moment]:
    """When a plan was written, began and ended, for whoever may read it."""
    if not actor.scopes(Category.GRANTS):
        return
    for plan in plans_visible_to(actor).filter(case=case):
        url = reverse("plans:detail", args=[plan.pk])
        state = str(plan.get_state_display())
        yield timeline.Moment(plan.drafted_at, _("Plan de réintégration"), state, url)


panels.register(plans_of)
timeline.register(moments_of)
