"""What the board of branches and its doors show of quality."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.protection.reception.branches.board import Door, Figure, open_door, register
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD, HEAD_OFFICE
from siraba.protection.reception.quality.selectors import Actions, actions_of, last_inspections


def figures(_actor: Actor, branches: Sequence[Branch]) -> Mapping[int, Sequence[Figure]]:
    """The score of the last inspection, and the actions whose day is over."""
    last, actions = last_inspections(branches), actions_of(branches)
    found = {}
    for branch in branches:
        inspection = last.get(branch.unit_id)
        overdue = actions.get(branch.unit_id, Actions()).overdue
        if inspection is None:
            score = Figure(_("Dernière inspection"), _("jamais"))
        else:
            score = Figure(
                _("Dernière inspection"),
                f"{inspection.score} %",
                alert=not inspection.conform,
                url=reverse("quality:inspection", args=[inspection.pk]),
            )
        late = Figure(_("Actions en retard"), str(overdue), overdue > 0, reverse("quality:inspections"))
        found[branch.unit_id] = [score, late]
    return found


register(figures, 60)
open_door(Door(gettext_lazy("Inspections"), "quality:inspections", BRANCH_AND_HEAD, 60))
open_door(Door(gettext_lazy("Qualité des antennes"), "quality:league", HEAD_OFFICE, 60, report=True))
open_door(Door(gettext_lazy("Besoins des antennes"), "quality:needs", HEAD_OFFICE, 61, report=True))
