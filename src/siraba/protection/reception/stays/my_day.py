"""What beds ask of a shelter today; branches have their board."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.reception.stays.overstay import overstaying
from siraba.protection.reception.stays.rules import SHELTERS
from siraba.protection.reception.stays.selectors import filtered, known, stays_visible_to


def beds(actor: Actor) -> Section:
    """Those who are expected today, then those who stay too long."""
    stays = stays_visible_to(actor)
    expected = list(filtered(stays, "today", ()).order_by("first", "pk")[:ROWS])
    late = list(stays.filter(overstaying(())).order_by("until", "pk")[: ROWS - len(expected)])
    rows = [
        Row(
            one.who,
            reverse("stays:detail", args=[one.stay.pk]),
            one.room,
            one.stay.state,
            one.stay.get_state_display(),
        )
        for one in known(actor, [*expected, *late])
    ]
    return Section(
        _("Hébergement"),
        rows,
        _("Personne n’est attendu, et personne ne reste trop longtemps."),
        reverse("stays:places"),
    )


register(beds, SHELTERS, 40)
