"""What arrivals ask of a branch today."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.reception.arrivals.models import ConvoyState, Priority
from siraba.protection.reception.arrivals.selectors import convoys_visible_to, here, opened
from siraba.protection.reception.branches.rules import BRANCH


def convoys_of_today(actor: Actor) -> Section:
    """Convoys that are being received, and those that come today or tomorrow."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    rows = convoys_visible_to(actor).filter(
        Q(state=ConvoyState.RECEIVING) | Q(state=ConvoyState.ANNOUNCED, day__lte=tomorrow)
    )
    return Section(
        _("Convois"),
        [
            Row(
                str(convoy),
                reverse("arrivals:convoy", args=[convoy.pk]),
                f"{convoy.get_kind_display()}, {convoy.day:%d/%m}",
                convoy.state,
                str(convoy.get_state_display()),
            )
            for convoy in rows.order_by("day", "id")[:ROWS]
        ],
        _("Aucun convoi n’est attendu."),
        reverse("arrivals:convoys"),
    )


def first_to_see(actor: Actor) -> Section:
    """Those who arrived with a sign of trafficking, alone or ill, and have no case yet."""
    rows = here(actor).filter(priority__lt=Priority.ORDINARY, case__isnull=True)
    return Section(
        _("À regarder d’abord"),
        [
            Row(
                known.names,
                reverse("arrivals:arrival", args=[known.arrival.code]),
                known.arrival.code,
                "high",
                str(known.arrival.get_priority_display()),
            )
            for known in opened(rows.order_by("priority", "registered_at", "id")[:ROWS])
        ],
        _("Personne n’attend d’être regardé d’abord."),
        reverse("arrivals:convoys"),
    )


register(convoys_of_today, BRANCH, 10)
register(first_to_see, BRANCH, 15)
