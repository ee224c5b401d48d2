"""The fictitious directory of the demonstration; areas and organisations must be there first."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from siraba.foundation.geography.selectors import area_by_code
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.services.models import Service

ENTRIES = Path(__file__).parent / "data" / "demonstration_services.csv"
OPENED = date(2026, 1, 1)


@transaction.atomic
def load_demonstration_services() -> int:
    """Load or refresh the fictitious entries; their number.

    Raises KeyError or UnknownArea when the organisations or areas they stand on are not loaded.
    """
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    units = {(unit.organisation_id, unit.code): unit for unit in Unit.objects.all()}
    with ENTRIES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        provider = organisations[row["provider"]]
        unit = units[provider.pk, row["unit"]] if row["unit"] else None
        _load_service(provider, unit, row)
    return len(rows)


def _load_service(provider: Organisation, unit: Unit | None, row: dict[str, str]) -> None:
    texts = {name: row[name] for name in ("service_type", "hours", "eligibility", "focal_point")}
    Service.objects.update_or_create(
        provider=provider,
        name=row["name"],
        valid_from=OPENED,
        defaults=texts
        | {
            "unit": unit,
            "area": area_by_code(row["area_version"], row["area_code"]),
            "capacity": int(row["capacity"]) if row["capacity"] else None,
        },
    )
