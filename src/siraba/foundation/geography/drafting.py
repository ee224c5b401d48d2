"""How the files of `data/` about versions were made, from a folder of the published files.

    python -m siraba.foundation.geography.drafting FOLDER

FOLDER holds `geo/` (cercles of OCHA COD-AB 2015, regions made of them, the crosswalk of 50 cercles, countries of Natural
Earth) and `displacement/cadre_harmonise_mali.csv` (of which only the share of each cercle in its region is kept).
Writes `other_areas.csv`, `links.csv`, `cercle_shares.csv` and `drawings/`.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from siraba.foundation.geography.geometry import drawn, snapped
from siraba.foundation.geography.names import name_key
from siraba.foundation.geography.weights import in_units

DATA = Path(__file__).parent / "data"
OLD, NEW, LAW = "cod-2015", "cod-2021", "loi-2023"
EXERCISE, REFERENCE = ("Sep-Dec", "2019"), ("Sep-Dec", "2019")
BY_NAME = "old cercles by name, from general knowledge: à valider (Law 2023-006, COD-AB v03)"
CENSUS = "population by cercle of the Cadre Harmonisé, Sept.-Dec. 2019 (shares only; licence à valider)"
BAMAKO = "Le district de Bamako de 2023 (environ 733 km²) a pris des terres à Koulikoro ; celui d’avant avait 244 km²."
NORTH = "Taoudénit est sortie de Tombouctou ; ses limites ne sont pas connues ici, les deux sont comptées ensemble."
TOGETHER = "Tombouctou et Taoudénit"
ALIASES = {
    "Bamako": "Bamako District",
    "Koulikoro": "Koulikouro",
    "Nioro": "Nioro du Sahel",
    TOGETHER: "Tombouctou|Timbuktu|Toumbouctou|Taoudénit|Taoudénni|Taoudéni",
}
# Grids of the drawings, in degrees
CERCLES, REGIONS, COUNTRIES = 0.01, 0.02, 0.05
IN_FRENCH = {
    "BEN": "Bénin", "BFA": "Burkina Faso", "CAF": "République centrafricaine", "CIV": "Côte d’Ivoire",
    "CMR": "Cameroun", "COG": "Congo", "CPV": "Cap-Vert", "DZA": "Algérie", "EGY": "Égypte", "ESH": "Sahara occidental",
    "ESP": "Espagne", "FRA": "France", "GAB": "Gabon", "GHA": "Ghana", "GIN": "Guinée", "GMB": "Gambie",
    "GNB": "Guinée-Bissau", "GNQ": "Guinée équatoriale", "GRC": "Grèce", "ITA": "Italie", "LBR": "Libéria",
    "LBY": "Libye", "MAR": "Maroc", "MLI": "Mali", "MLT": "Malte", "MRT": "Mauritanie", "NER": "Niger",
    "NGA": "Nigéria", "PRT": "Portugal", "SDN": "Soudan", "SEN": "Sénégal", "SLE": "Sierra Leone", "TCD": "Tchad",
    "TGO": "Togo", "TUN": "Tunisie",
}  # fmt: skip

Row = dict[str, str]


def draft(folder: Path) -> None:
    geo = folder / "geo"
    areas = _read(DATA / "areas.csv")
    cercles = _read(geo / "mli_crosswalk_2015_2021_2023.csv")
    names = {row["code_2015"]: row["name"] for row in areas if row["code_2015"]} | {"ML07": "Gao"}
    law = {name: _law_code(name) for name in sorted({_law_name(row) for row in cercles})}
    shares = _shares(cercles, folder / "displacement" / "cadre_harmonise_mali.csv")
    _write("cercle_shares.csv", ["version", "code", "share_of_region", "source"], shares)
    _write("other_areas.csv", ["version", "level", "code", "name", "parent", "aliases"], _others(law))
    links = [*_links_of_gao(shares), *_links_of_menaka(areas), *_links_of_law(cercles, law, shares, areas)]
    _write(
        "links.csv", "from_version from_code to_version to_code kind weight basis limit source".split(), links
    )
    _draw(geo, cercles, names, {row["code_2021"]: row["name"] for row in areas}, law)


def _law_name(row: Row) -> str:
    return TOGETHER if row["region_2023_approx"].startswith("Tombouctou") else row["region_2023_approx"]


def _law_code(name: str) -> str:
    return name_key(name).replace("et", "-") if name == TOGETHER else name_key(name)


def _shares(cercles: list[Row], harmonised: Path) -> list[list[str]]:
    people = {
        name_key(row["adm2_name"]): Decimal(row["population"])
        for row in _read(harmonised)
        if (row["exercise_label"], row["exercise_year"]) == EXERCISE
        and (row["reference_label"], row["reference_year"]) == REFERENCE
        and row["population"]
    }
    shares = []
    for region in sorted({row["adm1_pcode_2015"] for row in cercles}):
        inside = sorted(row["adm2_pcode_2015"] for row in cercles if row["adm1_pcode_2015"] == region)
        name = {row["adm2_pcode_2015"]: name_key(row["adm2_name"]) for row in cercles}
        parts = in_units([people[name[code]] for code in inside])
        shares += [[OLD, code, str(part), CENSUS] for code, part in zip(inside, parts, strict=True)]
    return shares


def _others(law: dict[str, str]) -> list[list[str]]:
    return [
        [OLD, "1", "ML07", "Gao", "ML", ""],
        [LAW, "0", "mali", "Mali", "", ""],
        *([LAW, "1", code, name, "mali", ALIASES.get(name, "")] for name, code in law.items()),
    ]


def _links_of_gao(shares: list[list[str]]) -> list[list[str]]:
    menaka = next(Decimal(share) for _version, code, share, _source in shares if code == "ML0704")
    return [
        [OLD, "ML07", NEW, "ML07", "split", str(1 - menaka), "population", "", CENSUS],
        [OLD, "ML07", NEW, "ML10", "split", str(menaka), "population", "", CENSUS],
        *([NEW, code, OLD, "ML07", "merged", "1", "area", "", "region of Ménaka made of the cercle of 2015"]
          for code in ("ML07", "ML10")),
    ]  # fmt: skip


def _links_of_menaka(areas: list[Row]) -> list[list[str]]:
    source = "the cercles of the region of Ménaka, one cercle in 2015"
    return [
        [NEW, row["code_2021"], OLD, "ML0704", "merged", "1", "area", "", source]
        for row in areas
        if row["parent_2021"] == "ML10"
    ]


def _links_of_law(
    cercles: list[Row], law: dict[str, str], shares: list[list[str]], areas: list[Row]
) -> Iterable[list[str]]:
    share = {code: Decimal(part) for _version, code, part, _source in shares}
    parts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in cercles:
        new = law[_law_name(row)]
        parts[row["adm1_pcode_2015"]][new] += share[row["adm2_pcode_2015"]]
        if row["adm2_pcode_2015"] != "ML0704":  # below, among the regions
            kind = "boundary_change" if new == "bamako" else "merged"
            yield [OLD, row["adm2_pcode_2015"], LAW, new, kind, "1", "area", _limit(new), BY_NAME]
    for row in areas:
        if row["parent_2021"] == "ML10":
            yield [NEW, row["code_2021"], LAW, "menaka", "merged", "1", "area", "", BY_NAME]
    yield [NEW, "ML07", LAW, "gao", "same", "1", "area", "", BY_NAME]
    yield [NEW, "ML10", LAW, "menaka", "same", "1", "area", "", BY_NAME]
    yield [LAW, "gao", NEW, "ML07", "same", "1", "area", "", BY_NAME]
    yield [LAW, "menaka", NEW, "ML10", "same", "1", "area", "", BY_NAME]
    for old, among in parts.items():
        for new, weight in among.items():
            kind = _kind(new, len(among))
            basis, source = ("population", f"{CENSUS}; {BY_NAME}") if weight < 1 else ("area", BY_NAME)
            yield [OLD, old, LAW, new, kind, f"{weight.normalize():f}", basis, _limit(new), source]
            back = kind if kind != "split" else "merged"
            yield [LAW, new, OLD, old, back, "1", "area", _limit(new), BY_NAME]


def _kind(new: str, parts: int) -> str:
    if new == "bamako":
        return "boundary_change"
    if new == _law_code(TOGETHER):
        return "renamed"
    return "split" if parts > 1 else "same"


def _limit(new: str) -> str:
    return {"bamako": BAMAKO, _law_code(TOGETHER): NORTH}.get(new, "")


def _draw(geo: Path, cercles: list[Row], old: Row, new: Row, law: dict[str, str]) -> None:
    to_new = {row["adm2_pcode_2015"]: row["adm2_pcode_2021"] for row in cercles} | {"ML0704": "ML10"}
    shapes = _features(geo / "mli_adm2_cod2015.geojson")
    by_old = {shape["properties"]["adm2_pcode_2015"]: shape["geometry"] for shape in shapes}
    menaka_2015 = old | {"ML0704": "Ménaka"}
    _save(OLD, 2, CERCLES, ((code, menaka_2015[code], shape) for code, shape in by_old.items()))
    _save(NEW, 2, CERCLES, ((to_new[code], new[to_new[code]], shape) for code, shape in by_old.items()))
    for version, file, key, names in (
        (OLD, "mli_adm1_cod2015", "adm1_pcode_2015", old),
        (NEW, "mli_adm1_cod2021_derived", "adm1_pcode_2021", new),
    ):
        regions = _features(geo / f"{file}.geojson")
        codes = [shape["properties"][key] for shape in regions]
        found = zip(codes, regions, strict=True)
        _save(version, 1, REGIONS, ((code, names[code], shape["geometry"]) for code, shape in found))
    approximate = _features(geo / "mli_adm1_2023_APPROX_from_old_cercles.geojson")
    named = [(_law_name(shape["properties"]), shape["geometry"]) for shape in approximate]
    _save(LAW, 1, REGIONS, ((law[name], name, geometry) for name, geometry in named))
    countries = _features(geo / "ne_50m_countries_routes.geojson")
    codes = [shape["properties"]["iso3"] for shape in countries]
    found = zip(codes, countries, strict=True)
    _save("countries", 0, COUNTRIES, ((code, IN_FRENCH[code], shape["geometry"]) for code, shape in found))


def _features(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def _save(version: str, level: int, grid: float, shapes: Iterable[tuple[str, str, dict]]) -> None:
    found = sorted(shapes, key=lambda one: one[0])
    text = drawn(version, ((code, name, snapped(shape, grid)) for code, name, shape in found))
    (DATA / "drawings" / f"{version}-{level}.geojson").write_text(text + "\n", encoding="utf-8")


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(name: str, columns: list[str], rows: Iterable[list[str]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


if __name__ == "__main__":
    draft(Path(sys.argv[1]))
