"""Dangers of the road: noted from a source, withdrawn with a reason; nothing is erased."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prevention.climate.atlas.models import DANGER_MOVES, Danger
from siraba.prevention.climate.atlas.towns import inside_frame


@action
def note_danger(
    actor: Actor, *, latitude: float, longitude: float, since: date, until: date | None = None, **said: Any
) -> Danger:
    """`said`: place, kind, text, source. Degrees WGS 84; `since` and `until` are days, both included.

    Raises:
        Invalid: a point outside the map of the routes, a day to come, days out of order.
    """
    check_right(actor, "note_danger")
    if not inside_frame(latitude, longitude):
        raise Invalid(
            _("Ce point est hors de la carte des routes : latitude de 9 à 38, longitude de -19 à 16."), "latitude"
        )  # fmt: skip
    if since > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "since")
    if until is not None and until < since:
        raise Invalid(_("La fin vient avant le début."), "until")
    made = Danger.objects.create(
        latitude=latitude,
        longitude=longitude,
        since=since,
        until=until,
        noted_by_id=actor.account_id,
        **said,
    )
    record(actor, "note_danger", str(made.pk), kind=made.kind)
    return made


@action
def withdraw_danger(actor: Actor, danger: Danger, *, reason: str) -> None:
    """The danger leaves the map and keeps its line, with the reason. Raises StateNotOpen when it has left already."""
    check_right(actor, "withdraw_danger", danger)
    lock(danger)
    DANGER_MOVES.advance(danger, "withdraw_danger")
    danger.reason, danger.withdrawn_at = reason, timezone.now()
    danger.save()
    record(actor, "withdraw_danger", str(danger.pk))
