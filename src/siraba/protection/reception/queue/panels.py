"""The turn of somebody who arrived, on the page of the arrival."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.arrivals.panels import register
from siraba.protection.reception.queue.selectors import visits_visible_to


def visits_of(actor: Actor, arrival: Arrival) -> Panel | None:
    if arrival.presence != Presence.HERE:
        return None
    rows = [
        PanelRow(
            f"{visit.ticket}, {local_date(visit.waiting_since)}",
            reverse("queue:ticket", args=[visit.pk]),
            visit.state,
            str(visit.get_state_display()),
        )
        for visit in visits_visible_to(actor).filter(arrival=arrival).order_by("-waiting_since", "-id")
    ]
    return Panel(
        _("File d’attente"),
        rows,
        _("Elle n’est pas dans la file."),
        f"{reverse('queue:take')}?arrival={arrival.code}",
        _("Prendre un ticket"),
    )


register(visits_of)
