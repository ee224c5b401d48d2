"""How many people arrived, for the other houses: by region of the branch, never by person; small numbers are hidden where it leaves."""

from collections import Counter
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import region_of
from siraba.foundation.indicators import register
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival, Convoy

WHY = "a count of arrivals by month and region, without anything of a person"


def count_arrivals(start: date, end: date) -> dict[int, int]:
    """People who arrived between two days, both included, by region (its id); 0 for a region whose branch received nobody."""
    arrived = (
        Arrival.objects.system(WHY)
        .filter(presence=Presence.HERE, convoy__day__range=(start, end))
        .values_list("unit")
        .annotate(people=Count("pk"))
        .order_by()
    )
    people = dict(arrived)
    units = Unit.objects.filter(pk__in=Convoy.objects.system(WHY).values("unit"))
    areas = {
        area.pk: region_of(area)
        for area in Area.objects.filter(units__in=units).select_related("parent__parent__parent")
    }
    found: Counter[int] = Counter()
    for unit in units:
        region = areas.get(unit.area_id) if unit.area_id else None
        if region is not None:
            found[region.pk] += people.get(unit.pk, 0)
    return dict(found)


register("arrivals", _("Arrivées enregistrées"), count_arrivals)
