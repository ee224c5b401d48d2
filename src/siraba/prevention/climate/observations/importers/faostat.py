"""Temperature anomaly by country and month: the saved table, and the normalised download of FAOSTAT."""

from django.utils.translation import gettext as _

from siraba.prevention.climate.observations.catalogue import by_m49, countries
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
from siraba.prevention.climate.observations.reading.values import MONTHS, month, number

DEGREES = ("°c", "c", "degc")


def _saved(row: Row) -> Said:
    anomaly = number(row["temp_anomaly_c"])
    if row["iso3"] in countries() and anomaly is not None:
        start, end = month(row["year"], row["month"])
        yield Fact("temperature-anomaly", Spot(Place.Kind.COUNTRY, row["iso3"]), start, end, anomaly)


def _live(row: Row) -> Said:
    country = by_m49().get(row["m49"].lstrip("'0"))
    if row["element"] != "Temperature change" or row["months"].lower() not in MONTHS or country is None:
        return
    if row["unit"].lower() not in DEGREES:
        raise BadLine(
            _("L’unité n’est pas dite, ou n’est pas le degré : « %(unit)s ».") % {"unit": row["unit"]}
        )
    anomaly = number(row["value"])
    if anomaly is not None:
        start, end = month(row["year"], row["months"])
        yield Fact("temperature-anomaly", Spot(Place.Kind.COUNTRY, country), start, end, anomaly)


LAYOUTS = (
    Layout(
        "faostat-pays",
        "faostat-temperature",
        named("iso3", "year", "month", "temp_anomaly_c"),
        ("temp_anomaly_c",),
        _saved,
    ),
    Layout(
        "faostat-normalise",
        "faostat-temperature",
        named("months", "element", "year", "unit", "value", m49="area code (m49)"),
        ("months", "element"),
        _live,
    ),
)
