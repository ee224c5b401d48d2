"""What the board of a branch shows of its queue: three questions to the database, however many branches there are."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.protection.reception.branches.board import Door, Figure, open_door, register
from siraba.protection.reception.branches.models import Branch, Member
from siraba.protection.reception.branches.rules import BRANCH, BRANCH_AND_HEAD
from siraba.protection.reception.queue.models import Desk, DeskState, Visit, VisitState, minutes_begun

WHY = "how many wait at each branch, and since when"


def figures(actor: Actor, branches: Sequence[Branch]) -> Mapping[int, Sequence[Figure]]:
    """Who waits, the longest wait (an alert above the target), desks open, staff on duty."""
    units = [branch.unit_id for branch in branches]
    waiting = Visit.objects.system(WHY).filter(unit__in=units, state=VisitState.WAITING).order_by()
    lines = {
        unit: (number, since)
        for unit, number, since in waiting.values("unit").values_list(
            "unit", Count("pk"), Min("waiting_since")
        )
    }
    desks = _by_unit(Desk.objects.filter(branch__unit__in=units, state=DeskState.OPEN))
    staff = _by_unit(_on_duty().filter(branch__unit__in=units))
    url = reverse("queue:desk") if actor.role == Role.RECEPTION_BRANCH else reverse("queue:report")
    now, target = timezone.now(), settings.QUEUE_TARGET_MINUTES
    found = {}
    for unit in units:
        number, since = lines.get(unit, (0, None))
        longest = minutes_begun(now - since) if since else 0
        found[unit] = [
            Figure(_("Attendent un guichet"), str(number), url=url),
            Figure(_("Attente la plus longue"), _("%(n)d min") % {"n": longest}, longest > target, url),
            Figure(_("Guichets ouverts"), str(desks.get(unit, 0)), bool(number) and not desks.get(unit), url),
            Figure(_("Agents de service"), str(staff.get(unit, 0))),
        ]
    return found


def _by_unit(rows) -> dict[int, int]:
    counted = rows.order_by().values("branch__unit").annotate(number=Count("pk", distinct=True))
    return dict(counted.values_list("branch__unit", "number"))


def _on_duty():
    now, today = timezone.now(), timezone.localdate()
    there = Q(left_on__isnull=True) | Q(left_on__gt=today)
    return Member.objects.filter(there, shifts__starts__lte=now, shifts__ends__gt=now)


register(figures, 30)
open_door(Door(gettext_lazy("File d’attente"), "queue:desk", BRANCH, 30))
open_door(Door(gettext_lazy("Temps d’attente"), "queue:report", BRANCH_AND_HEAD, 30, report=True))
