"""Recorded deaths on the routes, from IOM's Missing Migrants: each incident, and the deaths of a month by route."""

import re

from django.utils.text import slugify

from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.reading.facts import Event, Fact, Layout, Row, Said, Spot, named
from siraba.prevention.climate.observations.reading.values import amount, count, day, month_of, point

# The routes that people from or through Mali take
ROUTES = {
    "Sahara Desert crossing": "Traversée du Sahara",
    "Central Mediterranean": "Méditerranée centrale",
    "Western Mediterranean": "Méditerranée occidentale",
    "Western Africa / Atlantic route to the Canary Islands": "Route de l’Atlantique vers les Canaries",
}
BOTH = re.compile(r"(-?\d+(?:\.\d+)?)[,;\s]+(-?\d+(?:\.\d+)?)")


def _read(row: Row) -> Said:
    route = row["route"]
    if route not in ROUTES:
        return
    happened = day(row["clean"] or row["date"])
    dead, missing = count(row["dead"]), count(row["missing"])
    total = amount(row["total"])
    total = dead + missing if total is None else total
    latitude, longitude = _point(row)
    yield Event(
        row["id"],
        happened,
        ROUTES[route],
        row["precision"],
        latitude,
        longitude,
        dead,
        missing,
        row["cause"],
        row["quality"],
    )
    start, end = month_of(happened)
    spot = Spot(Place.Kind.ROUTE, slugify(ROUTES[route]), ROUTES[route])
    yield Fact("deaths-recorded", spot, start, end, total, part=row["id"], combine="sum")


def _point(row: Row) -> tuple[float | None, float | None]:
    """From two columns, or from one that holds both."""
    if pair := BOTH.search(row["coordinates"]):
        return point(pair[1]), point(pair[2])
    return point(row["latitude"]), point(row["longitude"])


LAYOUTS = (
    Layout(
        "migrants-disparus",
        "missing-migrants",
        named(
            id="incident id",
            date="incident date",
            route="migration route",
            dead="no. dead|number of dead",
            missing="no. missing|minimum estimated number of missing",
            total="no. dead/missing|total number of dead and missing|total dead and missing",
        ),
        ("id", "route"),
        _read,
        named(
            "latitude",
            "longitude",
            "coordinates",
            clean="incident_date_clean",
            precision="incident_date_precision",
            cause="cause of death (category)|cause of death",
            quality="source quality",
        ),
        zeros=True,
    ),
)
