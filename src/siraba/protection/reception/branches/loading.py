"""The branches that public sources name; their units must be there first. What is known already is not touched."""

import csv
from pathlib import Path

from django.db import transaction

from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.branches.models import Branch

BRANCHES = Path(__file__).parent / "data" / "branches.csv"
ORGANISATION = "dgme"


@transaction.atomic
def load_branches() -> int:
    """Add the branches that are not there yet; their number in the file.

    Raises Unit.DoesNotExist when the units are not loaded.
    """
    with BRANCHES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        unit = Unit.objects.get(organisation__code=ORGANISATION, code=row["unit"])
        days = row["longest_stay_days"]
        Branch.objects.get_or_create(
            unit=unit,
            defaults={
                "state": row["state"],
                "source": f"{row['source']} – {row['note']}"[:300],
                "longest_stay_days": int(days) if days else None,
            },
        )
    return len(rows)
