"""On the timeline of a case and the page of an arrival: where the person sleeps, with the place where the reader may know it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.access.policy import Category
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.cases import timeline
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.reception.arrivals import panels as arrival_panels
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.stays.models import LIVE, Stay
from siraba.protection.reception.stays.places import place_name, room_name
from siraba.protection.reception.stays.rules import Wish

MOST = 10


def moments_of(actor: Actor, case: Case) -> Iterator[timeline.Moment]:
    """Where the person slept, since when, and how it stands."""
    if not actor.scopes(Category.SHELTER):
        return
    rows = Stay.objects.visible_to(actor, Category.SHELTER).filter(person=case.person_id)
    for stay in rows.select_related("unit__organisation").order_by("-first", "-id")[:MOST]:
        row = _row(actor, stay)
        what = _("Hébergement : %(place)s") % {"place": row.title}
        yield timeline.Moment(stay.reserved_at, what, f"{row.detail}, {row.state_label}")


def bed_of(actor: Actor, arrival: Arrival) -> Panel | None:
    """The beds of an arrival, and the way to one as long as it has none."""
    if arrival.presence != Presence.HERE:
        return None
    rows = Stay.objects.visible_to(actor, Category.ARRIVAL).filter(arrival=arrival)
    stays = list(
        rows.select_related("unit__organisation", "room__unit__organisation").order_by("-first", "-id")[:MOST]
    )
    wanted = not any(stay.state in LIVE for stay in stays)
    wanted = wanted and may(actor, "reserve_bed", Wish(arrival, arrival.unit))
    url = reverse("stays:reserve", args=[arrival.code]) if wanted else ""
    shown = [
        _row(actor, stay, room_name(actor, stay.room), reverse("stays:detail", args=[stay.pk]))
        for stay in stays
    ]
    return Panel(_("Hébergement"), shown, _("Aucun lit réservé."), url, _("Réserver un lit"))


def _row(actor: Actor, stay: Stay, room: str = "", url: str = "") -> PanelRow:
    dates = _("du %(first)s au %(until)s") % {
        "first": local_date(stay.first),
        "until": local_date(stay.until),
    }
    place = place_name(actor, stay.unit)
    title = f"{place}, {room}" if room else place
    return PanelRow(title, url, stay.state, stay.get_state_display(), dates)


timeline.register(moments_of)
arrival_panels.register(bed_of)
