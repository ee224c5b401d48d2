"""The official map is checked, then loaded whole or not at all; the approximate one is then replaced."""

import copy
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from django.test import TestCase

from siraba.foundation.geography import geometry
from siraba.foundation.geography.converting import Conversion, convert
from siraba.foundation.geography.drawings import caption, drawing
from siraba.foundation.geography.importing import Release, inspect_map, load_map
from siraba.foundation.geography.loading import load_areas
from siraba.foundation.geography.matching import match
from siraba.foundation.geography.models import Area, AreaCode, AreaDrawing, AreaLink, AreaVersion
from siraba.foundation.geography.published import MapRefused, read_map
from siraba.foundation.geography.selectors import (
    UnknownVersion,
    area_by_code,
    areas_of,
    current_areas,
    version_by_name,
    version_for_operations,
)
from siraba.foundation.geography.tests.official import official, write_zip

pytestmark = pytest.mark.django_db
STEP = 0.04
RELEASE = Release("cod-v03", "fictive", "CC BY-IGO 3.0")


@pytest.fixture(scope="module")
def layers():
    return official()


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    monkeypatch.setattr(geometry, "STEP", STEP)


@pytest.fixture
def written(layers, tmp_path):
    def write(change=lambda regions, cercles: None):
        mine = copy.deepcopy(layers)
        change(*mine)
        return read_map([write_zip(tmp_path / "mli_admin_boundaries.geojson.zip", *mine)])

    return write


def failed(map_):
    return [check.label for check in inspect_map(map_) if not check.passed]


def counts():
    return [model.objects.count() for model in (AreaVersion, Area, AreaCode, AreaLink, AreaDrawing)]


def test_a_map_that_holds_passes_each_check(written):
    checks = inspect_map(written())
    assert [check.label for check in checks if not check.passed] == []
    labels = " ".join(check.label for check in checks)
    for said in (
        "20 zones",
        "160 zones",
        "Codes uniques",
        "733 km²",
        "L’ancien Bamako est dans le nouveau",
        "Nioro",
    ):
        assert said in labels
    assert len(checks) == 8 + 20 + 1


def missing_region(regions, cercles):
    regions.pop()


def missing_cercle(regions, cercles):
    cercles.pop(0)


def same_code(regions, cercles):
    cercles[0]["properties"]["adm2_pcode"] = cercles[1]["properties"]["adm2_pcode"]


def orphan(regions, cercles):
    cercles[0]["properties"]["adm1_pcode"] = "ML99"


def in_the_wrong_region(regions, cercles):
    cercles[0]["properties"]["adm1_pcode"] = regions[7]["properties"]["adm1_pcode"]


def two_versions(regions, cercles):
    regions[0]["properties"]["version"] = "v02"


def unknown_name(regions, cercles):
    regions[0]["properties"]["adm1_name1"] = "Atlantide"


def moved_region(regions, cercles):
    kita = next(one for one in regions if one["properties"]["adm1_name1"] == "Kita")
    gao = next(one for one in regions if one["properties"]["adm1_name1"] == "Gao")
    kita["geometry"] = gao["geometry"]


def small_bamako(regions, cercles):
    bamako = regions[-1]["geometry"]
    ring = bamako["coordinates"][0][0]
    bamako["coordinates"] = [[[[x / 1.5 - 8 / 3, y / 1.5 + 12.6 / 3] for x, y in ring]]]


def no_shape(regions, cercles):
    regions[0]["geometry"] = None


def elsewhere(regions, cercles):
    ring = cercles[0]["geometry"]["coordinates"][0][0]
    ring[:] = [[x + 90, y - 60] for x, y in ring]


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (missing_region, "20 zones de niveau 1"),
        (missing_cercle, "160 zones de niveau 2"),
        (same_code, "Codes uniques"),
        (orphan, "Chaque cercle est dans une région du fichier"),
        (in_the_wrong_region, "Chaque cercle est dessiné dans sa région"),
        (two_versions, "Une seule version"),
        (unknown_name, "nommée par la loi"),
        (moved_region, "Kita est dans l’ancienne région de Kayes"),
        (small_bamako, "Bamako a environ 733 km²"),
        (no_shape, "Chaque zone a son dessin, au Mali"),
        (elsewhere, "Chaque zone a son dessin, au Mali"),
    ],
)
def test_each_fault_is_found_and_nothing_is_written(written, change, label):
    map_, before = written(change), counts()
    assert any(label in one for one in failed(map_))
    with pytest.raises(MapRefused, match="Vérifications non passées"):
        load_map(map_, RELEASE)
    assert counts() == before


