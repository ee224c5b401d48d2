"""Reading branches, always for someone. A branch's own place is public; a protected unit's is for its organisation."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.accounts.roles import Role
from siraba.protection.reception.branches.models import Branch, Member


def branches_open_to(actor: Actor) -> QuerySet[Branch]:
    """The branches that the actor works at or runs: all of its organisation for the head office, else its own."""
    rows = Branch.objects.select_related("unit__area__parent__parent", "unit__organisation", "lead")
    rows = rows.filter(unit__organisation=actor.organisation_id)
    if actor.role == Role.RECEPTION_HEAD:
        return rows
    return rows.filter(unit=actor.unit_id) if actor.role == Role.RECEPTION_BRANCH else rows.none()


def branch_for(actor: Actor, code: str) -> Branch:
    """One of them, by the code of its unit. Raises NotVisible."""
    found = branches_open_to(actor).filter(unit__code=code).first()
    if found is None:
        raise NotVisible
    return found


def own_branch(actor: Actor) -> Branch:
    """The branch at which the actor works. Raises NotVisible when there is none."""
    found = branches_open_to(actor).filter(unit=actor.unit_id).first()
    if found is None:
        raise NotVisible
    return found


def members_of(branch: Branch) -> QuerySet[Member]:
    """Those who work there today."""
    today = timezone.localdate()
    return branch.members.filter(Q(left_on__isnull=True) | Q(left_on__gt=today)).order_by("name", "pk")


def on_duty(branch: Branch, moment: datetime | None = None) -> QuerySet[Member]:
    """Those whom the roster puts on duty at a moment, now by default."""
    at = moment or timezone.now()
    return members_of(branch).filter(shifts__starts__lte=at, shifts__ends__gt=at).distinct()


def open_at(branch: Branch, moment: datetime) -> bool:
    """Whether the branch receives at that moment, by its own hours."""
    local = timezone.localtime(moment)
    return branch.state == "open" and any(
        one.weekday == local.weekday() and one.opens <= local.time() < one.closes
        for one in branch.hours.all()
    )
