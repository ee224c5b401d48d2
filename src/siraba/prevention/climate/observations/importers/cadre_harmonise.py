"""Food phases by cercle and season, from the Cadre Harmonisé. Places go by name; a later exercise replaces a projection."""

from datetime import date

from django.utils.translation import gettext as _

from siraba.foundation.geography.names import name_key
from siraba.prevention.climate.observations.reading.facts import (
    BadLine,
    Fact,
    Layout,
    Row,
    Said,
    Spot,
    named,
)
from siraba.prevention.climate.observations.reading.values import amount, months, number, year

SEASONS = {"janmay": (1, 5), "junaug": (6, 8), "sepdec": (9, 12)}
ORDER = {"janmay": 1, "junaug": 2, "sepdec": 3}
# The file has a line for each of its six communes, without their names
BY_COMMUNE = "bamako"


def _read(row: Row) -> Said:
    if row["adm0_name"] not in ("", "Mali") or not row["adm2_name"]:
        return
    start, end = _season(row)
    rank = (*_exercise(row), int(row["chtype"] == "current"))
    spot = Spot(name=row["adm2_name"], within=row["adm1_name"])
    part = str(row.line) if name_key(row["adm2_name"]) == BY_COMMUNE else ""
    people, worse, phase = amount(row["population"]), amount(row["phase35"]), number(row["phase_class"])
    if people and worse is not None:
        if worse > people:
            raise BadLine(_("Plus de personnes en phase 3 à 5 que d’habitants."))
        share = worse / people
        combine = "mean" if part else ""
        yield Fact("food-phase-35", spot, start, end, share, None, part, combine, people, rank)
    if phase is not None:
        if phase not in (1, 2, 3, 4, 5):
            raise BadLine(_("« %(phase)s » n’est pas une phase de 1 à 5.") % {"phase": row["phase_class"]})
        yield Fact("food-phase", spot, start, end, phase, None, part, "max" if part else "", 1, rank)


def _season(row: Row) -> tuple[date, date]:
    key = name_key(row["reference_label"])
    if key not in SEASONS:
        raise BadLine(_("« %(season)s » n’est pas une saison connue.") % {"season": row["reference_label"]})
    return months(*SEASONS[key], row["reference_year"])


def _exercise(row: Row) -> tuple[int, int]:
    return year(row["exercise_year"])[0].year, ORDER.get(name_key(row["exercise_label"]), 0)


LAYOUTS = (
    Layout(
        "cadre-harmonise",
        "cadre-harmonise",
        named(
            *("adm1_name", "adm2_name", "exercise_label", "exercise_year", "chtype", "reference_label"),
            *("reference_year", "population", "phase_class", "phase35"),
        ),
        ("exercise_label", "phase35"),
        _read,
        named("adm0_name"),
    ),
)
