"""Refugees and asylum seekers by country of origin, from UNHCR: the panel, the stock and the flow, saved or downloaded."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from siraba.prevention.climate.observations.catalogue import countries
from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.reading.facts import Fact, Layout, Row, Said, Spot, named
from siraba.prevention.climate.observations.reading.values import amount, year

MALI, EVERYWHERE = "MLI", ("", "-")
HEADERS = {
    "coo_iso": "country of origin iso|country of origin (iso)",
    "coa_iso": "country of asylum iso|country of asylum (iso)",
    "refugees": "refugees under unhcr's mandate",
    "asylum_seekers": "asylum-seekers",
}


def _panel(row: Row) -> Said:
    yield from _counts(row, "", ("refugees", "refugees"), ("asylum-seekers", "asylum_seekers"))
    yield from _new(row, "", "flow_refugees", "flow_asylum_seekers")


def _stock(row: Row) -> Said:
    if _whole_of(row):
        pairs = ("refugees", "refugees"), ("asylum-seekers", "asylum_seekers")
        yield from _counts(row, row["coa_iso"], *pairs)


def _flow(row: Row) -> Said:
    if _whole_of(row):
        yield from _new(row, row["coa_iso"], "refugees", "asylum_seekers")


def _whole_of(row: Row) -> bool:
    """An extract about Mali has all that left Mali, but of other origins only those who came to Mali."""
    return row["coo_iso"] == MALI or row["coa_iso"] in EVERYWHERE


def _counts(row: Row, part: str, *pairs: tuple[str, str]) -> Iterator[Fact]:
    for indicator, column in pairs:
        value = amount(row[column])
        if row["coo_iso"] in countries() and value is not None:
            yield _fact(row, indicator, value, part)


def _new(row: Row, part: str, *columns: str) -> Iterator[Fact]:
    values = [value for column in columns if (value := amount(row[column])) is not None]
    if row["coo_iso"] in countries() and values:
        yield _fact(row, "new-displaced", sum(values), part)


def _fact(row: Row, indicator: str, value: float, part: str) -> Fact:
    start, end = year(row["year"])
    spot = Spot(Place.Kind.COUNTRY, row["coo_iso"])
    return Fact(indicator, spot, start, end, value, part=part, combine="sum")


NOTHING = gettext_lazy("Fichier du HCR reconnu ; la plateforme n’en tire aucun indicateur.")
LAYOUTS = (
    Layout(
        "hcr-panel",
        "unhcr",
        named("coo_iso", "year", "refugees", "asylum_seekers", "flow_refugees", "flow_asylum_seekers"),
        ("flow_refugees",),
        _panel,
    ),
    Layout(
        "hcr-stock",
        "unhcr",
        named("year", idps="idps of concern to unhcr", **HEADERS),
        ("coo_iso", "idps"),
        _stock,
    ),
    Layout(
        "hcr-flux",
        "unhcr",
        named("year", "refugee_like", **HEADERS),
        ("coo_iso", "refugee_like"),
        _flow,
    ),
    Layout(
        "hcr-demandes",
        "unhcr",
        named("coo_iso", "year", "app_type", "applied"),
        ("app_type", "applied"),
        instead=NOTHING,
    ),
    Layout(
        "hcr-solutions",
        "unhcr",
        named("coo_iso", "year", "resettlement", "naturalisation"),
        ("resettlement", "naturalisation"),
        instead=NOTHING,
    ),
    Layout(
        "hcr-idmc",
        "unhcr",
        named("coo_iso", "coa_iso", "year", "total"),
        ("coa_iso", "total"),
        instead=NOTHING,
    ),
)
