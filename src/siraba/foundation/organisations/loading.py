"""Loading the organisations and units of `data/`; the areas must be there first."""

import csv
from pathlib import Path

from django.db import transaction

from siraba.foundation.geography.selectors import area_by_code
from siraba.foundation.organisations.models import Organisation, Unit

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_organisations() -> int:
    """Load or refresh organisations and units; the number of organisations.

    Raises UnknownArea when the areas are not loaded.
    """
    organisations = {row["code"]: _load_organisation(row) for row in _read("organisations.csv")}
    for row in _read("units.csv"):
        _load_unit(organisations[row["organisation"]], row)
    return len(organisations)


def _load_organisation(row: dict[str, str]) -> Organisation:
    fields = {name: row[name] for name in ("name", "short_name", "kind", "house")}
    organisation, _created = Organisation.objects.update_or_create(
        code=row["code"], defaults=fields | {"fictitious": row["fictitious"] == "yes"}
    )
    return organisation


def _load_unit(organisation: Organisation, row: dict[str, str]) -> None:
    Unit.objects.update_or_create(
        organisation=organisation,
        code=row["code"],
        defaults={
            "name": row["name"],
            "kind": row["kind"],
            "area": area_by_code(row["area_version"], row["area_code"]),
            "address_protected": row["address_protected"] == "yes",
        },
    )


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
