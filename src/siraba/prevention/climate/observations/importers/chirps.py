"""Rain by area and dekad from CHIRPS: `mli-rainfall-subnat-full.csv` of HDX; a month is the sum of its three dekads."""

from datetime import date

from django.utils.translation import gettext as _

from siraba.prevention.climate.observations.reading.facts import (
    BadLine,
    Fact,
    Layout,
    Row,
    Said,
    Spot,
    named,
)
from siraba.prevention.climate.observations.reading.values import amount, day, month_of

DEKADS = (1, 11, 21)


def _read(row: Row) -> Said:
    if row["adm_level"] not in ("", "2"):
        return
    millimetres = amount(row["rfh"])
    if millimetres is None:
        return
    dekad: date = day(row["date"])
    if dekad.day not in DEKADS:
        raise BadLine(_("%(day)s n’est pas le début d’une décade.") % {"day": row["date"]})
    start, end = month_of(dekad)
    spot = Spot(code=row["pcode"])
    yield Fact("rain-mm", spot, start, end, millimetres, 1.0, str(dekad.day), "sum")


LAYOUTS = (
    Layout(
        "chirps-cercle",
        "chirps",
        named("date", "rfh", pcode="adm2_pcode|adm2_id"),
        ("rfh",),
        _read,
        named("n_pixels", "rfh_avg", "r1h", "r3h", "rfq", adm_level="admin_level"),
        coded=True,
        whole=len(DEKADS),
    ),
)
