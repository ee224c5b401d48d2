"""What civil status asks today of an agent and of an officer: what each may take a step further, the most urgent first."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.civil_status.registers.models import Capacity, RequestState
from siraba.protection.civil_status.registers.rules import REGISTRARS
from siraba.protection.civil_status.registers.selectors import (
    own_mandates,
    requests_visible_to,
    why_nothing,
)
from siraba.protection.civil_status.registers.wording import why_nothing_label

S = RequestState


def waiting(actor: Actor) -> Section:
    """What the actor may do next, and why there is nothing when it has no mandate."""
    mandates = own_mandates(actor)
    wanted = Q(unit=actor.unit_id, state__in=[S.RECEIVED, S.SIGNED])
    if any(one.capacity == Capacity.OFFICER for one in mandates):
        ready = Q(second_for="") | Q(second_by__isnull=False)
        others = ~Q(made_by=actor.account_id)
        wanted |= Q(unit=actor.unit_id, state=S.TO_SORT)
        wanted |= others & Q(unit=actor.unit_id, state=S.CHECKED)
        wanted |= others & Q(unit=actor.unit_id, state=S.APPROVED) & ready
        wanted |= others & Q(second_unit=actor.unit_id, state=S.APPROVED, second_by__isnull=True)
    rows = requests_visible_to(actor).filter(wanted).order_by("due_at", "id")[:ROWS] if mandates else []
    empty = why_nothing_label(why_nothing(actor)) or _("Aucune demande ne vous attend.")
    return Section(
        _("État civil"),
        [
            Row(
                f"{one.get_asked_display()}, {one.register}",
                reverse("registers:issuance", args=[one.code]),
                one.code,
                one.state,
                one.get_state_display(),
                one.due_at,
            )
            for one in rows
        ],
        empty,
        reverse("registers:requests"),
    )


register(waiting, REGISTRARS, 10)
