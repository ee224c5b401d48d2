"""Acts on a request of a family, from its opening to its closing."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.access.receipts import new_number
from siraba.foundation.audit.journal import action, record
from siraba.protection.tracing.describing import described
from siraba.protection.tracing.following import follow
from siraba.protection.tracing.models import (
    REQUEST_MOVES,
    FamilyReceipt,
    Search,
    TracingRequest,
)
from siraba.protection.tracing.saving import names_of, save_anew, save_record
from siraba.protection.tracing.searching import search_once_saved

SYSTEM = "a request that the actor was given"
CIRCUMSTANCES = ("last_contact", "last_place", "circumstances")


@action
def file_request(
    actor: Actor,
    *,
    seeker: Mapping[str, Any],
    person: Mapping[str, Any],
    relation: str,
    seeker_is_child: bool = False,
    agrees: bool = False,
    may_share: bool = False,
    questions: Sequence[Sequence[str]] = (),
    origin: str = "",
    row: Mapping[str, str] | None = None,
    later: bool = False,
    **told: str,
) -> TracingRequest:
    """Somebody looks for somebody. `told`: last_contact, last_place, circumstances; `origin`, `row` and `later` as for
    `register_found`.

    Raises:
        Invalid: the person sought has no name at all.
    """
    check_right(actor, "file_request")
    made = TracingRequest(
        organisation_id=actor.home,
        recorded_by_id=actor.account_id,
        relation=relation,
        seeker_is_child=seeker_is_child,
        agrees=agrees,
        may_share=may_share,
        origin=origin,
        next_call_on=_next_call(),
    )
    made.write_news()
    words = {
        "seeker": dict(seeker),
        "person": _described(person),
        "questions": [list(pair) for pair in questions],
        **{name: told.get(name, "") for name in CIRCUMSTANCES},
        **({"row": dict(row)} if row else {}),
    }
    save_record(made, words)
    record(actor, "file_request", made.code)
    if not later:
        search_once_saved(actor, made)
    return made


def _described(person: Mapping[str, Any]) -> dict[str, Any]:
    kept = described(person, timezone.localdate())
    if not names_of(kept):
        raise Invalid(_("Donnez au moins un nom de la personne cherchée."), "given_name")
    return kept


def _next_call() -> date:
    return timezone.localdate() + timedelta(days=settings.TRACING_CALL_DAYS)


@action
def amend_request(
    actor: Actor,
    request: TracingRequest,
    *,
    seeker: Mapping[str, Any],
    person: Mapping[str, Any],
    relation: str,
    seeker_is_child: bool,
    agrees: bool,
    may_share: bool,
    **told: str,
) -> None:
    """Set right or complete what is known; rejected leads come back where the person's facts are new."""
    _begin(actor, request, "amend_request")
    request.relation, request.seeker_is_child = relation, seeker_is_child
    request.agrees, request.may_share = agrees, may_share
    changed = {"seeker": dict(seeker), "person": _described(person), **told}
    save_record(request, {**request.words, **changed})
    record(actor, "amend_request", request.code)
    search_once_saved(actor, request)


def _begin(actor: Actor, request: TracingRequest, act: str) -> None:
    check_right(actor, act, request)
    lock(request)
    REQUEST_MOVES.require(request, act)


@action
def add_family_answers(actor: Actor, request: TracingRequest, *, questions: Sequence[Sequence[str]]) -> None:
    """Write down what only the family can know, asked of every family before anybody is found."""
    _begin(actor, request, "add_family_answers")
    request.write(
        **{
            **request.words,
            "questions": [*request.words.get("questions", []), *(list(pair) for pair in questions)],
        }
    )
    request.save(update_fields=["sealed"])
    record(actor, "add_family_answers", request.code, count=len(questions))


@action
def record_search(
    actor: Actor, request: TracingRequest, *, way: str, made_on: date, place: str, result: str
) -> Search:
    """Write down what was done to find the person, and what it gave."""
    _begin(actor, request, "record_search")
    made = Search(
        request=request,
        organisation_id=request.organisation_id,
        recorded_by_id=actor.account_id,
        way=way,
        made_on=made_on,
    )
    made.write(place=place, result=result)
    made.save(force_insert=True)
    record(actor, "record_search", request.code, way=way)
    return made


@action
def record_call(actor: Actor, request: TracingRequest) -> None:
    """The family was called: the next call is as far away for everybody, whatever is known."""
    _begin(actor, request, "record_call")
    request.next_call_on = _next_call()
    request.save(update_fields=["next_call_on"])
    record(actor, "record_call", request.code)


@action
def give_family_receipt(actor: Actor, request: TracingRequest) -> str:
    """Give the family a receipt; its number is shown once and not kept. The one before ends."""
    _begin(actor, request, "give_family_receipt")
    live = FamilyReceipt.objects.system(SYSTEM).filter(request=request, ended_at__isnull=True)
    live.update(ended_at=timezone.now())
    number = new_number()
    FamilyReceipt(
        organisation_id=request.organisation_id,
        request=request,
        key=receipt_key(number),
        given_by_id=actor.account_id,
    ).save(force_insert=True)
    record(actor, "give_family_receipt", request.code)
    return number


def receipt_key(number: str) -> str:
    return crypto.blind_index(crypto.FAMILY_LINKS, "receipt", number)


@action
def close_request(actor: Actor, request: TracingRequest, *, closure: str, reason: str) -> None:
    """End the search. The family's page says the same as before."""
    check_right(actor, "close_request", request)
    lock(request)
    REQUEST_MOVES.advance(request, "close_request")
    request.closure, request.closed_at = closure, timezone.now()
    request.write(**{**request.words, "closure": reason})
    save_anew(request)
    record(actor, "close_request", request.code, closure=closure)


@action
def reopen_request(actor: Actor, request: TracingRequest, *, reason: str) -> None:
    check_right(actor, "reopen_request", request)
    lock(request)
    REQUEST_MOVES.advance(request, "reopen_request")
    request.closure, request.closed_at, request.next_call_on = "", None, _next_call()
    request.write(**{**request.words, "closure": "", "reopened": reason})
    save_anew(request)
    follow(request)
    record(actor, "reopen_request", request.code)
    search_once_saved(actor, request)
