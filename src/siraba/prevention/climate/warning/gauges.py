"""A gauge read by telephone: typed in, kept with who gave it, and looked at by the rules at once."""

from datetime import date

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.prevention.climate.observations.catalogue import load_catalogue
from siraba.prevention.climate.observations.models import Indicator, Observation, Place
from siraba.prevention.climate.warning.evaluating import evaluate_rules
from siraba.prevention.climate.warning.models import Reading

RIVER_LEVEL = "river-level"
LOWEST, HIGHEST = -200, 2000  # cm: no gauge of the Niger or the Bani has read beyond


def river_level() -> Indicator:
    found = Indicator.objects.filter(code=RIVER_LEVEL).first()
    if found is None:
        load_catalogue()
        found = Indicator.objects.get(code=RIVER_LEVEL)
    return found


@action
def record_reading(
    actor: Actor,
    *,
    day: date,
    level_cm: float,
    source: str,
    gauge: Place | None = None,
    new_gauge: str = "",
    replace: bool = False,
) -> Reading:
    """Write down a height, and let the rules on gauges look at it.

    Raises:
        Invalid: no gauge or two, a day to come, a height that no river has, or another height on that day already.
    """
    check_right(actor, "record_reading")
    if (gauge is None) == (not new_gauge.strip()):
        raise Invalid(_("Choisissez une échelle, ou nommez-en une nouvelle."), "gauge")
    if day > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "day")
    if not LOWEST <= level_cm <= HIGHEST:
        raise Invalid(
            _("De %(lowest)d à %(highest)d cm.") % {"lowest": LOWEST, "highest": HIGHEST}, "level_cm"
        )
    place = gauge or _new(new_gauge.strip())
    indicator = river_level()
    before = Observation.objects.filter(indicator=indicator, place=place, start=day).first()
    if before and before.value != level_cm and not replace:
        raise Invalid(
            _("Un relevé de ce jour dit %(cm)d cm : cochez « Corriger » pour le remplacer.")
            % {"cm": before.value},
            "level_cm",
        )
    observation, _made = Observation.objects.update_or_create(
        indicator=indicator, place=place, start=day, defaults={"end": day, "value": level_cm}
    )
    reading = Reading.objects.create(
        gauge=place,
        day=day,
        level_cm=level_cm,
        source=source,
        observation=observation,
        recorded_by_id=actor.account_id,
    )
    record(actor, "record_reading", f"reading:{reading.pk}", gauge=place.code, day=day.isoformat())
    evaluate_rules(None, [indicator])
    return reading


def _new(name: str) -> Place:
    """Raises Invalid: a gauge has that name already."""
    code = slugify(name)
    if not code:
        raise Invalid(_("Ce nom n’est pas lisible."), "new_gauge")
    if Place.objects.filter(kind=Place.Kind.GAUGE, code=code).exists():
        raise Invalid(_("Cette échelle existe déjà : choisissez-la dans la liste."), "new_gauge")
    return Place.objects.create(kind=Place.Kind.GAUGE, code=code, name=name)
