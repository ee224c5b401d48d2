"""Who is to be reached: weights of areas. Arrivals are counted by branch or by convoy; no row of a person is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas, find_area
from siraba.foundation.organisations.models import Unit
from siraba.foundation.tables.reading import read_table
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.network.models import DemandBasis
from siraba.protection.reception.network.places import ABOVE, areas_of, cercle_of, located

WHY = "counts of those who arrived, for the head office of their own branches"
DAYS_A_MONTH = 30.4375
PLACE, WEIGHT = "lieu", "poids"
SHOWN = 5


@dataclass(frozen=True)
class Demand:
    """The weight of each area, by its number, and the weight for which no area was found."""

    weights: dict[int, float]
    unplaced: float = 0

    @property
    def rows(self) -> list[list[float]]:
        """As a scenario keeps it: what has no weight is left out."""
        return [[area, weight] for area, weight in sorted(self.weights.items()) if weight > 0]


def counted(organisation: int, basis: str, months: int, table: bytes = b"") -> Demand:
    """The demand on a basis.

    Raises:
        Invalid: nobody is counted, or the table cannot be read.
    """
    made = {
        DemandBasis.ARRIVALS: lambda: _by_branch(organisation, months),
        DemandBasis.DEPARTURES: lambda: _by_departure(organisation, months),
        DemandBasis.EQUAL: _equal,
        DemandBasis.TABLE: lambda: _from_table(table),
    }[DemandBasis(basis)]()
    if not made.rows:
        raise Invalid(
            _("Personne à placer sur la carte : choisissez un autre poids, ou comptez plus de mois."), "basis"
        )
    return made


def _arrived(organisation: int, months: int):
    since = timezone.now() - timedelta(days=months * DAYS_A_MONTH)
    rows = Arrival.objects.system(WHY).filter(organisation=organisation, presence=Presence.HERE)
    return rows.filter(registered_at__gte=since)


def _by_branch(organisation: int, months: int) -> Demand:
    numbers = dict(_arrived(organisation, months).values_list("unit").annotate(number=Count("pk")).order_by())
    units = Unit.objects.filter(pk__in=numbers, address_protected=False).select_related(f"area__{ABOVE}")
    areas = {unit.pk: unit.area for unit in units}
    return _summed((areas.get(unit), number) for unit, number in numbers.items())


def _by_departure(organisation: int, months: int) -> Demand:
    rows = _arrived(organisation, months).values_list("convoy__from_place").annotate(number=Count("pk"))
    return _summed((find_area(place) if place else None, number) for place, number in rows.order_by())


def _summed(rows: Iterable[tuple[Area | None, int]]) -> Demand:
    weights: dict[int, float] = {}
    unplaced = 0.0
    for area, number in rows:
        cercle = cercle_of(area) if area else None
        if cercle is None or not located(cercle):
            unplaced += number
        else:
            weights[cercle.pk] = weights.get(cercle.pk, 0) + number
    return Demand(weights, unplaced)


def _equal() -> Demand:
    areas = areas_of(current_areas(Area.Level.CERCLE).values_list("pk", flat=True))
    return Demand({pk: 1.0 for pk, area in areas.items() if located(area)})


def _from_table(content: bytes) -> Demand:
    """A table with the columns `lieu` and `poids`; a place is a region, a cercle or a locality that is known."""
    found = read_table(content)
    names = {name.strip().casefold(): name for name in found.header}
    if PLACE not in names or WEIGHT not in names:
        raise Invalid(_("La table doit avoir deux colonnes : lieu et poids."), "table")
    weights: dict[int, float] = {}
    mistakes = []
    for line, row in found.rows:
        place, said = row[names[PLACE]].strip(), row[names[WEIGHT]].strip()
        area, weight = find_area(place), _weight(said)
        if area is None or not located(area):
            mistakes.append(_("ligne %(line)d, lieu inconnu : %(place)s") % {"line": line, "place": place})
        elif weight is None:
            mistakes.append(_("ligne %(line)d, poids illisible : %(said)s") % {"line": line, "said": said})
        else:
            weights[area.pk] = weights.get(area.pk, 0) + weight
    if mistakes:
        more = len(mistakes) - SHOWN
        ending = _(" ; et %(more)d autres.") % {"more": more} if more > 0 else "."
        raise Invalid("; ".join(mistakes[:SHOWN]) + ending, "table")
    return Demand(weights)


def _weight(said: str) -> float | None:
    """A number of 0 or more, with a point or a comma."""
    try:
        weight = float(said.replace(",", ".").replace("\u202f", "").replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        return None
    return weight if 0 <= weight < 1e9 else None
