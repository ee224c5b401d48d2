"""Three proposals for a fund side by side: rank and cut, the greatest total, the zones first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siraba.engines.allocation.grants import (
    ZONE_LEAST,
    Application,
    Fund,
    FundRules,
    Grants,
    Limit,
    Rule,
    best,
    constraints,
)
from siraba.engines.allocation.solver import Clock, solve


@dataclass(frozen=True)
class Proposals:
    """`without` is the greatest total when no quota (zone, women, protected) is kept; `share` the least served share of a
    zone in `zones_first`, in whole per cent, and `share_proven` that no choice within the rules has a greater one."""

    ranked: Grants
    optimum: Grants
    zones_first: Grants
    share: int
    share_proven: bool
    without: Grants

    @property
    def price(self) -> float:
        return price_of_fairness(self.without, self.optimum)


def price_of_fairness(without: Grants, within: Grants) -> float:
    """(optimum without quotas − with) ÷ without; 0 where nothing scores; nan where either is not known."""
    return (without.value - within.value) / without.value if without.value else 0.0


def propose(applications: Sequence[Application], rules: FundRules, seconds: float | None = None) -> Proposals:
    """All three. `seconds` is for each of the models.

    Raises:
        BadProblem, Infeasible: see `select_grants`.
    """
    fund = Fund(applications, rules)
    optimum = best(fund, fund.limits, Clock(seconds))
    zones_first, share, proven = zones_before_total(fund, Clock(seconds))
    without = best(fund, fund.without_quotas(), Clock(seconds))
    return Proposals(rank_and_cut(fund), optimum, zones_first, share, proven, without)


def rank_and_cut(fund: Fund) -> Grants:
    """What is imposed, then by score, the lot between equals; what no longer fits is skipped, and the next is tried.

    Keeps to the budget and to the households; `Fund.broken` says which of the other rules it breaks. Its bound is not
    known: nothing is proven.
    """
    clock = Clock(None)
    rules = fund.rules
    left, taken, homes = int(rules.budget), [], dict[str, int]()
    order = np.lexsort((-fund.luck, -fund.score))
    imposed = {fund.index[name] for name in rules.forced_in}
    aside = {fund.index[name] for name in rules.forced_out}
    for one in sorted(order.tolist(), key=lambda number: number not in imposed):
        home, amount = fund.applications[one].household, int(fund.amount[one])
        full = bool(home) and homes.get(home, 0) >= rules.per_household
        if one in aside or (one not in imposed and (full or amount > left)):
            continue
        taken.append(one)
        left -= amount
        homes[home] = homes.get(home, 0) + 1
    chosen = tuple(sorted(taken))
    return Grants(fund.total(chosen), np.inf, False, clock.spent, chosen)


def at_least(fund: Fund, share: int) -> list[Limit]:
    """In each zone, that share (in whole per cent) of what is asked there is served at least."""
    limits = []
    for zone in dict.fromkeys(fund.zone.tolist()):
        here = fund.zone == zone
        asked = int(fund.amount[here].sum())
        limits.append(fund.spending(Rule(ZONE_LEAST, zone), here, least=-(-share * asked // 100)))
    return limits


def zones_before_total(fund: Fund, clock: Clock) -> tuple[Grants, int, bool]:
    """First the smallest share of a zone as large as can be, then the total score, then the lot; within all the rules.

    The share of a zone is spent ÷ asked there, in whole per cent (rounded down). It is found by bisection, from the
    relaxation's share downwards; the share, and whether it is proven, come with the choice.

    Raises:
        Infeasible: the rules themselves cannot hold.
    """
    most = _relaxed_share(fund)
    lowest, highest, proven, probe = 0, most, True, most
    while lowest < highest:
        found = solve(
            np.zeros(len(fund.score)),
            constraints([*fund.limits, *at_least(fund, probe)]),
            1,
            seconds=clock.left,
        )
        if found.x is not None:
            lowest = probe
        else:
            highest, proven = probe - 1, proven and found.infeasible
        probe = (lowest + highest + 1) // 2
    return best(fund, [*fund.limits, *at_least(fund, lowest)], clock), lowest, proven


def _relaxed_share(fund: Fund) -> int:
    """No choice serves a greater share in every zone: the share of the linear relaxation, one more variable."""
    rows = [
        Limit(limit.rule, np.hstack([limit.use, np.zeros((len(limit.use), 1), dtype=np.int64)]), *limit[2:])
        for limit in fund.limits
    ]
    for limit in at_least(fund, 100):
        rows.append(Limit(limit.rule, np.hstack([limit.use, [[-int(limit.least)]]]), 0, np.inf))
    cost = np.zeros(len(fund.score) + 1)
    cost[-1] = -1
    found = solve(constraints=constraints(rows), cost=cost, integer=0)
    return 0 if found.x is None else min(100, int(np.floor(100 * -found.value + 1e-6)))
