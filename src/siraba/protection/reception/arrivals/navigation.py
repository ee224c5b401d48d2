"""Arrivals in the menu, beneath the board, and what they add to the board of every branch."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.navigation import NavigationItem
from siraba.foundation.interface.navigation import register as in_menu
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival, Priority
from siraba.protection.reception.branches.board import Door, Figure, open_door, register
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.branches.rules import BRANCH, BRANCH_AND_HEAD

HERE = Q(presence=Presence.HERE)


def figures(actor: Actor, branches: Sequence[Branch]) -> dict[int, list[Figure]]:
    """Today's arrivals, and those whom somebody should see first."""
    rows = Arrival.objects.system("the board of branches counts, and names nobody")
    counted = {
        one["unit"]: one
        for one in rows.filter(unit__in=[branch.unit_id for branch in branches])
        .order_by()
        .values("unit")
        .annotate(
            today=Count("pk", filter=HERE & Q(convoy__day=timezone.localdate())),
            first=Count("pk", filter=HERE & Q(priority__lt=Priority.ORDINARY, case__isnull=True)),
            differ=Count("pk", filter=Q(differs=True)),
        )
    }
    own = actor.role == Role.RECEPTION_BRANCH
    url = reverse("arrivals:convoys") if own else ""
    none = {"today": 0, "first": 0, "differ": 0}
    return {
        branch.unit_id: [
            Figure(_("Arrivées aujourd’hui"), str(one["today"]), url=url),
            Figure(_("À regarder d’abord"), str(one["first"]), alert=one["first"] > 0),
            Figure(_("Versions à comparer"), str(one["differ"]), alert=one["differ"] > 0),
        ]
        for branch in branches
        for one in [counted.get(branch.unit_id, none)]
    }


register(figures, 10)
in_menu(NavigationItem(gettext_lazy("Arrivées"), "arrivals:convoys", BRANCH, 25))
open_door(
    Door(
        gettext_lazy("Registre des retours"), "arrivals:register_of_returns", BRANCH_AND_HEAD, 10, report=True
    )
)
