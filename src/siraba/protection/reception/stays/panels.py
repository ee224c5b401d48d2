"""On the page of a case: where the person sleeps, with the place where the reader may know it."""

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.cases import panels
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.reception.stays.models import Stay
from siraba.protection.reception.stays.places import place_name

MOST = 10


def stays_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.SHELTER):
        return None
    rows = Stay.objects.visible_to(actor, Category.SHELTER).filter(person=case.person_id)
    stays = rows.select_related("unit__organisation").order_by("-first", "-id")[:MOST]
    shown = [
        PanelRow(
            place_name(actor, stay.unit),
            "",
            stay.state,
            stay.get_state_display(),
            _("du %(first)s au %(until)s")
            % {"first": local_date(stay.first), "until": local_date(stay.until)},
        )
        for stay in stays
    ]
    return Panel(_("Hébergement"), shown) if shown else None


panels.register(stays_of)
