"""What early warning asks today: the alerts one answers for, those never acknowledged first."""

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.prevention.climate.warning.models import AlertState
from siraba.prevention.climate.warning.rules import READERS
from siraba.prevention.climate.warning.selectors import waiting_for


def alerts(actor: Actor) -> Section | None:
    order = [AlertState.RAISED, AlertState.ACKNOWLEDGED, AlertState.ACTED]
    urgency = Case(*(When(state=state, then=Value(place)) for place, state in enumerate(order)))
    waiting = waiting_for(actor.acting_for(Purpose.ANTICIPATION)).order_by(urgency, "due_at", "id")
    rows = [
        Row(
            str(one),
            reverse("warning:alert", args=[one.pk]),
            one.rule.name,
            one.state,
            str(one.get_state_display()),
            one.due_at,
        )
        for one in waiting[:ROWS]
    ]
    return Section(_("Alertes précoces"), rows, "", reverse("warning:alerts")) if rows else None


register(alerts, READERS, 40)
