"""On My day: the entries that wait to be said true, each with one button."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.services.models import Service
from siraba.foundation.services.rules import KEEPERS, KEEPING
from siraba.foundation.services.selectors import own_entries, to_verify
from siraba.foundation.vocabulary import label


def entries_to_verify(actor: Actor) -> Section | None:
    keeper = next((one for purpose in KEEPING if (one := actor.acting_for(purpose)).purpose), actor)
    services = to_verify(own_entries(keeper))[:ROWS]
    rows = [_row(keeper, service) for service in services]
    if not rows:
        return None
    return Section(_("Fiches à vérifier"), rows, "", reverse("services:stale"))


def _row(actor: Actor, service: Service) -> Row:
    press = (
        (reverse("services:step", args=[service.uuid, "verifier"]), _("C’est toujours vrai"))
        if may(actor, "verify_service", service)
        else None
    )
    return Row(
        service.name,
        reverse("services:detail", args=[service.uuid]),
        label("service_type", service.service_type),
        service.state,
        service.get_state_display(),
        press=press,
    )


register(entries_to_verify, KEEPERS, 65)
