"""An entry as one reader may see it, whole: what is hidden from the reader is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.services.eligibility import rules_in_words
from siraba.foundation.services.models import Service, Vacancy
from siraba.foundation.services.opening import hours_in_words, open_at
from siraba.foundation.services.search import Point, kilometres
from siraba.foundation.services.selectors import Entry, entries_for, place_of, place_open_to


@dataclass(frozen=True)
class Card:
    """`entry` is what the lists of the platform show; `open_now` is None where the hours are not known; `away` in km.

    A visitor reads no free place, no function, and only the telephones that are for all.
    """

    uuid: UUID
    entry: Entry
    hours: str
    open_now: bool | None
    takes: str
    by_referral: bool
    languages: list[str]
    interpretation: str
    phones: list[tuple[str, str]]
    landmark: str
    away: int | None
    description: str
    application: str
    fees: str
    costs: list[tuple[str, int]]
    documents: list[str]
    wait_time: str
    vacancies: list[Vacancy]
    verified_on: date | None
    state: str
    state_label: str


def cards_for(
    actor: Actor | None, services: Iterable[Service], moment: datetime, near: Point | None = None
) -> list[Card]:
    """The services (read through `with_parts`) as the reader may see them at this moment."""
    found = list(services)
    pairs = zip(found, entries_for(actor, found), strict=True)
    return [_card(actor, service, entry, moment, near) for service, entry in pairs]


def _card(actor: Actor | None, service: Service, entry: Entry, moment: datetime, near: Point | None) -> Card:
    schedules = list(service.schedules.all())
    point = place_of(service, actor)
    return Card(
        uuid=service.uuid,
        entry=entry,
        hours=hours_in_words(schedules) or service.hours,
        open_now=open_at(service, moment) if schedules else None,
        takes=rules_in_words(service.rules.all()),
        by_referral=service.by_referral,
        languages=[row.get_code_display() for row in service.languages.all()],
        interpretation=service.interpretation,
        phones=[(row.number, row.function) for row in service.phones.all() if actor or row.public],
        landmark=service.place if place_open_to(actor, service) else "",
        away=round(kilometres(near, point)) if near and point else None,
        description=service.description,
        application=service.application,
        fees=service.fees,
        costs=[(row.option, row.amount) for row in service.costs.all()],
        documents=[row.name for row in service.documents.all()],
        wait_time=service.wait_time,
        vacancies=list(service.vacancies.all()) if actor else [],
        verified_on=service.verified_on,
        state=service.state,
        state_label=service.get_state_display(),
    )
