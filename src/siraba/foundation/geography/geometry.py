"""Shapes in degrees (WGS 84): their area, a smaller drawing of them, and what two maps have in common.

Geometries are those of GeoJSON (`Polygon`, `MultiPolygon`). Two maps are laid on one grid and its cells are counted:
rings that cross themselves, as published ones sometimes do, still have an area, and no slivers come of borders that
two publishers drew twice.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from math import radians, sin
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import ndarray

# Of the sphere that has the surface of WGS 84, in km
RADIUS = 6371.0072
# Of the grid that compares two maps, in degrees: 0.3 km² a cell in Mali
STEP = 0.005

Geometry = dict[str, Any]
Ring = list[list[float]]


def polygons(geometry: Geometry) -> list[list[Ring]]:
    """The polygons of a shape, each with its outer ring first and its holes after. Raises ValueError for another kind."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    if geometry["type"] == "MultiPolygon":
        return geometry["coordinates"]
    raise ValueError(geometry["type"])


def area_km2(geometry: Geometry) -> float:
    """On the sphere, holes taken out; within 0.5 % of the ellipsoid."""
    return sum(
        abs(_ring_km2(outer)) - sum(abs(_ring_km2(hole)) for hole in holes)
        for outer, *holes in polygons(geometry)
    )


def _ring_km2(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    turned = sum(radians(b[0] - a[0]) * (2 + sin(radians(a[1])) + sin(radians(b[1]))) for a, b in pairs)
    return turned * RADIUS**2 / 2


def holds(geometry: Geometry, latitude: float, longitude: float) -> bool:
    """Whether the point lies inside (even-odd rule)."""
    inside = False
    for (x0, y0), (x1, y1) in _edges(geometry):
        if (y0 > latitude) != (y1 > latitude):
            inside ^= longitude < x0 + (latitude - y0) * (x1 - x0) / (y1 - y0)
    return inside


def _edges(geometry: Geometry) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    for polygon in polygons(geometry):
        for ring in polygon:
            points = [(point[0], point[1]) for point in ring]
            yield from zip(points, points[1:] + points[:1], strict=True)


def snapped(geometry: Geometry, grid: float) -> Geometry:
    """The shape with its points on a grid of so many degrees: two neighbours keep one border, and a file is small.

    Rings that the grid swallows are left out, but for the last of a shape.
    """
    places = len(f"{grid:g}".partition(".")[2])
    kept = []
    for outer, *holes in polygons(geometry):
        if (ring := _on_grid(outer, grid, places)) is not None:
            kept.append([ring, *(hole for one in holes if (hole := _on_grid(one, grid, places)))])
    if not kept:
        return {"type": "MultiPolygon", "coordinates": polygons(geometry)}
    if len(kept) == 1:
        return {"type": "Polygon", "coordinates": kept[0]}
    return {"type": "MultiPolygon", "coordinates": kept}


def _on_grid(ring: Ring, grid: float, places: int) -> Ring | None:
    points: Ring = []
    for longitude, latitude, *_height in ring[:-1]:
        point = [round(round(degrees / grid) * grid, places) for degrees in (longitude, latitude)]
        if not points or points[-1] != point:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return [*points, points[0]] if len(points) > 2 else None


def box(geometry: Geometry) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    points = [point for point, _next in _edges(geometry)]
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def drawn(version: str, shapes: Iterable[tuple[str, str, Geometry]]) -> str:
    """A GeoJSON layer of shapes (code, name, geometry), one a line, each with the properties `code`, `name` and `version`."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name, "version": version},
            "geometry": geometry,
        }
        for code, name, geometry in shapes
    ]
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}"


def shared_km2(first: Sequence[Geometry], second: Sequence[Geometry], step: float | None = None) -> "ndarray":
    """What each shape of one map shares with each of another: km², an array of len(first) × len(second)."""
    import numpy as np

    step = step or STEP
    frame = _frame([*first, *second], step)
    ours, theirs = _labels(first, frame, step), _labels(second, frame, step)
    counts = np.zeros((len(first) + 1) * (len(second) + 1))
    for row, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        south = frame[1] + row * step
        cell = RADIUS**2 * radians(step) * (sin(radians(south + step)) - sin(radians(south)))
        counts += cell * np.bincount(one * (len(second) + 1) + other, minlength=len(counts))
    return counts.reshape(len(first) + 1, len(second) + 1)[1:, 1:]


def _frame(shapes: Sequence[Geometry], step: float) -> tuple[float, float, int, int]:
    """West, south, columns and rows."""
    boxes = [box(shape) for shape in shapes]
    west, south = (min(one[side] for one in boxes) for side in (0, 1))
    east, north = (max(one[side] for one in boxes) for side in (2, 3))
    return west, south, int((east - west) / step) + 1, int((north - south) / step) + 1


def _labels(shapes: Sequence[Geometry], frame: tuple[float, float, int, int], step: float) -> "ndarray":
    """Rows × columns: 1 + the number of the shape that holds the centre of the cell, or 0."""
    import numpy as np

    west, south, columns, rows = frame
    labels = np.zeros((rows, columns), dtype=np.int32)
    for number, shape in enumerate(shapes, start=1):
        edges = np.array(list(_edges(shape))).reshape(-1, 4)
        low, high = edges[:, [1, 3]].min(), edges[:, [1, 3]].max()
        for row in range(max(0, int((low - south) / step) - 1), min(rows, int((high - south) / step) + 1)):
            y = south + (row + 0.5) * step
            x0, y0, x1, y1 = edges[(edges[:, 1] > y) != (edges[:, 3] > y)].T
            crossings = np.sort(x0 + (y - y0) * (x1 - x0) / (y1 - y0))
            cells = np.clip(np.ceil((crossings - west) / step - 0.5).astype(int), 0, columns)
            for start, end in zip(cells[::2], cells[1::2], strict=True):
                labels[row, start:end] = number
    return labels
