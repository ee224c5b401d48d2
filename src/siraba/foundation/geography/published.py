"""Reading the administrative boundaries that OCHA publishes (COD-AB): a zip of GeoJSON layers, or one file a level.

Of each feature: `adm1_pcode`, `adm1_name` (or `adm1_name1`, `adm1_name_fr`, `ADM1_FR`), `adm2_pcode`, `adm2_name`,
`version`, `valid_on`, whatever the case. Country, lines and points are left aside. A CSV has the same columns and no shape.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from siraba.foundation.geography.geometry import Geometry, polygons

REGION, CERCLE = 1, 2
# More than this, unpacked, is no map of one country at this scale
LARGEST = 300_000_000
DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")


class MapRefused(ValueError):
    """The file is not a map of this kind; the message says what is wrong."""


@dataclass(frozen=True)
class PublishedArea:
    level: int
    code: str
    name: str
    parent: str = ""
    shape: Geometry | None = None


@dataclass
class PublishedMap:
    """The regions and cercles of the files; `versions` and `days` are what their features say of themselves."""

    areas: list[PublishedArea] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    digest: str = ""

    def at(self, level: int) -> list[PublishedArea]:
        return [area for area in self.areas if area.level == level]

    @property
    def valid_from(self) -> date | None:
        """The day of all features, if it is one."""
        try:
            (day,) = self.days
            return date.fromisoformat(day[:10].replace("/", "-"))
        except ValueError:
            return None


def read_map(paths: Sequence[Path]) -> PublishedMap:
    """The areas of the files together. Raises MapRefused."""
    found, digest = PublishedMap(), hashlib.sha256()
    for path in paths:
        raw = path.read_bytes()
        digest.update(raw)
        for name, content in _layers(path.name, raw):
            for properties, shape in _features(name, content):
                _add(found, name, properties, shape)
    found.digest = digest.hexdigest()
    if not found.areas:
        raise MapRefused(
            _(
                "Aucune zone lue : il faut adm1_pcode et adm2_pcode, comme dans mli_admin_boundaries.geojson.zip."
            )
        )
    return found


def _layers(name: str, raw: bytes) -> Iterator[tuple[str, str]]:
    """Each layer's name and text."""
    if not name.lower().endswith(".zip"):
        yield name, _text(name, raw)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inside = [
                one
                for one in archive.infolist()
                if one.filename.lower().endswith((".geojson", ".json", ".csv"))
            ]
            if sum(one.file_size for one in inside) > LARGEST:
                raise MapRefused(_("%(file)s : trop grand une fois ouvert.") % {"file": name})
            for one in inside:
                yield one.filename, _text(one.filename, archive.read(one))
    except (zipfile.BadZipFile, OSError) as error:
        raise MapRefused(_("%(file)s ne s’ouvre pas : archive abîmée.") % {"file": name}) from error


def _text(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MapRefused(_("%(file)s n’est pas en UTF-8.") % {"file": name}) from error


def _features(name: str, text: str) -> Iterator[tuple[dict[str, str], Geometry | None]]:
    if name.lower().endswith(".csv"):
        yield from ((_plain(row), None) for row in csv.DictReader(io.StringIO(text, newline="")))
        return
    try:
        layer = json.loads(text)
        features = layer["features"]
        system = (layer.get("crs") or {}).get("properties", {}).get("name", DEGREES[0])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MapRefused(_("%(file)s n’est pas du GeoJSON.") % {"file": name}) from error
    if not str(system).endswith(DEGREES):
        raise MapRefused(
            _("%(file)s : coordonnées en %(system)s ; il faut des degrés (WGS 84).")
            % {"file": name, "system": system}
        )
    for feature in features:
        yield _plain(feature.get("properties") or {}), feature.get("geometry")


def _plain(properties: dict[str, Any]) -> dict[str, str]:
    return {
        str(key).strip().lower(): str(value).strip()
        for key, value in properties.items()
        if value is not None and not isinstance(value, list)
    }


def _add(found: PublishedMap, layer: str, said: dict[str, str], shape: Geometry | None) -> None:
    if shape is not None and shape.get("type") not in ("Polygon", "MultiPolygon"):
        return
    if not (code := said.get("adm2_pcode") or said.get("adm1_pcode")):
        return
    level = CERCLE if said.get("adm2_pcode") else REGION
    if not (name := _name(said, level)):
        raise MapRefused(_("%(file)s : %(code)s n’a pas de nom.") % {"file": layer, "code": code})
    if shape is not None:
        _check_degrees(layer, code, shape)
    found.areas.append(
        PublishedArea(level, code, name, said.get("adm1_pcode", "") if level == CERCLE else "", shape)
    )
    found.versions |= {said["version"]} if said.get("version") else set()
    found.days |= {said["valid_on"]} if said.get("valid_on") else set()


def _name(said: dict[str, str], level: int) -> str:
    columns = ("name_fr", "fr", "name", "name1", "en")
    return next((name for column in columns if (name := said.get(f"adm{level}_{column}"))), "")


def _check_degrees(layer: str, code: str, shape: Geometry) -> None:
    try:
        rings = [ring for polygon in polygons(shape) for ring in polygon]
        whole = rings and all(polygons(shape)) and all(len(ring) >= 4 for ring in rings)
        if not whole or not all(abs(x) <= 180 and abs(y) <= 90 for ring in rings for x, y, *_height in ring):
            raise ValueError(code)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise MapRefused(
            _("%(file)s : le dessin de %(code)s n’est pas en degrés, ou n’est pas fermé.")
            % {"file": layer, "code": code}
        ) from error
