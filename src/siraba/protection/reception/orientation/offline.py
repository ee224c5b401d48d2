"""Orientation where there is no network: the services near a branch, and what was chosen of them on a device."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.geography.selectors import point_of
from siraba.foundation.offline.carrying import read_said, register_load
from siraba.foundation.organisations.models import Unit
from siraba.foundation.services.eligibility import rules_in_words
from siraba.foundation.services.models import MIDNIGHT, Service
from siraba.foundation.services.selectors import entries_for, place_of, proposable_services, with_parts
from siraba.foundation.vocabulary import label
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.arrivals.offline import OfABranch
from siraba.protection.reception.arrivals.selectors import arrivals_visible_to
from siraba.protection.reception.orientation.actions import (
    choose_service,
    give_sheet,
    override_proposal,
    record_need,
)
from siraba.protection.reception.orientation.distance import Point, road_km
from siraba.protection.reception.orientation.fitting import needs_referral
from siraba.protection.reception.orientation.models import Need, Orientation, Override
from siraba.protection.reception.orientation.selectors import (
    needs_visible_to,
    open_types,
    options_for,
    orientations_of,
)


class OrientationSaid(BaseModel):
    number: UUID
    arrival: UUID
    services: dict[str, int] = Field(min_length=1, max_length=8)
    family: bool = False


class Directory(OfABranch):
    """The services near a branch, as its devices know them."""

    name = "orientation"

    def take(self, actor: Actor, device: UUID, said: Mapping[str, Any]) -> tuple[str, str]:
        """The need is kept whatever becomes of the choice; a service that no longer suits is told, and another is to be chosen."""
        told = read_said(OrientationSaid, said)
        arrival = arrivals_visible_to(actor).filter(pk=told.arrival).first()
        if arrival is None:
            raise NotVisible
        if needs_visible_to(actor).filter(pk=told.number).exists():
            return arrival.code, ""
        record_need(actor, arrival, service_types=list(told.services), family=told.family, number=told.number)
        refused = [_directed(actor, pk, told.services) for pk in _needs(actor, arrival, told)]
        reasons = list(dict.fromkeys(filter(None, refused)))
        if not reasons:
            return arrival.code, ""
        return arrival.code, _("%(code)s : %(reason)s Le besoin est noté ; choisissez un autre service.") % {
            "code": arrival.code,
            "reason": " ".join(reasons),
        }

    def give(self, actor: Actor, device: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
        nearest = sorted(_services(actor), key=lambda one: (one["km"] is None, one["km"] or 0, one["name"]))
        kept = nearest[: settings.OFFLINE_SERVICES]
        types = dict.fromkeys(one["type"] for one in sorted(kept, key=lambda one: one["type"]))
        things = {
            str(one["pk"]): {name: value for name, value in one.items() if name != "pk"} for one in kept
        }
        since = timezone.now() - timedelta(days=settings.ORIENTATION_DAYS)
        noted = needs_visible_to(actor).filter(recorded_at__gt=since).values_list("arrival", flat=True)
        return things, {
            "types": [[code, label("service_type", code)] for code in types],
            "oriented": sorted({str(pk) for pk in noted}),
        }


def _needs(actor: Actor, arrival: Arrival, told: OrientationSaid) -> list[UUID]:
    """The need of the person, then those of her family that were written with it."""
    if not told.family or arrival.party is None:
        return [told.number]
    family = needs_visible_to(actor).filter(
        arrival__party=arrival.party, service_types=" ".join(told.services)
    )
    return [told.number, *family.exclude(pk=told.number).values_list("pk", flat=True)]


def _directed(actor: Actor, pk: UUID, services: Mapping[str, int]) -> str:
    """Choose for one need, unless somebody of the family has chosen for it; why not, in words."""
    need = needs_visible_to(actor).get(pk=pk)
    if not open_types(need, orientations_of(actor, [need])[need.pk]):
        return ""
    try:
        made = _choose(actor, need, services)
    except Invalid as refusal:
        return str(refusal.message)
    for orientation in made:
        if not needs_referral(orientation.service, orientation.organisation_id):
            give_sheet(actor, orientation)
    return ""


def _choose(actor: Actor, need: Need, services: Mapping[str, int]) -> list[Orientation]:
    first = {one.service_type: one.proposed[0].service.pk for one in options_for(actor, need) if one.proposed}
    if all(first.get(kind) == service for kind, service in services.items()):
        return choose_service(actor, need, services=services)
    return override_proposal(actor, need, services=services, override=Override.OFFLINE)


def _services(actor: Actor) -> Iterable[dict[str, Any]]:
    unit = Unit.objects.select_related("area__parent__parent").get(pk=actor.unit_id or 0)
    services = list(with_parts(proposable_services(actor)))
    far = _distances(unit, [place_of(service, actor) for service in services])
    for service, entry, km in zip(services, entries_for(actor, services), far, strict=True):
        yield {
            "pk": service.pk,
            "name": entry.name,
            "type": entry.service_type,
            "provider": entry.provider,
            "place": entry.place or _("Lieu protégé"),
            "km": km,
            "hours": entry.hours,
            "phone": _phones(service),
            "conditions": rules_in_words(service.rules.all()),
            "rules": [
                {"sex": rule.sex, "from": rule.age_from, "to": rule.age_to, "alone": rule.alone}
                for rule in service.rules.all()
            ],
            "spans": _spans(service),
            "vacant": _vacant(service),
        }


def _distances(unit: Unit, points: Sequence[Point | None]) -> list[int | None]:
    """By road, in whole kilometres from the branch; nothing of a place that is hidden or unknown."""
    origin = point_of(unit.area) if unit.area else None
    if origin is None or not points:
        return [None] * len(points)
    known = np.array([point or (np.nan, np.nan) for point in points], dtype=float)
    far = road_km(origin, known[:, 0], known[:, 1], settings.ORIENTATION_DETOUR)
    return [None if np.isnan(km) else round(float(km)) for km in far]


def _spans(service: Service) -> list[list[Any]] | None:
    """Weekday (Monday is 0), opens, closes; nothing where no hour was told. Midnight as an end is 24:00."""
    rows = service.schedules.all()
    ends = {MIDNIGHT: "24:00"}
    spans = [[row.weekday, f"{row.opens:%H:%M}", ends.get(row.closes, f"{row.closes:%H:%M}")] for row in rows]
    return spans or None


def _phones(service: Service) -> str:
    return ", ".join(phone.number for phone in service.phones.all())


def _vacant(service: Service) -> int | None:
    free = [row.vacant for row in service.vacancies.all()]
    return sum(free) if free else None


register_load(Directory())
