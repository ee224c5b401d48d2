"""What may be done in the queue. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival, Priority
from siraba.protection.reception.branches.models import Branch, Duty, Member
from siraba.protection.reception.branches.selectors import on_duty
from siraba.protection.reception.queue.models import (
    CLASS_OF,
    DESK_MOVES,
    IN_LINE,
    VISIT_MOVES,
    Cause,
    Desk,
    DeskState,
    Reason,
    Visit,
    VisitState,
)
from siraba.protection.reception.queue.order import Waiting, meets, next_called, spoken_by
from siraba.protection.reception.queue.tickets import ticket_for

SYSTEM = "an act of the queue on a branch that is the actor's"
FORGOTTEN = timedelta(hours=24)


def hold_line(branch: Branch) -> None:
    """Nobody else gives a ticket or calls at this branch until the act is done."""
    Branch.objects.select_for_update(no_key=True).get(pk=branch.pk)


# Desks


@action
def open_desk(
    actor: Actor, branch: Branch, *, number: int, languages: str | Collection[str] = "", name: str = ""
) -> Desk:
    """Sit down at a desk; `languages` are the codes that are spoken there.

    Raises:
        Invalid: the branch has no such desk, or the actor sits at another.
        StateNotOpen: somebody sits there.
    """
    check_right(actor, "open_desk", branch)
    hold_line(branch)
    if number < 1 or (branch.desks is not None and number > branch.desks):
        raise Invalid(
            _("L’antenne a %(n)s guichets.") % {"n": branch.desks if branch.desks is not None else "?"},
            "number",
        )
    mine = Desk.objects.filter(account=actor.account_id, state=DeskState.OPEN).first()
    if mine is not None:
        raise Invalid(_("Vous tenez déjà un guichet : %(desk)s. Fermez-le d’abord.") % {"desk": mine})
    desk, _new = Desk.objects.get_or_create(branch=branch, number=number)
    DESK_MOVES.advance(desk, "open_desk")
    desk.account_id, desk.opened_at = actor.account_id, timezone.now()
    desk.name = name or desk.name
    desk.languages = languages if isinstance(languages, str) else " ".join(languages)
    desk.save()
    record(actor, "open_desk", desk.code, branch=branch.code, number=number)
    return desk


@action
def close_desk(actor: Actor, desk: Desk) -> None:
    """Leave the desk.

    Raises:
        Invalid: somebody was called there, and would wait for nobody.
    """
    check_right(actor, "close_desk", desk)
    lock(desk)
    _nobody_at(desk)
    DESK_MOVES.advance(desk, "close_desk")
    desk.save()
    record(actor, "close_desk", desk.code, branch=desk.branch.code)


def _nobody_at(desk: Desk) -> None:
    there = Visit.objects.system(SYSTEM).filter(desk=desk, state__in=(VisitState.CALLED, VisitState.AT_DESK))
    tickets = ", ".join(there.order_by("ticket").values_list("ticket", flat=True))
    if tickets:
        raise Invalid(_("Terminez d’abord avec %(tickets)s.") % {"tickets": tickets})


# Coming to wait


@action
def take_ticket(
    actor: Actor,
    branch: Branch,
    *,
    arrival: Arrival | None = None,
    reason: str = Reason.RECEPTION,
    languages: str | Collection[str] = "",
    access_need: bool = False,
    cause: str = "",
    since: datetime | None = None,
) -> Visit:
    """Give a ticket: to somebody of an arrival, or to a passer-by, of whom no name is asked.

    Who is in line already keeps what she has. `since` is when a device gave the ticket; its clock may be wrong, so that it
    counts for no more than the day.

    Raises:
        Invalid: the arrival is of another branch, or is not here.
    """
    check_right(actor, "take_ticket", branch)
    hold_line(branch)
    if arrival is not None:
        if arrival.unit_id != branch.unit_id or arrival.presence != Presence.HERE:
            raise Invalid(_("Cette personne n’est pas arrivée à cette antenne."))
        known = Visit.objects.system(SYSTEM).filter(arrival=arrival, state__in=IN_LINE).first()
        if known is not None:
            record(actor, "take_ticket", known.code, ticket=known.ticket, known=True)
            return known
    now = timezone.now()
    day = timezone.localdate(now)
    ticket, number = ticket_for(branch.unit_id, day, arrival)
    visit = Visit(
        organisation_id=branch.unit.organisation_id,
        unit_id=branch.unit_id,
        arrival=arrival,
        day=day,
        ticket=ticket,
        number=number,
        reason=reason,
        languages=_codes(languages) or (arrival.languages if arrival is not None else ""),
        priority=arrival.priority if arrival is not None else Priority.ORDINARY,
        access_need=access_need,
        waiting_since=_within_the_day(since, now),
        taken_by_id=actor.account_id,
        fictitious=settings.DEMONSTRATION,
    )
    if cause:
        visit.cause, visit.priority = cause, min(visit.priority, CLASS_OF[Cause(cause)])
    visit.save(force_insert=True)
    record(
        actor,
        "take_ticket",
        visit.code,
        ticket=ticket,
        arrival=arrival.code if arrival is not None else "",
        priority=int(visit.priority),
    )
    return visit


def enter_queue(actor: Actor, arrival: Arrival, *, since: datetime | None = None) -> Visit:
    """Put an arrival in the line of its branch; once a day, however often it is said, also by several devices.

    Raises:
        NotAllowed: the branch is not the actor's.
        Invalid: the person is not here.
    """
    branch = Branch.objects.select_related("unit").get(unit=arrival.unit_id)
    check_right(actor, "take_ticket", branch)
    today = Visit.objects.system(SYSTEM).filter(arrival=arrival, day=timezone.localdate())
    return today.order_by("-waiting_since", "-id").first() or take_ticket(
        actor, branch, arrival=arrival, since=since
    )


def _codes(languages: str | Collection[str]) -> str:
    return languages if isinstance(languages, str) else " ".join(languages)


def _within_the_day(since: datetime | None, now: datetime) -> datetime:
    morning = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(max(since, morning), now) if since is not None else now


@action
def raise_priority(actor: Actor, visit: Visit, *, cause: str) -> None:
    """Let somebody go before the others; the class follows from the cause.

    Raises:
        Invalid: she goes that early already.
    """
    check_right(actor, "raise_priority", visit)
    lock(visit)
    VISIT_MOVES.require(visit, "raise_priority")
    priority = CLASS_OF[Cause(cause)]
    if priority >= visit.priority:
        raise Invalid(_("Cette personne passe déjà à ce rang, ou avant."), "cause")
    visit.priority, visit.cause = priority, cause
    visit.save()
    record(actor, "raise_priority", visit.code, priority=int(priority))


# Calling


@action
def call_next(actor: Actor, desk: Desk) -> list[Visit]:
    """Call whose turn it is to this desk, a family together; see `order` for whose it is.

    Two desks that call at once are given one after the other, and never the same person.

    Raises:
        Invalid: nobody waits, or somebody is at the desk.
    """
    check_right(actor, "call_next", desk)
    hold_line(desk.branch)
    lock(desk)
    DESK_MOVES.require(desk, "call_next")
    _nobody_at(desk)
    now = timezone.now()
    _catch_up(desk.branch)
    group = next_called(
        _line(desk, now),
        languages=frozenset(desk.languages.split()),
        now=now,
        patience=timedelta(minutes=settings.QUEUE_LANGUAGE_MINUTES),
    )
    if not group:
        raise Invalid(_("Personne n’attend."))
    return _called(actor, desk, group, now)


def _called(actor: Actor, desk: Desk, group: list[Waiting], now: datetime) -> list[Visit]:
    spoken = spoken_by(group)
    understood = meets(spoken, frozenset(desk.languages.split()))
    interpreter = None if understood else interpreter_for(desk, spoken, now)
    languages = {one.id: " ".join(sorted(one.languages)) for one in group}
    visits = list(Visit.objects.system(SYSTEM).filter(pk__in=languages).order_by("ticket"))
    for visit in visits:
        VISIT_MOVES.advance(visit, "call_next")
        visit.call(desk, now)
        visit.languages, visit.interpreter = languages[visit.pk], interpreter
        visit.save()
        record(actor, "call_next", visit.code, desk=desk.number, waited=visit.waited, understood=understood)
    return visits


def _catch_up(branch: Branch) -> None:
    """What was learnt of an arrival since it took its ticket may bring it forward, and never back."""
    learnt = Arrival.objects.system(SYSTEM).filter(pk=OuterRef("arrival")).values("priority")[:1]
    Visit.objects.system(SYSTEM).filter(
        unit=branch.unit_id, state=VisitState.WAITING, arrival__priority__lt=F("priority")
    ).update(priority=Subquery(learnt))


def _line(desk: Desk, now: datetime) -> list[Waiting]:
    """Those who wait for this desk, or for any."""
    for_any = Q(wanted__isnull=True) | Q(wanted=desk) | ~Q(wanted__state=DeskState.OPEN)
    rows = (
        Visit.objects.system(SYSTEM)
        .filter(for_any, unit=desk.branch.unit_id, state=VisitState.WAITING)
        .values_list(
            "pk",
            "priority",
            "waiting_since",
            "languages",
            "arrival__languages",
            "arrival__party",
            "absent",
            "called_at",
        )
    )
    a_while = timedelta(minutes=settings.QUEUE_ABSENT_MINUTES)
    return [
        Waiting(
            pk,
            priority,
            since,
            frozenset((said or known or "").split()),
            party,
            absent and now < called_at + a_while,
        )
        for pk, priority, since, known, said, party, absent, called_at in rows
    ]


def interpreter_for(desk: Desk, languages: frozenset[str], at: datetime) -> Member | None:
    """Who is on duty and speaks one of these languages: an interpreter first; nobody when nobody does."""
    able = [
        member
        for member in on_duty(desk.branch, at)
        if languages & set(member.languages.split()) and member.account_id != desk.account_id
    ]
    return min(able, key=lambda one: (one.duty != Duty.INTERPRETER, one.name, one.pk), default=None)


# At the desk


def _move(actor: Actor, visit: Visit, act: str, **changes: Any) -> None:
    check_right(actor, act, visit)
    lock(visit)
    VISIT_MOVES.advance(visit, act)
    for name, value in changes.items():
        setattr(visit, name, value)


@action
def begin_service(actor: Actor, visit: Visit) -> None:
    """She came to the desk."""
    _move(actor, visit, "begin_service", begun_at=timezone.now())
    visit.save()
    record(actor, "begin_service", visit.code)


@action
def mark_absent(actor: Actor, visit: Visit) -> None:
    """She was called and did not come: she waits again, once; the second time she has left."""
    check_right(actor, "mark_absent", visit)
    lock(visit)
    VISIT_MOVES.require(visit, "mark_absent")
    VISIT_MOVES.advance(visit, "leave_queue" if visit.absent else "mark_absent")
    if visit.state == VisitState.LEFT:
        visit.end(timezone.now())
    else:
        visit.absent, visit.desk, visit.interpreter = True, None, None
    visit.save()
    record(actor, "mark_absent", visit.code, left=visit.state == VisitState.LEFT)


@action
def serve_visit(actor: Actor, visit: Visit) -> None:
    """It is done."""
    _move(actor, visit, "serve_visit")
    visit.end(timezone.now())
    visit.save()
    record(actor, "serve_visit", visit.code, seconds=visit.lasted)


@action
def leave_queue(actor: Actor, visit: Visit) -> None:
    """She went away without being served."""
    _move(actor, visit, "leave_queue")
    visit.end(timezone.now())
    visit.save()
    record(actor, "leave_queue", visit.code)


@action
def transfer_visit(actor: Actor, visit: Visit, *, desk: Desk | None = None, room: str = "") -> Visit | None:
    """Send her to another desk, where she waits with the ticket and the place in time that she has, or lead her to a room.

    Returns the visit that waits for the other desk.

    Raises:
        Invalid: neither or both are named, or nobody sits at that desk.
    """
    _move(actor, visit, "transfer_visit", room=room)
    if (desk is None) == (not room):
        raise Invalid(_("Choisissez un guichet, ou un lieu."), "where")
    if desk is not None and (
        desk.branch.unit_id != visit.unit_id or desk.state != DeskState.OPEN or desk.pk == visit.desk_id
    ):
        raise Invalid(_("Personne ne tient ce guichet."), "where")
    visit.end(timezone.now())
    visit.save()
    then = _waits_for(actor, visit, desk) if desk is not None else None
    record(actor, "transfer_visit", visit.code, desk=desk.number if desk is not None else None, room=room)
    return then


def _waits_for(actor: Actor, visit: Visit, desk: Desk) -> Visit:
    kept = (
        "organisation_id unit_id arrival_id day ticket reason languages priority cause access_need"
        " waiting_since fictitious"
    ).split()
    then = Visit(
        **{name: getattr(visit, name) for name in kept},
        after=visit,
        wanted=desk,
        taken_by_id=actor.account_id,
    )
    then.save(force_insert=True)
    return then


@action
def empty_queues(actor: None) -> int:
    """Close what was forgotten for a day: who waited has left, who was at a desk was served nobody knows how long, the
    desk is free. How many visits.
    """
    before = timezone.now() - FORGOTTEN
    forgotten = Visit.objects.system("visits and desks that were forgotten for a day").filter(
        waiting_since__lt=before
    )
    served = forgotten.filter(state=VisitState.AT_DESK).update(state=VisitState.SERVED)
    left = forgotten.filter(state__in=(VisitState.WAITING, VisitState.CALLED)).update(state=VisitState.LEFT)
    desks = Desk.objects.filter(state=DeskState.OPEN, opened_at__lt=before).update(state=DeskState.CLOSED)
    record(actor, "empty_queues", visits=served + left, desks=desks)
    return served + left
