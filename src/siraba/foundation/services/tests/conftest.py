"""What the tests of the directory stand on."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from siraba.foundation.geography.loading import load_areas
from siraba.foundation.organisations.loading import load_organisations
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.loading import load_demonstration_services
from siraba.foundation.services.models import Service, ServiceState
from siraba.foundation.services.parts import replace_parts, schedules_of_days
from tests import scene


@pytest.fixture
def directory(db):
    load_areas()
    load_organisations()
    load_demonstration_services()


@pytest.fixture
def entry(db):
    """Makes a verified entry with the parts that are given; `schedules` in the short form of `schedules_of_days`."""

    def make(provider: str = "oim", **fields) -> Service:
        kinds = ("schedules", "rules", "languages", "documents", "costs", "phones", "vacancies")
        parts = {kind: fields.pop(kind) for kind in kinds if kind in fields}
        if "schedules" in parts:
            parts["schedules"] = schedules_of_days(parts["schedules"])
        defaults = {
            "service_type": "medical",
            "name": f"Soins {uuid4().hex[:6]}",
            "area": scene.region(),
            "valid_from": date(2026, 1, 1),
            "state": ServiceState.VERIFIED,
            "verified_on": timezone.localdate(),
        }
        organisation = fields.pop("organisation", None) or scene.organisation(provider)
        service = Service.objects.create(provider=organisation, **defaults | fields)
        replace_parts(service, parts)
        return service

    return make


@pytest.fixture
def organisation_named():
    return lambda code: Organisation.objects.get(code=code)
