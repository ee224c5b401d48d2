"""Which projects to fund under a budget: the optimiser proposes and says why, the coordinator decides."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_above, current_areas
from siraba.prevention.development.models import (
    Decision,
    NeedIndex,
    Portfolio,
    PortfolioState,
    Project,
    ProjectState,
)
from siraba.prevention.development.models.portfolios import PORTFOLIO_MOVES

SECONDS = 10.0


class Needs:
    """The need of any zone under an index, 0 to 100: a cercle's own, a region's mean of its cercles when all are known."""

    def __init__(self, index: NeedIndex):
        self._scores = dict(index.scores.values_list("area_id", "score"))
        self._cercles: dict[int, list[int]] = {}
        for pk, region in current_areas(Area.Level.CERCLE).values_list("pk", "parent_id"):
            self._cercles.setdefault(region, []).append(pk)

    def of_area(self, area: Area) -> float | None:
        inside = self._cercles.get(area.pk, [area.pk])
        scores = [self._scores.get(pk) for pk in inside]
        known = [score for score in scores if score is not None]
        return sum(known) / len(known) if known and len(known) == len(scores) else None

    def of_project(self, project: Project) -> float | None:
        """The mean over its zones; None when one of them has no index. `zones` is read ahead."""
        needs = [self.of_area(area) for area in project.zones.all()]
        known = [need for need in needs if need is not None]
        return sum(known) / len(known) if known and len(known) == len(needs) else None


def candidates() -> list[Project]:
    """The appraised projects, with what a choice reads of them."""
    zones = Prefetch("zones", Area.objects.select_related("parent__parent"))
    rows = Project.objects.filter(state=ProjectState.APPRAISED)
    return list(rows.select_related("lead").prefetch_related(zones, "budget").order_by("made_at", "pk"))


def cost(project: Project) -> int:
    return sum(line.amount for line in project.budget.all())


def spend_by_region(project: Project) -> dict[str, float]:
    """Francs by number of a region: the cost in equal parts among the zones, for nothing says better."""
    zones = list(project.zones.all())
    spend: dict[str, float] = {}
    for zone in zones:
        for step in area_and_above(zone):
            if step.level == Area.Level.REGION:
                spend[str(step.pk)] = spend.get(str(step.pk), 0.0) + cost(project) / len(zones)
    return spend


@action
def make_portfolio(
    actor: Actor,
    *,
    name: str,
    budget: int,
    adaptation_number: int = 0,
    adaptation_spend: int = 0,
    least_by_zone: Mapping[int, int] | None = None,
    most_by_zone: Mapping[int, int] | None = None,
) -> Portfolio:
    """Ask which appraised projects to fund: the most people, weighted by the need of their zones, within the limits.

    Zones are numbers of regions. A project whose zones have no index is no candidate, and is shown as such.

    Raises:
        Invalid: no index is published, nothing can be chosen from, or no choice keeps to the limits.
    """
    from siraba.engines.allocation.solver import BadProblem
    from siraba.engines.priorities.portfolio import Candidate, Limits, propose

    check_right(actor, "make_portfolio")
    index = NeedIndex.objects.order_by("-version").first()
    if index is None:
        raise Invalid(_("Publiez d’abord l’indice de besoin : c’est lui qui donne sa valeur à un projet."))
    limits: dict[str, Any] = {
        "adaptation_number": adaptation_number,
        "adaptation_spend": adaptation_spend,
        "least_by_zone": {str(zone): least for zone, least in (least_by_zone or {}).items()},
        "most_by_zone": {str(zone): most for zone, most in (most_by_zone or {}).items()},
    }
    needs = Needs(index)
    rows = {project.code: (project, needs.of_project(project)) for project in candidates()}
    valued = {code: need / 100 * project.people for code, (project, need) in rows.items() if need is not None}
    if not valued:
        raise Invalid(_("Aucun projet instruit dont toutes les zones ont un indice : rien à choisir."))
    try:
        found = propose(
            [
                Candidate(code, cost(project), valued[code], project.adaptation > 0, spend_by_region(project))
                for code, (project, _need) in rows.items()
                if code in valued
            ],
            Limits(budget, **limits),
            SECONDS,
        )
    except BadProblem as wrong:
        raise Invalid(str(wrong)) from wrong
    made = Portfolio.objects.create(
        name=name,
        budget=budget,
        limits=limits,
        index=index,
        value=found.value,
        bound=found.bound,
        by_rank=found.by_rank,
        proven=found.proven,
        made_by_id=actor.account_id,
    )
    verdicts = {one.name: one for one in found.verdicts}
    chosen = {code for place, code in enumerate(valued) if place in found.chosen}
    Decision.objects.bulk_create(
        Decision(
            portfolio=made,
            project=project,
            cost=cost(project),
            people=project.people,
            need=need,
            value=valued.get(code),
            adaptation=project.adaptation > 0,
            proposed=code in chosen,
            loss=verdicts[code].loss if code in verdicts and verdicts[code].proven else None,
            reckoned=code in verdicts and verdicts[code].proven,
        )
        for code, (project, need) in rows.items()
    )
    record(actor, "make_portfolio", made.code, budget=budget, chosen=len(chosen))
    return made


@action
def decide_portfolio(
    actor: Actor, portfolio: Portfolio, *, kept: Collection[Decision], why: str = ""
) -> None:
    """Decide which projects are kept; they are then funded one by one, each by somebody.

    Raises:
        Invalid: more than the budget, or other projects than proposed without a reason.
    """
    check_right(actor, "decide_portfolio", portfolio)
    lock(portfolio)
    PORTFOLIO_MOVES.advance(portfolio, "decide_portfolio")
    rows = list(portfolio.decisions.all())
    wanted = {one.pk for one in kept}
    spent = sum(one.cost for one in rows if one.pk in wanted)
    if spent > portfolio.budget:
        raise Invalid(
            _("Les projets retenus coûtent %(spent)s FCFA, plus que le budget de %(budget)s FCFA.")
            % {"spent": spent, "budget": portfolio.budget},
            "kept",
        )
    if wanted != {one.pk for one in rows if one.proposed} and not why:
        raise Invalid(_("Ce n’est pas ce qui était proposé : dites pourquoi."), "why")
    for one in rows:
        one.kept = one.pk in wanted
    Decision.objects.bulk_update(rows, ["kept"])
    portfolio.why, portfolio.decided_at = why, timezone.now()
    portfolio.decided_by_id = actor.account_id
    portfolio.state = PortfolioState.DECIDED
    portfolio.save()
    record(actor, "decide_portfolio", portfolio.code, kept=len(wanted), as_proposed=not why)
