"""What public data ask of their keepers today: names that wait for a place, and editions that are old."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.prevention.climate.observations.models import UnplacedName
from siraba.prevention.climate.observations.rules import KEEPERS
from siraba.prevention.climate.observations.selectors import names_open_to, stale_sources


def data_to_keep(actor: Actor) -> Section | None:
    """Names to place, then the sources whose last edition is old; nothing when all is in order."""
    # The day's page is read for the account's main purpose
    actor = actor.acting_for(Purpose.ANTICIPATION)
    names = [
        Row(
            one.name,
            reverse("observations:name", args=[one.pk]),
            ngettext("%(count)d valeur attend – %(source)s", "%(count)d valeurs attendent – %(source)s", len(one.rows))
            % {"count": len(one.rows), "source": one.source},
            one.state,
            str(one.get_state_display()),
        )
        for one in names_open_to(actor).filter(state=UnplacedName.State.WAITING)[:ROWS]
    ]  # fmt: skip
    old = [
        Row(
            one.title,
            reverse("observations:sources"),
            _("Dernière édition obtenue le %(day)s") % {"day": one.latest},  # type: ignore[attr-defined]
        )
        for one in stale_sources(actor)
    ]
    rows = [*names, *old]
    if not rows:
        return None
    return Section(_("Données du climat et de la mobilité"), rows, "", reverse("observations:index"))


register(data_to_keep, KEEPERS, 60)
