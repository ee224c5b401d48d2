"""The table of offences that comes with the platform; a version that was loaded never changes."""

import csv
from pathlib import Path

from siraba.prosecution.investigations.models import Offence

DATA = Path(__file__).parent / "data" / "offences.csv"


def load_offences() -> int:
    """Keep each line of the file that is not there yet, by code and version; how many the file has."""
    with DATA.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        said = {name: row[name] for name in ("label", "law", "article", "penalty", "source")}
        said |= {name: row[name] == "yes" for name in ("trafficking", "checked")}
        Offence.objects.get_or_create(code=row["code"], version=int(row["version"]), defaults=said)
    return len(rows)
