"""The drawings of the map: small paths that hold the same corners as the GeoJSON that they come from."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.geography.models import AreaDrawing, AreaVersion
from siraba.prevention.climate.atlas.drawings import GRID, _read, drawing_of
from siraba.prevention.climate.atlas.painting_routes import countries

pytestmark = pytest.mark.django_db


def corners(path):
    """What the script of maps does with a path."""
    rings = []
    for ring in path.split("z")[:-1]:
        numbers = [int(one) for one in re.findall(r"-?\d+", ring)]
        x = y = 0
        points = []
        for east, north in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + east, y + north
            points.append((x, y))
        rings.append(points)
    return rings


def geojson(*rings, kind="Polygon"):
    shape = {"type": kind, "coordinates": rings if kind == "Polygon" else [[one] for one in rings]}
    feature = {"type": "Feature", "properties": {"code": "X", "name": "Essai"}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


POINTS = st.lists(
    st.tuples(st.integers(-1800, 1800), st.integers(-900, 900)), min_size=3, max_size=30, unique=True
)


@given(POINTS)
def test_a_path_holds_its_corners_in_order_and_none_that_was_not_there(points):
    ring = [[x / GRID, y / GRID] for x, y in [*points, points[0]]]
    (read,) = corners(_read(geojson(ring)).shapes["X"].path)
    left = iter(points)
    assert all(point in left for point in read)  # the same order, some left out


def test_a_point_on_a_straight_line_is_left_out():
    square = [[0, 0], [0.5, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    assert corners(_read(geojson(square)).shapes["X"].path) == [[(0, 0), (100, 0), (100, 100), (0, 100)]]


def test_holes_and_islands_are_rings_of_one_path():
    one, other = [[0, 0], [1, 0], [1, 1], [0, 0]], [[3, 3], [4, 3], [4, 4], [3, 3]]
    assert len(corners(_read(geojson(one, other)).shapes["X"].path)) == 2
    assert len(corners(_read(geojson(one, other, kind="MultiPolygon")).shapes["X"].path)) == 2


@pytest.mark.parametrize(
    ("version", "level", "areas"),
    [("cod-2015", 1, 9), ("cod-2015", 2, 50), ("cod-2021", 1, 10), ("cod-2021", 2, 50), ("loi-2023", 1, 19)],
)
def test_each_version_has_its_areas_under_its_own_codes(version, level, areas):
    found = drawing_of(AreaVersion.objects.get(code=version), level)
    assert found is not None
    assert len(found.shapes) == areas
    assert sum(len(shape.path) for shape in found.shapes.values()) < 40_000


def test_a_level_without_a_drawing_has_none():
    assert drawing_of(AreaVersion.objects.get(code="loi-2023"), 2) is None


def test_the_drawing_of_an_imported_version_is_read_from_the_database():
    version = AreaVersion.objects.create(code="cod-v03", label="COD-AB v03")
    AreaDrawing.objects.create(version=version, level=2, geojson=geojson([[0, 0], [1, 0], [1, 1], [0, 0]]))
    found = drawing_of(version, 2)
    assert found is not None
    assert list(found.shapes) == ["X"]


def test_the_map_of_the_road_keeps_its_neighbours_and_leaves_out_who_is_far_away():
    shown = countries().shapes
    assert {"MLI", "NER", "DZA", "MRT", "LBY", "SEN"} <= set(shown)
    assert not {"GAB", "COG", "EGY", "CPV"} & set(shown)
    assert list(shown)[-1] == "MLI"
