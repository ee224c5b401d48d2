"""Rain by cercle and month from PERSIANN-CDR, as the project prepared it; and its grid, which names no place."""

from django.utils.translation import gettext_lazy

from siraba.prevention.climate.observations.reading.facts import Fact, Layout, Row, Said, Spot, named
from siraba.prevention.climate.observations.reading.values import amount, day, month_of


def _read(row: Row) -> Said:
    millimetres = amount(row["rain_mm"])
    if millimetres is None:
        return
    start, end = month_of(day(f"{row['date'][:7]}-01"))
    spot = Spot(code=row["adm2_pcode_2021"], name=row["adm2_name"])
    yield Fact("rain-mm", spot, start, end, millimetres, amount(row["cover"]))


LAYOUTS = (
    Layout(
        "persiann-cercle",
        "persiann-cdr",
        named("adm2_pcode_2021", "date", "rain_mm", "cover"),
        ("adm2_pcode_2021", "date"),
        _read,
        named("adm2_name"),
        version="cod-2021",
        coded=True,
    ),
    Layout(
        "persiann-grille",
        "persiann-cdr",
        named("date", "x", "y", "rain_mm"),
        ("x", "y", "rain_mm"),
        instead=gettext_lazy("C’est une grille : elle ne nomme aucun lieu. Donnez la table par cercle."),
    ),
)
