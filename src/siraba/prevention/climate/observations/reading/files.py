"""Reading one file whole: its layout, its rows, its digest. Nothing is written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.geography.models import AreaVersion
from siraba.prevention.climate.observations import importers
from siraba.prevention.climate.observations.placing import Map
from siraba.prevention.climate.observations.reading.facts import BadLine, Layout, Row
from siraba.prevention.climate.observations.reading.gathering import Gathering
from siraba.prevention.climate.observations.reading.streams import Told, key_of, lines_of

# Publishers write a title and notes above their header
PREAMBLE = 20
DRAWINGS = (".geojson", ".shp", ".gpkg")


class UnknownLayout(Invalid):
    """The columns are those of no layout: the file may be somebody else's."""


@dataclass(frozen=True)
class Reading:
    """What a file says. `rows`: lines read; `incomplete`: values left because a part of theirs is missing."""

    layout: Layout
    file_name: str
    digest: str
    version: str
    rows: int
    incomplete: int
    gathered: Gathering


def read_file(
    path: Path,
    *,
    name: str = "",
    source: str = "",
    version: str = "",
    told: Told | None = None,
) -> Reading:
    """Read a file of the layout that its columns show (of `source` alone, when it is given).

    `version` is the code of the version of the map; `told(bytes read, bytes of the file)` hears how far it is.

    Raises:
        Invalid: no table, an unknown layout, a column that is missing (named), or P-codes without a version.
    """
    if path.suffix.lower() in DRAWINGS:
        raise Invalid(str(importers.boundaries.INSTEAD))
    lines = lines_of(path, told)
    layout, columns = _recognise(lines, source)
    if layout.instead:
        raise Invalid(str(layout.instead))
    gathered = Gathering(timezone.localdate(), Map(_version(layout, version), layout.source), layout.coded)
    rows = 0
    for number, cells in lines:
        if rows == 0 and _is_tags(cells):
            continue
        rows += 1
        row = Row(number, {field: cells[at] for field, at in columns.items() if at < len(cells)})
        try:
            for said in layout.read(row):
                gathered.take(number, said)
        except BadLine as wrong:
            gathered.faults.append((number, str(wrong)))
    if not rows:
        raise Invalid(_("Ce fichier n’a aucune ligne sous son en-tête."))
    incomplete = gathered.finish(layout.whole, layout.zeros)
    return Reading(
        layout,
        name or path.name,
        digest_of(path),
        gathered.map.version.code if gathered.map else "",
        rows,
        incomplete,
        gathered,
    )


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_tags(cells: list[str]) -> bool:
    """Whether the line is the row of HXL hashtags."""
    return all(cell.startswith("#") for cell in cells if cell)


def _recognise(lines: Iterator[tuple[int, list[str]]], source: str) -> tuple[Layout, dict[str, int]]:
    layouts = [one for one in importers.LAYOUTS if not source or one.source == source]
    if not layouts:
        raise Invalid(_("Aucun format n’est connu pour la source « %(code)s ».") % {"code": source}, "source")
    first: dict[str, int] | None = None
    for _number, cells in lines:
        header = {key_of(cell): at for at, cell in reversed(list(enumerate(cells))) if cell}
        first = header if first is None else first
        fitting = [one for one in layouts if not _missing(one, header)]
        if fitting:
            best = max(fitting, key=lambda one: (len(one.columns), len(one.found_in(header))))
            return best, best.found_in(header)
        if _number >= PREAMBLE:
            break
    raise _unlike(layouts, first or {}, bool(source))


def _missing(layout: Layout, header: dict[str, int]) -> list[str]:
    found = layout.found_in(header)
    return [name for name in layout.columns if name not in found]


def _unlike(layouts: list[Layout], header: dict[str, int], asked: bool) -> Invalid:
    """The columns that the nearest layout lacks; or that no layout is near."""
    near = [one for one in layouts if asked or set(one.marks) <= set(one.found_in(header))]
    if not near:
        return UnknownLayout(_("Les colonnes de ce fichier ne sont celles d’aucun format connu."))
    best = min(near, key=lambda one: len(_missing(one, header)))
    return Invalid(
        _("Format « %(layout)s » : colonnes absentes : %(names)s.")
        % {"layout": best.code, "names": ", ".join(_missing(best, header))}
    )


def _version(layout: Layout, said: str) -> AreaVersion:
    """The version that the columns name, that was given, or for names alone the one in force.

    Raises:
        Invalid: P-codes without a version, two versions that differ, or one that is not known.
    """
    if layout.version and said and layout.version != said:
        raise Invalid(
            _("Les colonnes disent la version %(own)s, et non %(said)s.")
            % {"own": layout.version, "said": said},
            "version",
        )
    code = layout.version or said
    if not code and layout.coded:
        raise Invalid(
            _(
                "Ce fichier porte des P-codes sans dire leur version, et 42 codes sur 50 ont changé de cercle : dites-la (--version cod-2015 ou cod-2021)."
            ),
            "version",
        )
    found = (
        AreaVersion.objects.filter(code=code).first()
        if code
        else AreaVersion.objects.filter(current=True).first()
    )
    if found is None:
        raise Invalid(
            _("La version « %(code)s » du découpage n’est pas chargée.") % {"code": code or "?"}, "version"
        )
    return found
