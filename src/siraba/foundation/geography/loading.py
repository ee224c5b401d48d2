"""Loading the areas of `data/` into the database; see the README there for the sources."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from siraba.foundation.geography.models import Area, AreaCode, AreaLink, AreaName, AreaVersion
from siraba.foundation.geography.names import name_key

DATA = Path(__file__).parent / "data"
CURRENT, FORMER = "cod-2021", "cod-2015"

Key = tuple[str, str]  # version, code
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True)
class Code:
    """What a version calls an area, at which level and inside which."""

    key: Key
    level: int
    parent: Key | None = None


@dataclass(frozen=True)
class Row:
    level: int
    name: str
    codes: tuple[Code, ...]
    parent: Key | None = None
    population: int | None = None
    aliases: tuple[str, ...] = ()
    point: Point | None = None

    @property
    def key(self) -> Key:
        return self.codes[0].key


@transaction.atomic
def load_areas() -> int:
    """Load or refresh versions, areas, codes, names and links; the number of areas of the files.

    A version that an official one has replaced keeps what it had, and is left as it is.
    """
    versions = _load_versions()
    rows = _current_rows() + _locality_rows() + [row for row in _other_rows() if row.key[0] in versions]
    known = {
        (code.version.code, code.code): code.area
        for code in AreaCode.objects.select_related("version", "area")
    }
    for level in Area.Level.values:
        _load_level([row for row in rows if row.level == level], versions, known)
    _load_codes_and_names(rows, versions, known)
    _load_links(versions, known)
    return len(rows)


def read_data(name: str) -> list[dict[str, str]]:
    """The rows of a file of `data/`."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(alias for alias in row["aliases"].split("|") if alias)


def _point(row: dict[str, str]) -> Point | None:
    return (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else None


def _current_rows() -> list[Row]:
    rows = []
    for row in read_data("areas.csv"):
        level, names = int(row["level"]), _aliases(row)
        parent = (CURRENT, row["parent_2021"]) if row["parent_2021"] else None
        codes = [Code((CURRENT, row["code_2021"]), level, parent)]
        if row["code_2015"]:
            codes.append(_former_code(row["code_2015"]))
        rows.append(Row(level, row["name"], tuple(codes), parent, None, names, _point(row)))
    return rows


def _former_code(code: str) -> Code:
    """A P-code holds its parents’: ML0704 was a cercle of ML07."""
    return Code((FORMER, code), len(code) // 2 - 1, (FORMER, code[:-2]) if len(code) > 2 else None)


def _locality_rows() -> list[Row]:
    return [
        Row(
            Area.Level.LOCALITY,
            row["name"],
            (Code((row["version"], row["code"]), Area.Level.LOCALITY, (CURRENT, row["cercle_2021"])),),
            (CURRENT, row["cercle_2021"]),
            int(row["population"]) if row["population"] else None,
            _aliases(row),
            _point(row),
        )
        for row in read_data("localities.csv")
    ]


def _other_rows() -> list[Row]:
    """Areas that no current one is; they stand outside the current tree, and have a parent by their code alone."""
    rows = []
    for row in read_data("other_areas.csv"):
        level, version = int(row["level"]), row["version"]
        parent = (version, row["parent"]) if row["parent"] else None
        code = Code((version, row["code"]), level, parent)
        rows.append(Row(level, row["name"], (code,), aliases=_aliases(row)))
    return rows


def _load_versions() -> dict[str, AreaVersion]:
    replaced = set(AreaVersion.objects.filter(replaced_by__isnull=False).values_list("code", flat=True))
    rows = [row for row in read_data("versions.csv") if row["code"] not in replaced]
    return {row["code"]: _load_version(row) for row in rows}


def _load_version(row: dict[str, str]) -> AreaVersion:
    defaults: dict[str, object] = {
        name: row[name] for name in ("label", "source", "licence", "use", "notice")
    }
    defaults |= {name: row[name] or None for name in ("valid_from", "valid_to")}
    defaults |= {name: row[name] == "yes" for name in ("current", "approximate")}
    return AreaVersion.objects.update_or_create(code=row["code"], defaults=defaults)[0]


def _load_level(rows: list[Row], versions: dict[str, AreaVersion], known: dict[Key, Area]) -> None:
    new: list[Area] = []
    old: list[Area] = []
    for row in rows:
        is_new = row.key not in known
        area = known.setdefault(row.key, Area(version=_home(row, versions), level=row.level))
        area.name, area.population = row.name, row.population
        area.parent = known[row.parent] if row.parent else None
        area.latitude, area.longitude = row.point or (None, None)
        (new if is_new else old).append(area)
    Area.objects.bulk_create(new)
    Area.objects.bulk_update(old, ["name", "population", "parent", "latitude", "longitude"])


def _home(row: Row, versions: dict[str, AreaVersion]) -> AreaVersion:
    """A locality belongs to the current map, whoever gave its code."""
    return versions[CURRENT if row.level == Area.Level.LOCALITY else row.key[0]]


def _load_codes_and_names(rows: list[Row], versions: dict[str, AreaVersion], known: dict[Key, Area]) -> None:
    known.update((code.key, known[row.key]) for row in rows for code in row.codes)
    codes = [
        AreaCode(
            version=versions[code.key[0]],
            code=code.key[1],
            area=known[row.key],
            level=code.level,
            parent=known[code.parent] if code.parent else None,
        )
        for row in rows
        for code in row.codes
    ]
    AreaCode.objects.bulk_create(
        codes,
        update_conflicts=True,
        unique_fields=["version", "code"],
        update_fields=["area", "level", "parent"],
    )
    names = [
        AreaName(area=known[row.key], name=name, key=name_key(name))
        for row in rows
        for name in (row.name, *row.aliases)
    ]
    AreaName.objects.bulk_create(names, ignore_conflicts=True)


def _load_links(versions: dict[str, AreaVersion], known: dict[Key, Area]) -> None:
    links = [
        AreaLink(
            from_area=known[row["from_version"], row["from_code"]],
            to_area=known[row["to_version"], row["to_code"]],
            **{name: row[name] for name in ("kind", "weight", "basis", "source", "limit")},
        )
        for row in read_data("links.csv")
        if {row["from_version"], row["to_version"]} <= set(versions)
    ]
    AreaLink.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["from_area", "to_area"],
        update_fields=["kind", "weight", "basis", "source", "limit"],
    )
