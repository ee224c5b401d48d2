"""Towns of the routes by name and by nearness, and the frame of their map."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import AreaCode
from siraba.foundation.geography.names import name_key

TOWNS = Path(__file__).parent / "data" / "towns.csv"
# West, south, east and north of the map of the routes, in degrees: from the Gulf of Guinea to the coast of the Mediterranean
FRAME = (-19.0, 9.0, 16.0, 38.0)
NEAR_KM = 150
COUNTRIES = {
    "BF": _("Burkina Faso"),
    "CI": _("Côte d’Ivoire"),
    "DZ": _("Algérie"),
    "GN": _("Guinée"),
    "LY": _("Libye"),
    "MA": _("Maroc"),
    "ML": _("Mali"),
    "MR": _("Mauritanie"),
    "NE": _("Niger"),
    "SN": _("Sénégal"),
    "TN": _("Tunisie"),
    "EH": _("Sahara occidental"),
}
KM_IN_A_DEGREE = 111.2


@dataclass(frozen=True)
class Town:
    """A town with its number in GeoNames and the code of its country in two letters; degrees."""

    code: str
    name: str
    country: str
    latitude: float
    longitude: float

    @property
    def state(self) -> str:
        return str(COUNTRIES.get(self.country, self.country))


def inside_frame(latitude: float, longitude: float) -> bool:
    west, south, east, north = FRAME
    return west <= longitude <= east and south <= latitude <= north


@cache
def _beyond() -> tuple[Town, ...]:
    with TOWNS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Town(row["geonameid"], row["name"], row["country"], float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(lines)
        )  # fmt: skip


def all_towns() -> list[Town]:
    """Those beyond the borders, and the localities of Mali that GeoNames places; one query."""
    rows = AreaCode.objects.filter(version__code="geonames", area__latitude__isnull=False)
    inside = rows.values_list("code", "area__name", "area__latitude", "area__longitude")
    return [
        *_beyond(),
        *(Town(code, name, "ML", north or 0, east or 0) for code, name, north, east in inside),
    ]


def flow_points(towns: Iterable[Town]) -> list[Town]:
    """The points of transit of the setting FLOW_POINTS, by name.

    Raises ImproperlyConfigured when the setting names a town that is not there.
    """
    known = {town.code: town for town in towns}
    missing = [code for code in settings.FLOW_POINTS if code not in known]
    if missing:
        raise ImproperlyConfigured(f"FLOW_POINTS: {', '.join(missing)}")
    return sorted((known[code] for code in settings.FLOW_POINTS), key=lambda town: town.name)


def named(text: str, towns: Iterable[Town]) -> list[Town]:
    """The towns of that name, whatever its accents and case: none, one, or several that a person tells apart."""
    key = name_key(text)
    return [town for town in towns if name_key(town.name) == key]


def nearest(latitude: float, longitude: float, towns: Iterable[Town]) -> tuple[Town, float] | None:
    """The nearest town and its distance in km, or None when none is within NEAR_KM."""
    stretch = cos(radians(latitude))
    found = min(
        ((hypot((town.longitude - longitude) * stretch, town.latitude - latitude), town) for town in towns),
        key=lambda one: one[0],
        default=None,
    )
    if found is None or found[0] * KM_IN_A_DEGREE > NEAR_KM:
        return None
    return found[1], found[0] * KM_IN_A_DEGREE
