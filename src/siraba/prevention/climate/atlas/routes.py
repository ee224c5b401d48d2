"""The map of the road: towns of transit, branches, public services, dangers, and the deaths that were recorded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil, sqrt

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.geography.selectors import point_of
from siraba.foundation.interface.exports import csv_of
from siraba.foundation.organisations.models import Unit
from siraba.foundation.services.map import Place, places_of
from siraba.foundation.services.selectors import services_open_to
from siraba.prevention.climate.atlas.models import Danger, DangerState
from siraba.prevention.climate.atlas.towns import Town, all_towns, flow_points, inside_frame, nearest
from siraba.prevention.climate.observations.models import Incident
from siraba.prevention.climate.observations.rules import reads
from siraba.prevention.climate.observations.selectors import incidents

DEATHS = "missing-migrants"
BRANCHES = ("regional", "border", "airport", "rail", "bus", "transit")
MOST_LINES = 40  # of the table of deaths; the file has them all


@dataclass(frozen=True)
class Branch:
    name: str
    kind: str
    organisation: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Cluster:
    """The deaths recorded in one square of a degree: the point where most lie, and how many in each year.

    `deaths` are the dead and the missing together, as the source counts them.
    """

    place: str
    latitude: float
    longitude: float
    by_year: Mapping[int, int]
    incidents: int
    years: Sequence[int]

    @property
    def counts(self) -> list[int]:
        return [self.by_year.get(year, 0) for year in self.years]

    @property
    def deaths(self) -> int:
        return sum(self.by_year.values())


@dataclass(frozen=True)
class Road:
    """All that the page shows for the years asked for, both included."""

    years: Sequence[int]
    points: Sequence[Town]
    branches: Sequence[Branch]
    services: Sequence[Place]
    dangers: Sequence[Danger]
    clusters: Sequence[Cluster]
    beyond: int  # deaths recorded outside the frame or without a point

    @cached_property
    def by_year(self) -> dict[int, int]:
        return {year: sum(one.by_year.get(year, 0) for one in self.clusters) for year in self.years}

    @property
    def deaths(self) -> int:
        return sum(self.by_year.values())

    @property
    def largest(self) -> int:
        return max((one.deaths for one in self.clusters), default=1)


def years_of_deaths(actor: Actor) -> list[int]:
    """The years with a recorded incident, the latest first."""
    rows = Incident.objects.filter(source__code=DEATHS) if reads(actor) else Incident.objects.none()
    return sorted({day.year for day in rows.dates("happened_on", "year")}, reverse=True)


def road(actor: Actor, first: int, last: int) -> Road:
    towns = all_towns()
    clusters, beyond = _clusters(actor, range(first, last + 1), towns)
    return Road(
        range(first, last + 1),
        flow_points(towns),
        branches(),
        [one for one in places_of(services_open_to(None), None) if inside_frame(one.lat, one.lon)],
        list(dangers_now(actor)),
        clusters,
        beyond,
    )


def branches() -> list[Branch]:
    """Reception branches whose address is no secret, by name; a shelter is none of them."""
    units = (
        Unit.objects.filter(kind__in=BRANCHES, address_protected=False, organisation__active=True)
        .select_related("organisation", "area__parent__parent__parent")
        .order_by("name")
    )
    return [
        Branch(one.name, one.get_kind_display(), one.organisation.short_name, *point)
        for one in units
        if one.area and (point := point_of(one.area)) and inside_frame(*point)
    ]


def dangers_open_to(actor: Actor) -> QuerySet[Danger]:
    return Danger.objects.all() if reads(actor) else Danger.objects.none()


def dangers_now(actor: Actor) -> QuerySet[Danger]:
    """Those noted that have not ended, the latest first."""
    lasts = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    return dangers_open_to(actor).filter(lasts, state=DangerState.NOTED)


def danger_for(actor: Actor, pk: int) -> Danger:
    """Raises NotVisible."""
    found = dangers_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _clusters(actor: Actor, years: Sequence[int], towns: Sequence[Town]) -> tuple[list[Cluster], int]:
    found = incidents(actor, date(years[0], 1, 1), date(years[-1], 12, 31), DEATHS)
    squares: dict[tuple[int, int], list[Incident]] = defaultdict(list)
    beyond = 0
    for one in found:
        if one.latitude is None or one.longitude is None or not inside_frame(one.latitude, one.longitude):
            beyond += one.dead + one.missing
        else:
            squares[int(one.latitude // 1), int(one.longitude // 1)].append(one)
    clusters = [_cluster(one, years, towns) for one in squares.values()]
    shown = sorted((one for one in clusters if one.deaths), key=lambda one: (-one.deaths, one.place))
    return shown, beyond


def _cluster(inside: Sequence[Incident], years: Sequence[int], towns: Sequence[Town]) -> Cluster:
    by_year: dict[int, int] = defaultdict(int)
    for one in inside:
        by_year[one.happened_on.year] += one.dead + one.missing
    weight = sum(by_year.values()) or 1
    latitude, longitude = (
        sum((getattr(one, axis) or 0) * (one.dead + one.missing) for one in inside) / weight
        for axis in ("latitude", "longitude")
    )
    place = _where(latitude, longitude, towns)
    return Cluster(place, latitude, longitude, dict(sorted(by_year.items())), len(inside), years)


def _where(latitude: float, longitude: float, towns: Sequence[Town]) -> str:
    found = nearest(latitude, longitude, towns)
    if found is None:
        east = _("E") if longitude >= 0 else _("O")
        return f"{latitude:.1f}° N, {abs(longitude):.1f}° {east}".replace(".", _(","))
    town, km = found
    return f"{town.name} ({town.state}), {10 * ceil(km / 10)} km"


def radius_of(deaths: int, largest: int) -> float:
    """The area of the circle follows the number; the largest has a radius of 26."""
    return round(max(3.0, 26 * sqrt(deaths / largest)), 1)


def deaths_table(shown: Road) -> bytes:
    """One line a place and year, with HXL hashtags under the header."""
    header = (_("Lieu"), _("Latitude"), _("Longitude"), _("Année"), _("Décès et disparitions enregistrés"))
    tags = ("#loc+name", "#geo+lat", "#geo+lon", "#date+year", "#affected+killed+missing")
    rows = (
        (one.place, round(one.latitude, 2), round(one.longitude, 2), year, count)
        for one in shown.clusters
        for year, count in one.by_year.items()
    )
    return csv_of([header, tags, *rows])
