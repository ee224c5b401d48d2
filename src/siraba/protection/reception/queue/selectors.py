"""Reading the queue, always for an actor; for the head office only counts, by branch."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.queue.models import Desk, DeskState, Visit, VisitState

# The order of the line as a list shows it; whose turn it is at a desk is decided by `order`
KEY = ("priority", "waiting_since", "id")


def visits_visible_to(actor: Actor) -> GuardedQuerySet:
    return Visit.objects.visible_to(actor, Category.ARRIVAL).select_related("desk", "wanted", "interpreter")


def visit_for(actor: Actor, pk: UUID) -> Visit:
    """Raises NotVisible."""
    return one_of(visits_visible_to(actor), pk=pk)


def in_line(actor: Actor) -> GuardedQuerySet:
    return visits_visible_to(actor).filter(state=VisitState.WAITING)


def at_desk(actor: Actor, desk: Desk) -> list[Visit]:
    """Those who were called to this desk and have not left it."""
    there = visits_visible_to(actor).filter(desk=desk, state__in=(VisitState.CALLED, VisitState.AT_DESK))
    return list(there.order_by("ticket"))


def desks_of(branch: Branch) -> QuerySet[Desk]:
    return Desk.objects.filter(branch=branch).select_related("branch__unit", "account")


def open_desks(branch: Branch) -> QuerySet[Desk]:
    return desks_of(branch).filter(state=DeskState.OPEN)


def own_desk(actor: Actor, branch: Branch) -> Desk | None:
    """The desk at which the actor sits."""
    return open_desks(branch).filter(account=actor.account_id).first()


def desk_for(actor: Actor, branch: Branch, pk: int) -> Desk:
    """Raises NotVisible."""
    found = desks_of(branch).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def on_screen(branch: Branch) -> Sequence[tuple[str, str]]:
    """What the waiting room is shown: tickets and the desks to which they are called, the last called first."""
    called = Visit.objects.system("tickets and desks for the screen of the waiting room").filter(
        unit=branch.unit_id, state=VisitState.CALLED
    )
    return [
        (visit.ticket, str(visit.desk))
        for visit in called.select_related("desk").order_by("-called_at", "ticket")
    ]
