"""Displaced people present, from IOM's DTM: snapshots by commune, and the table of its API by cercle. Places go by name."""

from siraba.prevention.climate.observations.reading.facts import Fact, Layout, Row, Said, Spot, named
from siraba.prevention.climate.observations.reading.values import amount, one_day


def _snapshot(row: Row) -> Said:
    """A commune; one without a figure was not assessed, which is not zero."""
    present = amount(row["idp_ind"])
    if present is not None:
        start, end = one_day(row["date"])
        spot = Spot(name=row["adm2"], within=row["adm1"])
        yield Fact("idps", spot, start, end, present, part=row["adm3"], combine="sum")


def _api(row: Row) -> Said:
    present = amount(row["numPresentIdpInd"])
    if row["admin0"] in ("Mali", "MLI") and row["admin2Name"] and present is not None:
        start, end = one_day(row["reportingDate"])
        spot = Spot(name=row["admin2Name"], within=row["admin1Name"])
        rank = (int(amount(row["roundNumber"]) or 0),)
        part = f"{row['operation']} {row['displacementReason']}"
        yield Fact("idps", spot, start, end, present, part=part, combine="sum", rank=rank)


LAYOUTS = (
    Layout(
        "dtm-communes",
        "dtm",
        named("date", "adm1", "adm2", "adm3", "idp_ind"),
        ("adm3", "idp_ind"),
        _snapshot,
    ),
    Layout(
        "dtm-api",
        "dtm",
        named(
            "admin1Name", "admin2Name", "numPresentIdpInd", "reportingDate", admin0="admin0Name|admin0Pcode"
        ),
        ("numPresentIdpInd",),
        _api,
        named("roundNumber", "operation", "displacementReason"),
    ),
)
