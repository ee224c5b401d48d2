"""New internal displacements from IDMC's GIDD: by conflict and year, and by disaster event (floods alone are kept)."""

from siraba.prevention.climate.observations.catalogue import countries
from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.reading.facts import Fact, Layout, Row, Said, Spot, named
from siraba.prevention.climate.observations.reading.values import amount, year


def _conflict(row: Row) -> Said:
    value = amount(row["new_displacement"])
    if row["iso3"] in countries() and value is not None:
        start, end = year(row["year"])
        yield Fact("conflict-displaced", Spot(Place.Kind.COUNTRY, row["iso3"]), start, end, value)


def _disaster(row: Row) -> Said:
    """One event; the year's value is the sum of its floods, each told apart by its name and its days."""
    value = amount(row["new_displacement"])
    if row["hazard_type_name"] != "Flood" or row["iso3"] not in countries() or value is None:
        return
    start, end = year(row["year"])
    part = "|".join(
        (row["event_name"], row["start_date"], row["end_date"], row["new_displacement"], row["event_codes"])
    )
    spot = Spot(Place.Kind.COUNTRY, row["iso3"])
    yield Fact("flood-displaced", spot, start, end, value, part=part, combine="sum")


LAYOUTS = (
    Layout(
        "gidd-conflits",
        "idmc",
        named("iso3", "year", new_displacement="conflict internal displacements (raw)", total_displacement="conflict stock displacement (raw)"),
        ("new_displacement", "total_displacement"),
        _conflict,
    ),
    Layout(
        "gidd-catastrophes",
        "idmc",
        named("iso3", "year", "start_date", "event_name", new_displacement="disaster internal displacements (raw)", hazard_type_name="hazard type"),
        ("hazard_type_name",),
        _disaster,
        named("end_date", "event_codes"),
    ),
)  # fmt: skip