def test_a_load_that_breaks_in_the_middle_leaves_nothing(written, monkeypatch):
    map_, before = written(), counts()
    monkeypatch.setattr("siraba.foundation.geography.importing._Loading._put_in_use", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load_map(map_, RELEASE)
    assert counts() == before
    assert version_for_operations().code == "loi-2023"


class TestLoaded(TestCase):
    @classmethod
    def setUpTestData(cls):
        with mock.patch.object(geometry, "STEP", STEP), TemporaryDirectory() as folder:
            cls.map = read_map([write_zip(Path(folder, "mli.zip"), *official())])
            cls.loaded = load_map(cls.map, RELEASE)

    def test_the_official_map_serves_operations_and_replaces_the_approximate_one(self):
        assert version_for_operations() == self.loaded == version_by_name("2023")
        assert (self.loaded.approximate, self.loaded.valid_from.isoformat()) == (False, "2025-09-04")
        assert [areas_of(self.loaded, level).count() for level in (0, 1, 2)] == [1, 20, 160]
        with pytest.raises(UnknownVersion, match="remplacée par cod-v03"):
            version_by_name("loi-2023")
        # Places are still declared where they were, and a reload of the files brings nothing back
        before = counts()
        load_areas()
        assert counts() == before
        assert version_for_operations() == self.loaded
        assert current_areas(2).count() == 53

    def test_a_second_load_is_refused(self):
        with pytest.raises(MapRefused, match="cod-v03 est déjà chargée"):
            load_map(self.map, RELEASE)
        with pytest.raises(MapRefused, match="déjà chargé"):
            load_map(self.map, Release("cod-v04", "fictive", ""))

    def test_links_sum_to_one_and_totals_stay_in_both_directions(self):
        maps = {
            name: AreaVersion.objects.get(code=name)
            for name in ("cod-2015", "cod-2021", "cod-v03", "loi-2023")
        }
        for start in maps.values():
            for end in (maps["cod-2015"], maps["cod-2021"], self.loaded):
                for level in (1, 2):
                    if not (areas := list(areas_of(start, level))):
                        continue
                    totals = {area: Decimal(place + 1) for place, area in enumerate(areas)}
                    converted = Conversion(end, level).of(totals)
                    assert converted.total == sum(totals.values())
                    assert all(line.area.level >= 1 for line in converted.lines), (start, end, level)

    def test_links_say_what_became_of_an_area(self):
        kinds = Counter(
            AreaLink.objects.filter(
                from_area__codes__version__code="cod-2015", to_area__version=self.loaded
            ).values_list("kind", flat=True)
        )
        assert kinds["split"] > 100
        kidal = match("Kidal", self.loaded, 1).area
        link = AreaLink.objects.get(from_area=kidal, to_area=area_by_code("cod-2015", "ML08"))
        assert (link.kind, link.weight) == ("same", 1)
        bamako = AreaLink.objects.get(
            from_area=match("Bamako", self.loaded, 1).area, to_area=area_by_code("cod-2015", "ML09")
        )
        assert bamako.kind == "boundary_change"
        assert Decimal("0.2") < bamako.weight < 1
        assert "ne se comparent pas" in bamako.limit

    def test_an_old_region_is_shared_by_the_people_of_its_cercles(self):
        converted = convert({area_by_code("cod-2015", "ML05"): 10_000}, self.loaded)
        shares = {line.area.name: float(line.value) for line in converted.lines}
        assert shares == pytest.approx({"Bandiagara": 4620, "Douentza": 1211, "Mopti": 4169}, abs=5)
        assert all(line.estimated for line in converted.lines)

    def test_a_town_is_read_where_its_point_lies(self):
        town = Area.objects.get(level=3, name="Djenné")
        converted = convert({town: 3}, self.loaded, level=2)
        assert [line.area.name.partition(" ")[0] for line in converted.lines] == ["Djenné"]
        assert not converted.estimated

    def test_its_drawings_and_caption_are_for_maps(self):
        for level, count in ((1, 20), (2, 160)):
            features = drawing(self.loaded, level)["features"]
            assert len(features) == count
            assert all(set(one["properties"]) == {"code", "name", "version"} for one in features)
        said = caption(self.loaded)
        assert "COD-AB v03" in said
        assert "CC BY-IGO" in said
        assert "approché" not in said


@pytest.mark.parametrize("names", ["adm{}_name", "adm{}_name_fr", "ADM{}_FR"])
def test_other_names_of_the_columns_are_read(tmp_path, names):
    regions, cercles = official(names)
    paths = []
    for level, features in ((1, regions), (2, cercles)):
        paths.append(tmp_path / f"adm{level}.geojson")
        paths[-1].write_text("\ufeff" + json.dumps({"features": features}), encoding="utf-8")
    map_ = read_map(paths)
    assert (len(map_.at(1)), len(map_.at(2))) == (20, 160)
    assert "Bandiagara" in {area.name for area in map_.at(1)}


def test_a_csv_is_read_without_shapes(tmp_path):
    path = tmp_path / "adm2.csv"
    path.write_text("adm1_pcode,adm1_name,adm2_pcode,adm2_name,version\nML01,Kayes,ML0101,Kayes,v03\n")
    map_ = read_map([path])
    assert [(area.level, area.code, area.parent, area.shape) for area in map_.areas] == [
        (2, "ML0101", "ML01", None)
    ]
    assert "Chaque zone a son dessin, au Mali" in failed(map_)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", b"not a zip", "ne s’ouvre pas"),
        ("a.geojson", b"{", "n’est pas du GeoJSON"),
        ("a.geojson", b"[]", "n’est pas du GeoJSON"),
        ("a.geojson", b"\xff\xfe", "n’est pas en UTF-8"),
        ("a.csv", b"a,b\n1,2\n", "Aucune zone lue"),
        ("a.csv", b"adm1_pcode\nML01\n", "ML01 n’a pas de nom"),
        (
            "a.geojson",
            b'{"crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::32629"}},"features":[]}',
            "il faut des degr",
        ),
        (
            "a.geojson",
            b'{"features":[{"properties":{"adm1_pcode":"ML01","adm1_name":"K"},"geometry":{"type":"Polygon",'
            b'"coordinates":[[[500000,1],[500001,1],[500001,2],[500000,1]]]}}]}',
            "pas en degr",
        ),
        *(
            (
                "a.geojson",
                b'{"features":[{"properties":{"adm1_pcode":"ML01","adm1_name":"K"},"geometry":{"type":"MultiPolygon",'
                b'"coordinates":' + coordinates + b"}}]}",
                "pas ferm",
            )
            for coordinates in (
                b"[]",
                b"[[]]",
                b"[[[]]]",
                b"[[[[NaN,1],[1,1],[1,2],[NaN,1]]]]",
                b"3",
                b"[[[1]]]",
            )
        ),
    ],
)
def test_what_is_not_a_map_is_refused_with_the_reason(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MapRefused, match=message):
        read_map([path])
