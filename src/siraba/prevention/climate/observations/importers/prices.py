"""Retail price of millet by market and month, from WFP's food prices on HDX."""

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
from siraba.prevention.climate.observations.reading.values import amount, day, month_of, point

STAPLE = "Millet"


def _read(row: Row) -> Said:
    price = amount(row["price"])
    if row["commodity"] != STAPLE or row["pricetype"] != "Retail" or price is None:
        return
    if row["unit"].upper() != "KG" or row["currency"] != "XOF":
        raise BadLine(
            _("Unité « %(unit)s » et monnaie « %(currency)s » : il faut des FCFA (XOF) par kg.")
            % {"unit": row["unit"], "currency": row["currency"]}
        )
    start, end = month_of(day(row["date"]))
    name = row["market"]
    spot = Spot(
        Place.Kind.MARKET,
        slugify(f"{row['admin2']} {name}"),
        name,
        latitude=point(row["latitude"]),
        longitude=point(row["longitude"]),
    )
    yield Fact("staple-price", spot, start, end, price)


LAYOUTS = (
    Layout(
        "prix-pam",
        "prices",
        named("date", "admin2", "market", "commodity", "unit", "pricetype", "currency", "price"),
        ("commodity", "pricetype"),
        _read,
        named("latitude", "longitude"),
    ),
)
