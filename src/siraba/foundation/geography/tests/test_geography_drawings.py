"""Drawings are small, tell what they are, and agree with the areas; shapes are measured well."""

import gzip
import json
from math import cos, radians

import pytest

from siraba.foundation.geography.drawings import (
    FOLDER,
    NoDrawing,
    caption,
    countries_caption,
    countries_text,
    drawing,
    drawing_text,
)
from siraba.foundation.geography.geometry import area_km2, holds, shared_km2, snapped
from siraba.foundation.geography.models import AreaCode, AreaVersion

LAYERS = [
    ("cod-2015", 1, 9),
    ("cod-2015", 2, 50),
    ("cod-2021", 1, 10),
    ("cod-2021", 2, 50),
    ("loi-2023", 1, 19),
]


def square(west, south, side=1.0):
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "level", "count"), LAYERS)
def test_each_layer_draws_the_areas_of_its_version(code, level, count):
    version = AreaVersion.objects.get(code=code)
    features = drawing(version, level)["features"]
    known = dict(AreaCode.objects.filter(version=version).values_list("code", "area__name"))
    assert len(features) == count
    for one in features:
        said = one["properties"]
        assert said == {"code": said["code"], "name": known[said["code"]], "version": code}
    total = sum(area_km2(one["geometry"]) for one in features)
    assert total == pytest.approx(1_254_000, rel=0.01)


@pytest.mark.django_db
def test_the_approximate_map_says_so_and_has_no_cercles():
    law = AreaVersion.objects.get(code="loi-2023")
    assert "approché" in caption(law)
    with pytest.raises(NoDrawing, match="loi-2023"):
        drawing_text(law, 2)
    old = caption(AreaVersion.objects.get(code="cod-2015"))
    for said in ("COD 2015", "8 avril 2015", "OCHA", "CC BY-IGO 3.0", "sans valeur de limite officielle"):
        assert said in old


def test_layers_are_small_for_a_slow_network():
    sizes = {path.stem: len(gzip.compress(path.read_bytes())) for path in FOLDER.glob("*.geojson")}
    assert len(sizes) == 6
    assert max(size for name, size in sizes.items() if name.endswith("-2")) <= 34_000
    assert max(size for name, size in sizes.items() if name.endswith("-1")) <= 12_000
    assert sizes["countries-0"] <= 40_000


def test_countries_are_named_in_french():
    names = {
        one["properties"]["code"]: one["properties"]["name"]
        for one in json.loads(countries_text())["features"]
    }
    assert len(names) == 35
    assert (names["DZA"], names["CIV"]) == ("Algérie", "Côte d’Ivoire")
    assert "Natural Earth" in countries_caption()


def test_area_on_the_sphere():
    assert area_km2(square(0, 0)) == pytest.approx(12_364, rel=0.001)
    hole = square(0, 0)
    hole["coordinates"].append(square(0.25, 0.25, 0.5)["coordinates"][0])
    assert area_km2(hole) == pytest.approx(0.75 * 12_364, rel=0.001)


def test_what_two_maps_share():
    shared = shared_km2([square(0, 0), square(1, 0)], [square(0.5, 0)], step=0.01)
    half = 111.195**2 / 2 * cos(radians(0.5))
    assert shared[:, 0] == pytest.approx([half, half], rel=0.01)


def test_a_point_is_inside_or_not():
    hole = square(0, 0)
    hole["coordinates"].append(square(0.25, 0.25, 0.5)["coordinates"][0])
    assert holds(hole, 0.1, 0.1)
    assert not holds(hole, 0.5, 0.5)
    assert not holds(hole, 2, 0.5)


def test_neighbours_keep_one_border_on_the_grid():
    left, right = snapped(square(0.003, 0, 0.994), 0.01), snapped(square(0.998, 0), 0.01)
    assert left["coordinates"][0][1] == right["coordinates"][0][0] == [1.0, 0.0]
    tiny = square(0.001, 0.001, 0.001)
    assert snapped(tiny, 0.01)["coordinates"] == [tiny["coordinates"]]
