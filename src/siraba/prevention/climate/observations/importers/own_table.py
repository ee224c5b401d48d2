"""The platform's own tables, for the gauges of the river and for markets. The unit stands in the name of the column."""

from collections.abc import Callable
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.reading.facts import (
    BadLine,
    Fact,
    Layout,
    Row,
    Said,
    Spot,
    named,
)
from siraba.prevention.climate.observations.reading.values import day, month_of, number, one_day, point


def _reader(
    kind: Place.Kind, indicator: str, value_column: str, period: Callable[[Row], tuple[date, date]]
) -> Callable[[Row], Said]:
    def read(row: Row) -> Said:
        value = number(row[value_column])
        if value is None:
            return
        name = row[kind.value]
        if not slugify(name):
            raise BadLine(_("Le lieu n’est pas nommé."))
        where = (point(row["latitude"]), point(row["longitude"]))
        yield Fact(indicator, Spot(kind, slugify(name), name, 0, "", *where), *period(row), value)

    return read


POINT = named("latitude", "longitude")
LAYOUTS = (
    Layout(
        "table-echelles",
        "gauges",
        named("gauge", "date", "level_cm"),
        ("gauge", "date"),
        _reader(Place.Kind.GAUGE, "river-level", "level_cm", lambda row: one_day(row["date"])),
        POINT,
    ),
    Layout(
        "table-prix",
        "prices",
        named("market", "month", "price_fcfa_kg"),
        ("market", "month"),
        _reader(
            Place.Kind.MARKET,
            "staple-price",
            "price_fcfa_kg",
            lambda row: month_of(day(f"{row['month'][:7]}-01")),
        ),
        POINT,
    ),
)
