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
class Row:
    version: str
    level: int
    name: str
    codes: tuple[Key, ...]
    parent: Key | None = None
    population: int | None = None
    aliases: tuple[str, ...] = ()
    point: Point | None = None


@transaction.atomic
def load_areas() -> int:
    """Load or refresh versions, areas, codes, names and links; the number of areas of the files."""
    versions = _load_versions()
    rows = _current_rows() + _locality_rows() + _former_rows()
    known = {
        (code.version.code, code.code): code.area
        for code in AreaCode.objects.select_related("version", "area")
    }
    for level in Area.Level.values:
        _load_level([row for row in rows if row.level == level], versions, known)
    _load_codes_and_names(rows, versions, known)
    _load_links(known)
    return len(rows)


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(alias for alias in row["aliases"].split("|") if alias)


def _point(row: dict[str, str]) -> Point | None:
    return (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else None


def _current_rows() -> list[Row]:
    rows = []
    for row in _read("areas.csv"):
        codes = [(CURRENT, row["code_2021"])]
        if row["code_2015"]:
            codes.append((FORMER, row["code_2015"]))
        parent = (CURRENT, row["parent_2021"]) if row["parent_2021"] else None
        level, names = int(row["level"]), _aliases(row)
        rows.append(Row(CURRENT, level, row["name"], tuple(codes), parent, None, names, _point(row)))
    return rows


def _locality_rows() -> list[Row]:
    return [
        Row(
            CURRENT,
            Area.Level.LOCALITY,
            row["name"],
            ((row["version"], row["code"]),),
            (CURRENT, row["cercle_2021"]),
            int(row["population"]) if row["population"] else None,
            _aliases(row),
            _point(row),
        )
        for row in _read("localities.csv")
    ]


def _former_rows() -> list[Row]:
    former = {row["code"]: row for row in _read("old_areas.csv")}
    return [
        Row(row["version"], int(row["level"]), row["name"], ((row["version"], code),))
        for code, row in former.items()
    ]


def _load_versions() -> dict[str, AreaVersion]:
    return {
        row["code"]: AreaVersion.objects.update_or_create(
            code=row["code"],
            defaults={
                "label": row["label"],
                "source": row["source"],
                "licence": row["licence"],
                "valid_from": row["valid_from"] or None,
                "valid_to": row["valid_to"] or None,
                "current": row["current"] == "yes",
            },
        )[0]
        for row in _read("versions.csv")
    }


def _load_level(rows: list[Row], versions: dict[str, AreaVersion], known: dict[Key, Area]) -> None:
    new: list[Area] = []
    old: list[Area] = []
    for row in rows:
        is_new = row.codes[0] not in known
        area = known.setdefault(row.codes[0], Area(version=versions[row.version], level=row.level))
        area.name, area.population = row.name, row.population
        area.parent = known[row.parent] if row.parent else None
        area.latitude, area.longitude = row.point or (None, None)
        (new if is_new else old).append(area)
    Area.objects.bulk_create(new)
    Area.objects.bulk_update(old, ["name", "population", "parent", "latitude", "longitude"])


def _load_codes_and_names(rows: list[Row], versions: dict[str, AreaVersion], known: dict[Key, Area]) -> None:
    codes, names = [], []
    for row in rows:
        area = known[row.codes[0]]
        codes += [AreaCode(version=versions[version], code=code, area=area) for version, code in row.codes]
        names += [AreaName(area=area, name=name, key=name_key(name)) for name in (row.name, *row.aliases)]
    AreaCode.objects.bulk_create(codes, ignore_conflicts=True)
    AreaName.objects.bulk_create(names, ignore_conflicts=True)


def _load_links(known: dict[Key, Area]) -> None:
    AreaLink.objects.bulk_create(
        [
            AreaLink(
                from_area=known[row["version"], row["code"]],
                to_area=known[CURRENT, row["to_code_2021"]],
                kind=row["kind"],
                weight=row["weight"],
                basis=row["basis"],
                source=row["source"],
            )
            for row in _read("old_areas.csv")
        ],
        ignore_conflicts=True,
    )
