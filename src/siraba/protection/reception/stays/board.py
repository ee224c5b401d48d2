"""What stays add to the board of branches: free beds tonight by group, who stays too long, who is in the wrong room."""

from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.protection.reception.branches.board import Door, Figure, open_door, register
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.branches.rules import BRANCH, BRANCH_AND_HEAD
from siraba.protection.reception.stays.housing import Group
from siraba.protection.reception.stays.models import Stay
from siraba.protection.reception.stays.overstay import overstaying
from siraba.protection.reception.stays.places import place_open_to
from siraba.protection.reception.stays.selectors import Beds, beds_tonight


def figures(actor: Actor, branches: Sequence[Branch]) -> Mapping[int, Sequence[Figure]]:
    """The same three for each branch, so that the board of all of them is a table."""
    units = [branch.unit_id for branch in branches]
    beds = beds_tonight(units)
    over = overstays(units)
    return {
        branch.unit_id: _of(actor, branch, beds.get(branch.unit_id, {}), over.get(branch.unit_id, 0))
        for branch in branches
    }


def overstays(units: Sequence[int]) -> dict[int, int]:
    """How many stay too long, by unit."""
    rows = Stay.objects.system("how many stay too long in each place").filter(
        overstaying(units), unit__in=list(units)
    )
    return dict(rows.order_by().values_list("unit").annotate(Count("pk")))


def _of(actor: Actor, branch: Branch, groups: Mapping[str, Beds], over: int) -> list[Figure]:
    url = reverse("stays:place", args=[branch.unit.code]) if place_open_to(actor, branch.unit) else ""
    free = ", ".join(f"{Group(group).label} {beds.free}/{beds.usable}" for group, beds in groups.items())
    listed = f"{reverse('stays:list')}?voir=over" if actor.role in BRANCH else url
    misplaced = sum(beds.misplaced for beds in groups.values())
    return [
        Figure(_("Lits libres ce soir"), free or "–", any(not beds.free for beds in groups.values()), url),
        Figure(_("Séjours trop longs"), str(over), over > 0, listed),
        Figure(_("À changer de chambre"), str(misplaced), misplaced > 0, url),
    ]


register(figures, 40)
open_door(Door(gettext_lazy("Hébergement"), "stays:places", BRANCH_AND_HEAD, 40))
open_door(Door(gettext_lazy("Personnes à loger"), "stays:to_house", BRANCH, 41))
open_door(Door(gettext_lazy("Séjours"), "stays:list", BRANCH, 42))
open_door(Door(gettext_lazy("Prolongations demandées"), "stays:extensions", BRANCH_AND_HEAD, 43))
open_door(
    Door(gettext_lazy("Occupation et séjours trop longs"), "stays:report", BRANCH_AND_HEAD, 40, report=True)
)
