"""What there is to look at before money goes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.reintegration.calls.rules import FUND
from siraba.protection.reintegration.safeguards.models import FlagState
from siraba.protection.reintegration.safeguards.selectors import codes_for, flags_visible_to


def to_look_at(actor: Actor) -> Section:
    waiting = list(flags_visible_to(actor).filter(state=FlagState.OPEN).order_by("found_at", "pk")[:ROWS])
    codes = codes_for(actor, waiting)
    rows = [
        Row(
            str(one.get_kind_display()),
            reverse("safeguards:detail", args=[one.pk]),
            ", ".join(codes[pk] for pk in (one.application_id, one.other_id) if pk in codes),
            one.state,
            str(one.get_state_display()),
        )
        for one in waiting
    ]
    return Section(
        _("Vérifications avant paiement"),
        rows,
        _("Rien n’arrête un paiement."),
        reverse("safeguards:list"),
    )


register(to_look_at, FUND, 36)
