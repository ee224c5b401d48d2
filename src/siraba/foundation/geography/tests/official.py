"""A fictitious official map of 2023: the old cercles cut in strips until there are 159, Bamako grown, 20 regions."""

import json
import zipfile
from pathlib import Path

from siraba.foundation.geography.drawings import FOLDER
from siraba.foundation.geography.loading import read_data

DAY = "2025-09-04"
STRIPS = 3


def feature(properties, polygons):
    return {
        "type": "Feature",
        "properties": {**properties, "version": "v03", "valid_on": DAY},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def official(names="adm{}_name1"):
    """The features of level 1 and 2, as HDX lays them out."""
    old = json.loads((FOLDER / "cod-2015-2.geojson").read_text())["features"]
    law = {
        row["from_code"]: row["to_code"]
        for row in read_data("links.csv")
        if row["to_version"] == "loi-2023"
        and row["from_version"] == "cod-2015"
        and len(row["from_code"]) == 6
    } | {"ML0704": "menaka"}
    region_names = {
        row["code"]: row["name"] for row in read_data("other_areas.csv") if row["version"] == "loi-2023"
    }
    regions = sorted(set(law.values()) - {"tombouctou-taoudenit", "mali"}) + ["tombouctou", "taoudenit"]
    region_names |= {"tombouctou": "Tombouctou", "taoudenit": "Taoudénit"}
    codes = {region: f"ML{place:02}" for place, region in enumerate(regions, start=1)}
    shapes: dict[str, list] = {region: [] for region in regions}
    cercles = []
    for place, one in enumerate(sorted(old, key=lambda one: one["properties"]["code"] == "ML0901")):
        code, name = one["properties"]["code"], one["properties"]["name"]
        polygons = polygons_of(one["geometry"])
        if code == "ML0901":
            parts = [[[grown(ring) for ring in polygon] for polygon in polygons]]
        else:
            parts = strips(polygons, STRIPS + (place < 12))
        for number, part in enumerate(parts):
            region = law[code]
            if region == "tombouctou-taoudenit":
                region = "taoudenit" if code == "ML0601" and number > 0 else "tombouctou"
            shapes[region] += part
            said = {"adm1_pcode": codes[region], "adm2_pcode": f"{codes[region]}{len(cercles):03}"}
            said[names.format(2)] = name if not number else f"{name} {number + 1}"
            cercles.append(feature(said, part))
    tops = [
        feature({"adm1_pcode": codes[region], names.format(1): region_names[region]}, shapes[region])
        for region in sorted(regions, key=lambda region: region == "bamako")
    ]
    return tops, cercles


def polygons_of(geometry):
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def grown(ring, times=1.733):
    """Bamako about its middle, from 244 to 733 km²."""
    x, y = (sum(point[axis] for point in ring[:-1]) / (len(ring) - 1) for axis in (0, 1))
    return [[x + times * (point[0] - x), y + times * (point[1] - y)] for point in ring]


def strips(polygons, count):
    """The shape cut by parallels into so many parts, from south to north."""
    latitudes = [point[1] for polygon in polygons for ring in polygon for point in ring]
    south, north = min(latitudes), max(latitudes)
    edges = [south + (north - south) * place / count for place in range(count + 1)]
    edges[0], edges[-1] = south - 1, north + 1
    parts = []
    for low, high in zip(edges, edges[1:], strict=False):
        kept = [[between(ring, low, high) for ring in polygon] for polygon in polygons]
        parts.append([[ring for ring in polygon if ring] for polygon in kept if polygon[0]])
    return parts


def between(ring, low, high):
    """The ring between two parallels (Sutherland–Hodgman)."""
    points = ring[:-1]
    for limit, sign in ((low, 1), (high, -1)):
        kept = []
        for before, after in zip(points[-1:] + points[:-1], points, strict=True):
            inside, was = sign * (after[1] - limit) >= 0, sign * (before[1] - limit) >= 0
            if inside != was:
                part = (limit - before[1]) / (after[1] - before[1])
                kept.append([before[0] + part * (after[0] - before[0]), limit])
            if inside:
                kept.append(after)
        points = kept
    return [*points, points[0]] if len(points) > 2 else []


def write_zip(path: Path, regions, cercles) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for level, features in ((1, regions), (2, cercles)):
            layer = {"type": "FeatureCollection", "features": features}
            archive.writestr(f"mli_admin{level}.geojson", json.dumps(layer))
        archive.writestr("mli_adminpoints.geojson", json.dumps(points()))
    return path


def points():
    point = {"type": "Point", "coordinates": [-8, 12]}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"adm1_pcode": "ML01"}, "geometry": point}],
    }
