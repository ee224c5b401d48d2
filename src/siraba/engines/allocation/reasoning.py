"""Why an application is not among the chosen, and the least that would change it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from siraba.engines.allocation.grants import (
    BUDGET,
    FORCED_OUT,
    HOUSEHOLD,
    Application,
    Fund,
    FundRules,
    Grants,
    Limit,
    Rule,
    best,
    exchanges,
    reduced,
)
from siraba.engines.allocation.solver import Clock, Infeasible


class Lost(StrEnum):
    """On what an application lost; the first that is true, in this order."""

    FORCED = "forced"  # the committee set it aside
    HOUSEHOLD = "household"  # its household has its number already
    LOT = "lot"  # it can take the place of a chosen one of the same total: the lot decided
    QUOTA = (
        "quota"  # without the quotas it would be chosen, or it fits the budget and a quota alone keeps it out
    )
    SCORE = "score"  # no chosen one scores less, but those imposed
    BUDGET = "budget"  # a chosen one scores less: what this one asks brings more elsewhere


@dataclass(frozen=True)
class Reason:
    """Why one application is out.

    Attributes:
        number: of the application.
        lost: on what.
        quotas: the rules that taking it as well would break, the budget apart.
        least_points: it lacks at least so many points, by the linear relaxation.
        most_points: with so many more points and `instead` left out, the total would be as great; inf without `instead`.
        instead: the chosen one whose place it could take at the least loss, all the rules kept; None when there is none.
        budget: with so many more francs it would be taken beside all those chosen, all the other rules kept; None when
            another rule forbids it.
    """

    number: int
    lost: Lost
    quotas: tuple[Rule, ...]
    least_points: float
    most_points: float
    instead: int | None
    budget: int | None


def reasons(
    fund: Fund, limits: Sequence[Limit], found: Grants, without: Collection[int] = ()
) -> list[Reason]:
    """One for each application that is not chosen, in their order; no integer program is solved.

    Args:
        limits: those within which `found` was chosen.
        without: what the optimum without quotas chooses.
    """
    x = fund.picked(found.chosen)
    out = np.flatnonzero(x == 0)
    inside = np.flatnonzero(x == 1)
    relaxed, price = reduced(fund, limits)
    loss, partner = _swaps(fund, limits, x, out, inside)
    value = int(fund.score @ x)
    least = np.maximum(0, value - np.floor(relaxed + np.minimum(price[out], 0) + 1e-6)) / fund.unit
    free = [one for one in inside if fund.applications[one].name not in fund.rules.forced_in]
    lowest = fund.score[free].min() if free else np.inf
    spent = int(fund.amount[inside].sum())
    found_reasons = []
    for place, one in enumerate(out.tolist()):
        more = x.copy()
        more[one] = 1
        broken = dict.fromkeys(limit.rule for limit in limits if not limit.holds(more))
        fits = spent + int(fund.amount[one]) <= fund.rules.budget
        quotas = tuple(rule for rule in broken if rule.kind != BUDGET)
        kinds = {rule.kind for rule in quotas}
        if FORCED_OUT in kinds:
            lost = Lost.FORCED
        elif HOUSEHOLD in kinds:
            lost = Lost.HOUSEHOLD
        elif loss[place] == 0:
            lost = Lost.LOT
        elif one in without or (fits and quotas):
            lost = Lost.QUOTA
        else:
            lost = Lost.SCORE if fund.score[one] <= lowest else Lost.BUDGET
        swap = np.isfinite(loss[place])
        found_reasons.append(
            Reason(
                one,
                lost,
                quotas,
                float(least[place]),
                max(0.0, float(loss[place])) / fund.unit if swap else np.inf,
                int(partner[place]) if swap else None,
                None if quotas else max(0, spent + int(fund.amount[one]) - int(fund.rules.budget)),
            )
        )
    return found_reasons


def _swaps(
    fund: Fund, limits: Sequence[Limit], x: np.ndarray, out: np.ndarray, inside: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each that is out, the least loss of score when it takes the place of one inside, and of which; inf: of none."""
    if not len(inside) or not len(out):
        return np.full(len(out), np.inf), np.zeros(len(out), dtype=int)
    allowed = exchanges(limits, x, out[:, None], inside[None, :])
    loss = np.where(allowed, fund.score[inside] - fund.score[out][:, None], np.inf)
    best_place = loss.argmin(axis=1)
    return loss[np.arange(len(out)), best_place], inside[best_place]


@dataclass(frozen=True)
class Lack:
    """What one application lacks: with `points` more it is in an optimum, beyond them in every one.

    Attributes:
        points: None when no choice within the rules has it, whatever its score.
        proven: both totals that are compared are optimal.
        leave, enter: the numbers of those that would leave and enter, itself apart.
    """

    points: float | None
    proven: bool
    leave: tuple[int, ...] = ()
    enter: tuple[int, ...] = ()


def lack_of(
    applications: Sequence[Application],
    rules: FundRules,
    found: Grants,
    name: str,
    seconds: float | None = None,
) -> Lack:
    """Exactly, by the best choice that has it: one integer program, for whoever opens one application.

    The total of the best choice with it grows by each point that it gains, and that of the best without it does not:
    so the difference of the two totals is what it lacks.

    Args:
        found: the optimum, which does not have it.
    """
    fund = Fund(applications, rules)
    number = fund.index[name]
    itself = Limit(Rule("itself", name), fund.picked([number])[None, :], 1, 1)
    try:
        other = best(fund, [*fund.limits, itself], Clock(seconds), draw=False)
    except Infeasible:
        return Lack(None, True)
    if np.isnan(other.value):
        return Lack(None, False)
    before, after = set(found.chosen), set(other.chosen)
    points = round(max(0.0, found.value - other.value) * fund.unit) / fund.unit
    return Lack(
        points,
        found.proven and other.proven,
        tuple(sorted(before - after)),
        tuple(sorted(after - before - {number})),
    )
