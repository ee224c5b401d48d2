"""The directory in the words of HSDS 3.0 (Human Services Data Specification, Open Referral; docs.openreferral.org).

Objects are mappings ready for JSON, with the names of the standard's fields. A hidden place gives no location, no area and
no service_at_location. What HSDS has no field for (free places, rules by sex and group) does not leave this way.
"""

from collections.abc import Iterable, Iterator
from datetime import time
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.keys import identifier
from siraba.foundation.services.models import MIDNIGHT, Rule, Schedule, Service, ServiceState
from siraba.foundation.services.selectors import on_offer_now, place_of, place_open_to
from siraba.foundation.vocabulary import codes, label

Object = dict[str, Any]
TAXONOMY = "service_type"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CLOSED_ON_HOLIDAYS = "closed on public holidays"
AREA_SCHEME = "siraba-area"
END_OF_DAY = "24:00"


def organization_id(organisation: Organisation) -> str:
    return str(identifier("organization", organisation.code))


def organization(organisation: Organisation) -> Object:
    return {
        "id": organization_id(organisation),
        "name": organisation.name,
        "alternate_name": organisation.short_name,
        "description": f"{organisation.get_kind_display()}, {organisation.get_house_display()}",
    }


def taxonomy() -> Object:
    return {
        "id": str(identifier("taxonomy", TAXONOMY)),
        "name": TAXONOMY,
        "description": "Siraba: kinds of service",
    }


def term_id(code: str) -> str:
    return str(identifier("taxonomy_term", TAXONOMY, code))


def taxonomy_term(code: str) -> Object:
    name = label(TAXONOMY, code)
    return {
        "id": term_id(code),
        "code": code,
        "name": name,
        "description": name,
        "taxonomy_id": taxonomy()["id"],
    }


def taxonomy_terms() -> list[Object]:
    return [taxonomy_term(code) for code in codes(TAXONOMY)]


def service_listed(service: Service) -> Object:
    """A service with its columns and what stands to it one to one, as a list gives it."""
    lowest, highest = ages_of(service.rules.all())
    return _filled(
        {
            "id": str(service.uuid),
            "organization_id": organization_id(service.provider),
            "name": service.name,
            "description": service.description,
            "status": _status(service),
            "interpretation_services": service.interpretation,
            "application_process": service.application,
            "fees_description": service.fees,
            "eligibility_description": service.eligibility,
            "minimum_age": lowest,
            "maximum_age": highest,
            "assured_date": service.verified_on.isoformat() if service.verified_on else "",
            "organization": organization(service.provider),
        }
    )


def service_full(service: Service, actor: Actor | None) -> Object:
    """A service with all that belongs to it. Read it through `with_parts` and `with_codes`."""
    key = str(service.uuid)
    parts = {
        "schedules": [_schedule(service, row) for row in service.schedules.all()],
        "languages": [
            {"id": _id(service, "language", row.code), "service_id": key, "code": row.code, "name": row.get_code_display()}
            for row in service.languages.all()
        ],
        "required_documents": [
            {"id": _id(service, "document", row.name), "service_id": key, "document": row.name}
            for row in service.documents.all()
        ],
        "cost_options": [
            {
                "id": _id(service, "cost", row.option),
                "service_id": key,
                "option": row.option,
                "currency": "XOF",
                "amount": row.amount,
            }
            for row in service.costs.all()
        ],
        "phones": [
            _filled({"id": _id(service, "phone", row.number), "service_id": key, "number": row.number, "type": "voice", "description": row.function})
            for row in service.phones.all()
            if actor or row.public
        ],
        "service_at_locations": [at for at in [service_at_location(service, actor)] if at],
        "service_areas": _service_areas(service, actor),
        "attributes": [
            {
                "id": _id(service, "attribute", service.service_type),
                "link_id": key,
                "link_entity": "service",
                "link_type": TAXONOMY,
                "taxonomy_term_id": term_id(service.service_type),
                "taxonomy_term": taxonomy_term(service.service_type),
            }
        ],
    }  # fmt: skip
    return service_listed(service) | {kind: rows for kind, rows in parts.items() if rows}


def service_at_location(service: Service, actor: Actor | None) -> Object | None:
    """Where the service is given; None when the reader may not know it."""
    if not place_open_to(actor, service):
        return None
    place = location(service, actor)
    return {
        "id": _id(service, "at", place["id"]),
        "service_id": str(service.uuid),
        "location_id": place["id"],
        "location": place,
    }


def location(service: Service, actor: Actor | None) -> Object:
    point = place_of(service, actor)
    unit = service.unit
    key = ("unit", service.provider.code, unit.code) if unit else ("service", service.uuid)
    return _filled(
        {
            "id": str(identifier("location", *key)),
            "location_type": "physical",
            "organization_id": organization_id(service.provider),
            "name": unit.name if unit else service.area.name,
            "description": service.place,
            "latitude": point[0] if point else None,
            "longitude": point[1] if point else None,
            "external_identifier": area_code(service.area),
            "external_identifier_type": AREA_SCHEME,
        }
    )


def area_code(area: Area) -> str:
    """`cod-2021/ML0901`: a code with its version. Reads `codes__version`, which `with_codes` loads."""
    found = sorted(f"{code.version.code}/{code.code}" for code in area.codes.all())
    return found[-1] if found else ""


def whole(services: Iterable[Service], actor: Actor | None) -> Iterator[Object]:
    return (service_full(service, actor) for service in services)


def ages_of(rules: Iterable[Rule]) -> tuple[int | None, int | None]:
    """The widest span of ages of the rules; None on a side where one of them has no bound, or without rules."""
    found = list(rules)
    low = [rule.age_from for rule in found if rule.age_from is not None]
    high = [rule.age_to for rule in found if rule.age_to is not None]
    return (
        min(low) if low and len(low) == len(found) else None,
        max(high) if high and len(high) == len(found) else None,
    )


def written(at: time, end: bool = False) -> str:
    return END_OF_DAY if end and at == MIDNIGHT else f"{at:%H:%M}"


def _schedule(service: Service, row: Schedule) -> Object:
    return _filled(
        {
            "id": _id(service, "schedule", row.weekday, row.opens, row.closes, row.valid_from),
            "service_id": str(service.uuid),
            "freq": "WEEKLY",
            "byday": DAYS[row.weekday],
            "opens_at": written(row.opens),
            "closes_at": written(row.closes, end=True),
            "timezone": 0,  # Bamako is at UTC all year
            "valid_from": row.valid_from.isoformat() if row.valid_from else "",
            "valid_to": row.valid_to.isoformat() if row.valid_to else "",
            "notes": CLOSED_ON_HOLIDAYS if row.closed_on_holidays else "",
        }
    )


def _service_areas(service: Service, actor: Actor | None) -> list[Object]:
    if not place_open_to(actor, service) or service.area.level == Area.Level.LOCALITY:
        return []
    name = service.area.name
    return [{"id": _id(service, "area", name), "service_id": str(service.uuid), "name": name}]


def _status(service: Service) -> str:
    if service.state == ServiceState.ARCHIVED:
        return "defunct"
    if service.closed_for_now:
        return "temporarily closed"
    return "active" if on_offer_now(service, timezone.localdate()) else "inactive"


def _id(service: Service, kind: str, *keys: object) -> str:
    return str(identifier(kind, service.uuid, *keys))


def _filled(fields: Object) -> Object:
    """Without what is not said: an optional field is absent and not empty."""
    return {name: value for name, value in fields.items() if value not in ("", None)}
