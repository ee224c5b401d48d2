"""Drawings of the versions for maps: GeoJSON with the properties `code`, `name` and `version`, and what is printed beside.

A drawing is not a boundary. The cercles of 2021 are those of 2015: the four of Ménaka are drawn as their region (ML10).
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from siraba.foundation.geography.models import AreaDrawing, AreaVersion

FOLDER = Path(__file__).parent / "data" / "drawings"


class NoDrawing(LookupError):
    """This level of this version has no drawing: the cercles of the approximate map of 2023."""


def drawing_text(version: AreaVersion, level: int) -> str:
    """The GeoJSON of a level (1 regions, 2 cercles) of a version, as text. Raises NoDrawing."""
    if (path := FOLDER / f"{version.code}-{level}.geojson").is_file():
        return _text(path)
    found = AreaDrawing.objects.filter(version=version, level=level).values_list("geojson", flat=True).first()
    if found is None:
        raise NoDrawing(
            _("La version %(version)s n’a pas de dessin à ce niveau.") % {"version": version.code}
        )
    return found


def drawing(version: AreaVersion, level: int) -> dict[str, Any]:
    """The same, parsed."""
    return json.loads(drawing_text(version, level))


def countries_text() -> str:
    """The outlines of the 35 countries of the routes (`code` is ISO 3166 alpha-3), as GeoJSON text."""
    return _text(FOLDER / "countries-0.geojson")


def countries_caption() -> str:
    return _("Pays : Natural Earth, domaine public ; dessin simplifié, sans valeur de frontière.")


def caption(version: AreaVersion) -> str:
    """What is printed on a map: the version, its date, source, licence, and the notice of an approximate one."""
    said = [
        _("Découpage : %(label)s") % {"label": version.label},
        _("en vigueur depuis le %(day)s") % {"day": date_format(version.valid_from)}
        if version.valid_from
        else "",
        _("source : %(source)s") % {"source": version.source},
        _("licence : %(licence)s") % {"licence": version.licence} if version.licence else "",
    ]
    drawn = _("Dessin simplifié, sans valeur de limite officielle.")
    return " ".join(part for part in (" ; ".join(filter(None, said)) + ".", drawn, version.notice) if part)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
