"""Where somebody who arrived is directed, on the page of the arrival."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.vocabulary import label
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.arrivals.panels import register
from siraba.protection.reception.orientation.selectors import orientations_visible_to


def orientations_of_arrival(actor: Actor, arrival: Arrival) -> Panel | None:
    if arrival.presence != Presence.HERE:
        return None
    rows = [
        PanelRow(
            f"{label('service_type', one.service_type)} – {one.service.name}",
            reverse("orientation:detail", args=[one.pk]),
            one.stage,
            one.get_stage_display(),
        )
        for one in orientations_visible_to(actor).filter(arrival=arrival)
    ]
    return Panel(
        _("Orientation"),
        rows,
        _("Elle n’a encore été orientée vers aucun service."),
        reverse("orientation:needs", args=[arrival.code]),
        _("Orienter"),
    )


register(orientations_of_arrival)
