"""The fictitious directory of the demonstration; areas and organisations must be there first."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from siraba.foundation.geography.selectors import area_by_code
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.services.keys import service_identifier
from siraba.foundation.services.models import Service, ServiceState
from siraba.foundation.services.parts import PARTS, replace_parts, schedules_of_days

ENTRIES = Path(__file__).parent / "data" / "demonstration_services.json"
OPENED = date(2026, 1, 1)


@transaction.atomic
def load_demonstration_services() -> int:
    """Load or refresh the fictitious entries; their number. Their dates of verification are counted from today.

    Raises KeyError or UnknownArea when the organisations or areas they stand on are not loaded.
    """
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    units = {(unit.organisation_id, unit.code): unit for unit in Unit.objects.all()}
    entries = json.loads(ENTRIES.read_text(encoding="utf-8"))
    for entry in entries:
        provider = organisations[entry.pop("provider")]
        code = entry.pop("unit", "")
        _load_service(provider, units[provider.pk, code] if code else None, entry)
    return len(entries)


def _load_service(provider: Organisation, unit: Unit | None, entry: dict[str, Any]) -> None:
    parts = {kind: entry.pop(kind, []) for kind in PARTS}
    parts["schedules"] = schedules_of_days(parts["schedules"])
    name, days = entry.pop("name"), entry.pop("verified_days_ago")
    area = area_by_code(*entry.pop("area"))
    service, _created = Service.objects.update_or_create(
        provider=provider,
        name=name,
        valid_from=OPENED,
        defaults={
            "uuid": service_identifier(provider, name, OPENED),
            "state": ServiceState.VERIFIED,
            "verified_on": timezone.localdate() - timedelta(days=days),
            **entry,
            "unit": unit,
            "area": area,
        },
    )
    replace_parts(service, parts)
