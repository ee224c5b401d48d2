"""The sources and the indicators of the package, written into the tables; see the README of `data/`."""

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from siraba.foundation.vocabulary import label
from siraba.prevention.climate.observations.models import Indicator, Source

DATA = Path(__file__).parent / "data"
DEMONSTRATION, REGISTERS = "demonstration", "registers"


def load_catalogue() -> int:
    """Write or refresh the sources and the indicators; how many indicators there are."""
    sources = {row["code"]: _source(row) for row in _read("sources.csv")}
    made: dict[str, Indicator] = {}
    for row in _read("indicators.csv"):
        made[row["code"]] = Indicator.objects.update_or_create(
            code=row["code"],
            defaults={
                **{name: row[name] for name in ("label", "unit", "frequency", "hxl", "note")},
                "source": sources.get(row["source"]),
                "derived_from": made.get(row["derived_from"]),
            },
        )[0]
    return len(made)


def _source(row: dict[str, str]) -> Source:
    names = ("title", "publisher", "licence", "attribution", "url", "delay_days")
    note = row["note"]
    if row["delay_checked"] != "yes":
        note += " Délai de publication à valider."
    return Source.objects.update_or_create(
        code=row["code"], defaults={**{name: row[name] for name in names}, "note": note}
    )[0]


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-3 → alpha-2 of the countries whose figures are kept."""
    return {row["iso3"]: row["iso2"] for row in _read("countries.csv")}


@cache
def by_m49() -> dict[str, str]:
    """UN M49 without leading zeros → alpha-3."""
    return {row["m49"]: row["iso3"] for row in _read("countries.csv")}


def country_name(iso3: str) -> str:
    return label("country", countries()[iso3]) if iso3 in countries() else _("pays %(code)s") % {"code": iso3}
