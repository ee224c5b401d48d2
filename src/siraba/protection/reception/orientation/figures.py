"""Orientations on the board of branches: those that wait, those that were lost, those of which nobody has heard."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.protection.reception.branches.board import Figure
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.orientation.models import Orientation, OrientationState, at_stage

S = OrientationState


def figures(actor: Actor, branches: Sequence[Branch]) -> Mapping[int, Sequence[Figure]]:
    """By unit, in one query."""
    silent_since = timezone.now() - timedelta(days=settings.ORIENTATION_DAYS)
    rows = Orientation.objects.system("how many orientations wait or were lost, a branch").filter(
        unit__in=[branch.unit_id for branch in branches]
    )
    counted = (
        rows.order_by()
        .values("unit")
        .annotate(
            waiting=Count("pk", filter=at_stage(S.ACCEPTED)),
            lost=Count("pk", filter=at_stage(S.LOST)),
            silent=Count("pk", filter=Q(state=S.GIVEN, left_at__lt=silent_since)),
        )
    )
    by_unit = {row["unit"]: Counter({k: row[k] for k in ("waiting", "lost", "silent")}) for row in counted}
    return {
        branch.unit_id: _figures(actor, branch, by_unit.get(branch.unit_id, Counter())) for branch in branches
    }


def _figures(actor: Actor, branch: Branch, counts: Mapping[str, int]) -> list[Figure]:
    own = actor.role == Role.RECEPTION_BRANCH and branch.unit_id == actor.unit_id
    listed = reverse("orientation:list") if own else ""

    def at(state: str) -> str:
        return f"{listed}?state={state}" if listed else ""

    return [
        Figure(_("Orientations à envoyer ou à remettre"), str(counts["waiting"]), url=at(S.ACCEPTED)),
        Figure(_("Fiches sans nouvelles"), str(counts["silent"]), counts["silent"] > 0, at(S.GIVEN)),
        Figure(_("Orientations perdues"), str(counts["lost"]), counts["lost"] > 0, at(S.LOST)),
    ]
