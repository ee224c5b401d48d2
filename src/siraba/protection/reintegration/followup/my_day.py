"""The follow-ups that are due."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.reintegration.followup.selectors import to_do


def follow_ups_due(actor: Actor) -> Section | None:
    """Those of this week and those that are late."""
    if actor.purpose not in (Purpose.CARE, Purpose.FUND):
        return None
    due = list(to_do(actor)[:ROWS])
    if not due:
        return None
    rows = [
        Row(
            f"{(one.case or one.application).code} {one.when}",
            reverse("followup:detail", args=[one.pk]),
            "",
            one.state,
            str(one.get_state_display()),
            timezone.make_aware(datetime.combine(one.due_on, time.max)),
        )
        for one in due
    ]
    return Section(_("Suivis de réintégration"), rows, "", reverse("followup:list"))


# A supervisor has them in the list: her day has questions enough
register(follow_ups_due, {Role.CASE_MANAGER, Role.FUND_OFFICER}, 30)
