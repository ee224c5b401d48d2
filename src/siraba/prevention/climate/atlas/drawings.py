"""The drawing of a level of a version of the map: a path for each area, in hundredths of a degree, and each path small.

A path is written with steps from point to point, so that it is the same text that the page draws without a script and that
the script of maps reads; GeoJSON of the same is there for who maps the table elsewhere.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import cos, radians
from typing import Any

from siraba.foundation.geography.drawings import NoDrawing, countries_text, drawing_text
from siraba.foundation.geography.models import AreaVersion

GRID = 100  # steps in a degree

Point = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    name: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """The shapes by code, and the frame that holds them: west, south, east, north in steps."""

    shapes: Mapping[str, Shape]
    frame: tuple[int, int, int, int]
    geojson: str

    @property
    def digest(self) -> str:
        return sha256(self.geojson.encode()).hexdigest()[:16]

    @property
    def stretch(self) -> float:
        """How much narrower a step east is than a step north, in the middle of the frame."""
        return cos(radians((self.frame[1] + self.frame[3]) / 2 / GRID))


def drawing_of(version: AreaVersion, level: int) -> Drawing | None:
    """The drawing of a level of a version, or None where there is none."""
    try:
        return _read(drawing_text(version, level))
    except NoDrawing:
        return None


def drawing_of_countries() -> Drawing:
    """The countries of the routes by their code ISO 3166 of three letters."""
    return _read(countries_text())


@lru_cache(16)
def _read(geojson: str) -> Drawing:
    shapes, points = {}, []
    for feature in json.loads(geojson)["features"]:
        rings = [_on_grid(ring) for ring in _rings(feature["geometry"])]
        points += [point for ring in rings for point in ring]
        told = feature["properties"]
        shapes[told["code"]] = Shape(told["name"], "".join(map(_path, rings)))
    east, north = (max(point[axis] for point in points) for axis in (0, 1))
    west, south = (min(point[axis] for point in points) for axis in (0, 1))
    return Drawing(shapes, (west, south, east, north), geojson)


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    """Holes too: a path is filled by the even-odd rule."""
    whole = geometry["coordinates"]
    for polygon in [whole] if geometry["type"] == "Polygon" else whole:
        yield from polygon


def _on_grid(ring: list[list[float]]) -> list[Point]:
    """The corners of the ring: a point on the line between its neighbours is left out."""
    kept: list[Point] = []
    for longitude, latitude, *_height in ring[:-1]:
        point = round(longitude * GRID), round(latitude * GRID)
        while kept and (point == kept[-1] or (len(kept) > 1 and _straight(kept[-2], kept[-1], point))):
            kept.pop()
        kept.append(point)
    return kept


def _straight(one: Point, two: Point, three: Point) -> bool:
    return (two[0] - one[0]) * (three[1] - two[1]) == (two[1] - one[1]) * (three[0] - two[0])


def _path(ring: list[Point]) -> str:
    """`M` the first point, `l` the steps to the others; a minus sign needs no space before it."""
    moves = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(ring, ring[1:], strict=False)]
    (x, y), steps = ring[0], " ".join(f"{east} {north}" for east, north in moves)
    return f"M{x} {y}l{steps}z".replace(" -", "-")
