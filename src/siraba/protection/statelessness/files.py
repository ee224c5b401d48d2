"""A file of determination: received with its clock, described, examined, heard, and its burden of proof shared."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Organisation
from siraba.protection.statelessness.burden import ANSWERS, DUTIES
from siraba.protection.statelessness.models import (
    DETERMINATION_MOVES,
    Determination,
    Interview,
    NationalityAssessment,
    Opinion,
)

SYSTEM = "an act on a file already given to the actor"


def authority() -> Organisation:
    """The body that decides; which it is, no decree that was found says. Raises Invalid where none is set."""
    found = Organisation.objects.filter(code=settings.STATELESSNESS_AUTHORITY, active=True).first()
    if found is None:
        raise Invalid(_("Aucune instance de détermination n’est réglée sur cette plateforme."))
    return found


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def not_tomorrow(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), field)


@action
def open_determination(
    actor: Actor,
    *,
    names: str,
    language: str,
    applied_on: date,
    asked_asylum: bool,
    account: str = "",
    birth: str = "",
    contact: str = "",
    interpreter: str = "",
    counsel: str = "",
    oral: bool = False,
    assessment: NationalityAssessment | None = None,
) -> Determination:
    """Write an application down, told or written, in whichever language; its clock runs from the day it was made.

    Raises:
        Invalid: a day to come, or no authority is set.
    """
    check_right(actor, "open_determination")
    not_tomorrow(applied_on, "applied_on")
    found = Determination(
        organisation=authority(),
        opened_for_id=actor.home,
        assessment=assessment,
        person_id=assessment.person_id if assessment else None,
        oral=oral,
        language=language,
        asked_asylum=asked_asylum,
        applied_on=applied_on,
        due_on=months_later(applied_on, settings.STATELESSNESS_MONTHS),
        limit_on=months_later(applied_on, settings.STATELESSNESS_LAST_MONTHS),
        opened_by_id=actor.account_id,
    )
    found.write(
        names=names, birth=birth, contact=contact, account=account, interpreter=interpreter, counsel=counsel
    )
    found.save(force_insert=True)
    record(actor, "open_determination", found.code, oral=oral)
    return found


@action
def amend_determination(actor: Actor, found: Determination, *, language: str, **words: str) -> None:
    """Set right what the application says, or who interprets and counsels (names, birth, contact, account, …)."""
    check_right(actor, "amend_determination", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "amend_determination")
    found.language = language
    found.write(**{**found.words, **words})
    found.save()
    record(actor, "amend_determination", found.code)


@action
def start_determination(actor: Actor, found: Determination) -> None:
    """The authority examines the application."""
    check_right(actor, "start_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "start_determination")
    found.save()
    record(actor, "start_determination", found.code)


@action
def hold_interview(
    actor: Actor,
    found: Determination,
    *,
    held_on: date,
    language: str,
    text: str,
    interpreter: str = "",
    present: str = "",
) -> Interview:
    """Keep what was said; it is not changed afterwards: what is to be corrected is said in another interview.

    Raises:
        Invalid: on a day to come, or before the application.
    """
    check_right(actor, "hold_interview", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "hold_interview")
    not_tomorrow(held_on, "held_on")
    if held_on < found.applied_on:
        raise Invalid(_("L’entretien est avant la demande."), "held_on")
    interview = Interview(
        determination=found,
        number=next_number(Interview, found),
        held_on=held_on,
        language=language,
        held_by_id=actor.account_id,
    )
    interview.write(text=text, interpreter=interpreter, present=present)
    interview.save(force_insert=True)
    record(actor, "hold_interview", found.code, number=interview.number)
    return interview


def next_number(model: Any, found: Determination) -> int:
    rows = model.objects.system(SYSTEM).filter(determination=found)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


@action
def record_burden(actor: Actor, found: Determination, *, answers: Mapping[str, str]) -> None:
    """Say of each duty whether it was done.

    Raises:
        Invalid: a duty that is none, or an answer that is none.
    """
    check_right(actor, "record_burden", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "record_burden")
    if not set(answers) <= {duty.code for duty in DUTIES} or not set(answers.values()) <= set(ANSWERS):
        raise Invalid(_("Répondez à chaque ligne de la liste."))
    found.write(**{**found.words, "burden": dict(answers)})
    found.save()
    record(actor, "record_burden", found.code)


@action
def add_opinion(actor: Actor, found: Determination, *, text: str) -> Opinion:
    """Write down what UNHCR thinks; the authority reads it and decides alone."""
    check_right(actor, "add_opinion", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "add_opinion")
    opinion = Opinion(determination=found, organisation_id=actor.home, written_by_id=actor.account_id)
    opinion.write(text=text)
    opinion.save(force_insert=True)
    record(actor, "add_opinion", found.code)
    return opinion
