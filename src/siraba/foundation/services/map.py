"""The map of the services: the places that the reader may know, a drawing of them made here, and the same for the script."""

import json
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sqrt
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from siraba.foundation import geography
from siraba.foundation.access.actor import Actor
from siraba.foundation.services.models import Service
from siraba.foundation.services.search import with_points
from siraba.foundation.services.selectors import hidden_from

OUTLINE = Path(geography.__file__).parent / "data" / "regions.json"
# The frame around Mali, in degrees, and the width of the drawing
WEST, SOUTH, EAST, NORTH = -12.5, 10.0, 4.5, 25.2
WIDTH = 640
STRETCH = cos(radians((SOUTH + NORTH) / 2))
SCALE = WIDTH / ((EAST - WEST) * STRETCH)
HEIGHT = round((NORTH - SOUTH) * SCALE)


@dataclass(frozen=True)
class Place:
    """How many services stand at one point (degrees), under the name of the smallest area there."""

    name: str
    lat: float
    lon: float
    count: int

    # As text, for SVG knows no decimal comma

    @property
    def x(self) -> str:
        return f"{_x(self.lon):.1f}"

    @property
    def y(self) -> str:
        return f"{_y(self.lat):.1f}"

    @property
    def radius(self) -> str:
        return f"{7 + 2.5 * sqrt(self.count):.1f}"

    def for_script(self) -> dict:
        return {"name": self.name, "lat": self.lat, "lon": self.lon, "count": self.count}


def places_of(services: QuerySet[Service], actor: Actor | None) -> list[Place]:
    """The places of the services that the reader may know, those with the most services first; one query."""
    shown: Any = with_points(services.exclude(hidden_from(actor)))
    rows = shown.order_by("-area__level").values_list("lat", "lon", "area__name", "pk")
    found: dict[tuple[float, float], list[str]] = {}
    for lat, lon, name, _pk in rows:
        if lat is not None:
            found.setdefault((lat, lon), []).append(name)
    places = [Place(names[0], lat, lon, len(names)) for (lat, lon), names in found.items()]
    return sorted(places, key=lambda place: (-place.count, place.name))


@cache
def outlines() -> tuple[tuple[str, str], ...]:
    """The name and the SVG path of each region."""
    features = json.loads(OUTLINE.read_text(encoding="utf-8"))["features"]
    return tuple((one["properties"]["name"], _path(one["geometry"]["coordinates"])) for one in features)


def _path(rings: list[list[list[float]]]) -> str:
    return "".join(
        "M" + "L".join(f"{_x(lon):.0f} {_y(lat):.0f}" for lon, lat in ring[:-1]) + "Z" for ring in rings
    )


def _x(longitude: float) -> float:
    return (longitude - WEST) * STRETCH * SCALE


def _y(latitude: float) -> float:
    return (NORTH - latitude) * SCALE
