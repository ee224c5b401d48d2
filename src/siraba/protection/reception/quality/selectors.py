"""Reading inspections, always for an actor: those of the branches that it works at or runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.branches.selectors import branches_open_to
from siraba.protection.reception.quality.models import Action, ActionState, Inspection, InspectionState


def inspections_open_to(actor: Actor) -> QuerySet[Inspection]:
    rows = Inspection.objects.filter(branch__in=branches_open_to(actor))
    return rows.select_related("branch__unit__organisation", "done_by")


def inspection_for(actor: Actor, pk: int) -> Inspection:
    """Raises NotVisible."""
    found = inspections_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def actions_open_to(actor: Actor) -> QuerySet[Action]:
    rows = Action.objects.filter(inspection__branch__in=branches_open_to(actor))
    return rows.select_related("inspection__branch__unit__organisation", "done_by", "verified_by")


def action_for(actor: Actor, pk: int) -> Action:
    """Raises NotVisible."""
    found = actions_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def last_inspections(branches: Sequence[Branch]) -> dict[int, Inspection]:
    """By the number of the unit, the last inspection that was done of each branch."""
    done = Inspection.objects.filter(branch__in=branches).exclude(state=InspectionState.PLANNED)
    return {one.branch.unit_id: one for one in done.select_related("branch").order_by("done_on", "pk")}


@dataclass(frozen=True)
class Actions:
    """How many actions of a branch are to be done, and how many of them are overdue."""

    open: int = 0
    overdue: int = 0


def actions_of(branches: Sequence[Branch]) -> dict[int, Actions]:
    """By the number of the unit."""
    late = Q(due__lt=timezone.localdate())
    rows = (
        Action.objects.filter(inspection__branch__in=branches, state=ActionState.OPEN)
        .values_list("inspection__branch__unit")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=late))
        .order_by()
    )
    return {unit: Actions(number, overdue) for unit, number, overdue in rows}


@dataclass(frozen=True)
class Place:
    """A branch in the league: its last inspection, if there was one, and its actions."""

    branch: Branch
    inspection: Inspection | None
    actions: Actions


def league(actor: Actor) -> list[Place]:
    """The branches by their last inspection: those in order first, the best score first; those never inspected last."""
    branches = list(branches_open_to(actor))
    last, actions = last_inspections(branches), actions_of(branches)
    places = [Place(one, last.get(one.unit_id), actions.get(one.unit_id, Actions())) for one in branches]
    return sorted(places, key=_standing)


def _standing(place: Place) -> tuple:
    if place.inspection is None:
        return (True, False, 0, str(place.branch))
    return (False, not place.inspection.conform, -(place.inspection.score or 0), str(place.branch))
