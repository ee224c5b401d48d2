"""Rain of the year by country from ERA5: the saved table, and the download of Our World in Data."""

from siraba.prevention.climate.observations.catalogue import countries
from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.reading.facts import Fact, Layout, Row, Said, Spot, named
from siraba.prevention.climate.observations.reading.values import amount, year


def _read(row: Row) -> Said:
    millimetres = amount(row["precip_mm"])
    if row["iso3"] in countries() and millimetres is not None:
        start, end = year(row["year"])
        yield Fact("precipitation-year", Spot(Place.Kind.COUNTRY, row["iso3"]), start, end, millimetres)


LAYOUTS = (
    Layout(
        "era5-pays",
        "era5-owid",
        named("iso3", "year", "precip_mm"),
        ("precip_mm",),
        _read,
    ),
    Layout(
        "owid-precipitation",
        "era5-owid",
        named("year", iso3="code", precip_mm="annual precipitation|total precipitation"),
        ("precip_mm",),
        _read,
    ),
)
