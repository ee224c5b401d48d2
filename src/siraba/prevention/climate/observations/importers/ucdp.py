"""Conflicts of the Uppsala programme: conflict-years of a country (UCDP/PRIO) and events with a point (GED)."""

from siraba.prevention.climate.observations.catalogue import countries
from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.reading.facts import Event, Fact, Layout, Row, Said, Spot, named
from siraba.prevention.climate.observations.reading.values import count, day, point, year

# UCDP's own names of Mali and of its neighbours
NEAR = {"Mali", "Burkina Faso", "Niger", "Mauritania", "Senegal", "Guinea", "Ivory Coast", "Algeria"}
PRECISION = {"1": "day", "2": "week", "3": "month", "4": "season", "5": "year"}
VIOLENCE = {"1": "State-based", "2": "Non-state", "3": "One-sided"}


def _conflict(row: Row) -> Said:
    if row["iso3"] in countries():
        start, end = year(row["year"])
        spot = Spot(Place.Kind.COUNTRY, row["iso3"])
        yield Fact("conflicts", spot, start, end, 1, part=row["conflict_id"], combine="sum")


def _event(row: Row) -> Said:
    if row["country"] in NEAR:
        yield Event(
            row["id"],
            day(row["date_start"]),
            precision=PRECISION.get(row["date_prec"], ""),
            latitude=point(row["latitude"]),
            longitude=point(row["longitude"]),
            dead=count(row["best"]),
            cause=VIOLENCE.get(row["type_of_violence"], ""),
            quality=row["where_prec"],
        )


LAYOUTS = (
    Layout(
        "ucdp-annees",
        "ucdp-acd",
        named("iso3", "year", "conflict_id", "intensity_level"),
        ("conflict_id", "intensity_level"),
        _conflict,
        zeros=True,
    ),
    Layout(
        "ucdp-ged",
        "ucdp-ged",
        named("id", "year", "country", "adm_1", "latitude", "longitude", "date_start", "best"),
        ("adm_1", "best"),
        _event,
        named("date_prec", "where_prec", "type_of_violence", "adm_2"),
    ),
)
