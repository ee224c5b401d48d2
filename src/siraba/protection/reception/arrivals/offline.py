"""Arrivals where there is no network: the convoys of these days with their people, and what devices write of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.roles import Role
from siraba.foundation.offline.carrying import read_said, register_load
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.arrivals.actions import convoy_from_device, register_arrival
from siraba.protection.reception.arrivals.fields import FIELDS
from siraba.protection.reception.arrivals.models import Arrival, Convoy, ConvoyKind, ConvoyState, plain
from siraba.protection.reception.arrivals.numbering import letter_of
from siraba.protection.reception.arrivals.selectors import arrivals_visible_to, convoys_visible_to
from siraba.protection.reception.arrivals.versions import Entry

DAYS_BACK, DAYS_AHEAD = 2, 3
ASKED = (
    "names", "sex", "age", "citizenships", "urgent_need", "alone", "danger", "signals", "languages", "contact",
    "destination", "wants_case",
)  # fmt: skip
LIKELY = {Unit.Kind.AIRPORT: ConvoyKind.FLIGHT, Unit.Kind.RAIL: ConvoyKind.TRAIN}
KINDS = {"age": "number", "alone": "truth", "danger": "truth", "wants_case": "truth", "signals": "several", "languages": "several"}  # fmt: skip


class ConvoySaid(BaseModel):
    kind: str = Field(max_length=10)
    reference: str = Field(max_length=40)
    day: date


class EntrySaid(BaseModel):
    id: str = Field(max_length=40)
    field: str = Field(max_length=20)
    value: Any
    at: str = Field(max_length=40)
    over: list[str] = Field([], max_length=50)


class ArrivalSaid(BaseModel):
    convoy: ConvoySaid
    number: UUID
    entries: list[EntrySaid] = Field(max_length=50)


class OfABranch:
    """A load for the devices of a reception branch, which names people."""

    def open_to(self, actor: Actor) -> bool:
        return (
            actor.role == Role.RECEPTION_BRANCH
            and actor.unit_id is not None
            and Category.IDENTITY in settings.OFFLINE_CATEGORIES
        )


class Arrivals(OfABranch):
    """The arrivals of a branch, as its devices know them."""

    name = "arrivals"

    def take(self, actor: Actor, device: UUID, said: Mapping[str, Any]) -> tuple[str, str]:
        told = read_said(ArrivalSaid, said)
        if told.convoy.kind not in ConvoyKind.values:
            raise Invalid(_("Ce moyen de transport n’est pas connu."))
        convoy = convoy_from_device(actor, **told.convoy.model_dump())
        entries = [Entry(one.id, one.field, one.value, one.at, tuple(one.over)) for one in told.entries]
        made = register_arrival(actor, convoy, number=told.number, entries=entries, device=str(device)[:8])
        return made.code, ""

    def give(self, actor: Actor, device: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
        today = timezone.localdate()
        convoys = {
            convoy.pk: convoy
            for convoy in convoys_visible_to(actor).filter(
                day__range=(today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))
            )
        }
        rows = arrivals_visible_to(actor).filter(convoy__in=convoys).order_by("-registered_at", "-id")
        things = {str(one.pk): _told(one) for one in rows[: settings.OFFLINE_ARRIVALS]}
        return things, {
            "letter": letter_of(actor.unit_id or 0, device),
            "convoys": [_convoy(one) for one in convoys.values() if one.state != ConvoyState.DONE],
            "kinds": kinds_at(Unit.objects.get(pk=actor.unit_id or 0)),
            "fields": {name: _asked(name) for name in ASKED},
        }


def kinds_at(unit: Unit) -> list[tuple[str, str]]:
    """The kinds of convoy, the likeliest at this place first, for it is what a form shows."""
    likely = LIKELY.get(unit.kind, ConvoyKind.BUS)
    kinds = [(code, str(label)) for code, label in ConvoyKind.choices if code != ConvoyKind.DAY]
    return sorted(kinds, key=lambda kind: kind[0] != likely)


def key_of(convoy: Convoy) -> str:
    """What a device calls a convoy: it has no number yet where it is begun without network."""
    return f"{convoy.day.isoformat()}|{plain(convoy.reference)}"


def _convoy(convoy: Convoy) -> dict[str, Any]:
    return {
        "key": key_of(convoy),
        "kind": convoy.kind,
        "reference": convoy.reference,
        "day": convoy.day.isoformat(),
        "expected": convoy.expected,
    }


def _told(arrival: Arrival) -> dict[str, Any]:
    versions = arrival.versions
    heads = versions.heads()
    return {
        "convoy": key_of(arrival.convoy),
        "code": arrival.code,
        "says": {name: entries[0].value for name, entries in heads.items()},
        "heads": {name: [entry.id for entry in entries] for name, entries in heads.items()},
        "differs": sorted(versions.differing()),
    }


def _asked(name: str) -> dict[str, Any]:
    field: Any = FIELDS[name]
    return {
        "label": str(field.label),
        "kind": KINDS.get(name, "text"),
        "choices": [(code, str(label)) for code, label in getattr(field, "choices", ())],
    }


register_load(Arrivals())
