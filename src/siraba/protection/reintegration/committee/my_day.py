"""What the committee's room asks of an officer of the fund today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.reintegration.calls.rules import FUND
from siraba.protection.reintegration.committee.models import SessionState
from siraba.protection.reintegration.committee.selectors import calls_to_convene, sessions_visible_to


def committee(actor: Actor) -> Section | None:
    """The sessions that are not signed, and for the secretary the closed calls that none was convened for."""
    actor = actor.acting_for(Purpose.FUND)
    live = sessions_visible_to(actor).exclude(state=SessionState.SIGNED).order_by("held_on", "pk")[:ROWS]
    rows = [
        Row(
            str(one),
            reverse("committee:session", args=[one.pk]),
            one.place,
            one.state,
            one.get_state_display(),
        )
        for one in live
    ]
    rows += [
        Row(call.title, reverse("committee:convene", args=[call.pk]), _("Aucune session convoquée"))
        for call in calls_to_convene(actor)[: ROWS - len(rows)]
    ]
    return Section(_("Comité du fonds"), rows, _("Aucune session n’attend."), reverse("committee:sessions"))


register(committee, FUND, 60)
