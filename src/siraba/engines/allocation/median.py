"""The p-median, proven: good sites, bounds that rule out most of the others, and HiGHS for what is left.

What is left is given to the solver when it is small enough, in the formulation by radii: z tells that no site within the
k-th distance of a demand is open (Cornuéjols, Nemhauser, Wolsey, SIAM J. Alg. Disc. Meth. 1 (1980) 261–272; Elloumi,
J. Comb. Optim. 19 (2010) 69–83). As long as it is not, it is divided: near some demand one of a few sites must be open, and
each of these, as the nearest that is, makes a smaller part.
"""

from dataclasses import replace

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import coo_array, csr_array

from siraba.engines.allocation.interchange import greedy, interchange
from siraba.engines.allocation.lagrangean import (
    SLOW,
    STEADY,
    Bound,
    Median,
    cover,
    first_prices,
    lagrangean,
    left_by,
    nearest_open,
)
from siraba.engines.allocation.solver import Clock, Solution, solve

FEW_PAIRS = 1000  # what the solver is given at once
REAL_STEP = 1e-7  # costs that are not whole: values closer than this share are the same


class Search:
    """The best sites known, and the bounds of the parts that there was no time to look into."""

    def __init__(self, cost: np.ndarray, count: int, forced: np.ndarray, clock: Clock) -> None:
        self.cost, self.forced, self.clock = cost, forced, clock
        self.whole = Median(np.ascontiguousarray(cost.T), count, forced, np.arange(cost.shape[1]))
        self.is_integral = bool(np.all(cost == np.rint(cost)))
        self.seen: set[bytes] = set()
        self.unfinished: list[float] = []
        self.sites, self.upper = interchange(cost, greedy(cost, count, forced), forced)

    def goal(self) -> tuple[float, float]:
        """The best value known, and what a better solution costs at most."""
        step = 1.0 if self.is_integral else REAL_STEP * abs(self.upper)
        return self.upper, self.upper - step + 1e-9 * max(1.0, abs(self.upper))

    def take(self, sites: np.ndarray) -> None:
        value = float(self.cost[:, sites].min(axis=1).sum())
        if value < self.upper:
            self.sites, self.upper = sites, value

    def look(self, sites: np.ndarray) -> None:
        """Starts exchanges from sites not seen yet, sixty times at most."""
        key = np.sort(sites).tobytes()
        if key not in self.seen and len(self.seen) < 60 and not self.clock.over:
            self.seen.add(key)
            self.take(interchange(self.cost, sites, self.forced)[0])

    def run(self) -> None:
        prices = first_prices(self.whole)
        bound = lagrangean(self.whole, prices, self.goal, SLOW, self.clock, self.look)
        self.search(self.whole, bound)

    def search(self, whole: Median, bound: Bound) -> None:
        """Finds what of a part is better than the best known, or shows that nothing is."""
        part = left_by(whole, bound, self.goal()[1])
        if part is None:
            return
        if self.clock.over:
            self.unfinished.append(bound.value)
        elif np.isfinite(part.cost).sum() <= FEW_PAIRS or part.wanted == 0:
            self.ask_solver(part, bound)
        else:
            demand, sites = cover(part, bound, self.goal, self.clock)
            for last in range(1, len(sites) + 1):
                if self.clock.over:
                    self.unfinished.append(bound.value)
                    return
                child = nearest_open(part, demand, sites[:last])
                self.search(child, lagrangean(child, bound.prices, self.goal, STEADY, self.clock))

    def ask_solver(self, part: Median, bound: Bound) -> None:
        found = by_radii(part, self.clock.left)
        if found.x is not None:
            self.take(part.columns[np.rint(found.x[: len(part.columns)]).astype(bool)])
        if not (found.proven or found.infeasible):
            self.unfinished.append(max(bound.value, found.bound))

    @property
    def lower(self) -> float:
        """No sites cost less: what is outside the unfinished parts costs as much as the best or more."""
        lower = min(self.unfinished, default=self.upper)
        return min(self.upper, float(np.ceil(lower - 1e-6)) if self.is_integral else lower)


def solve_median(
    cost: np.ndarray, count: int, forced: np.ndarray, clock: Clock
) -> tuple[np.ndarray, float, float, bool]:
    """The sites that open, their cost, a bound, and whether no other sites cost less.

    Args:
        cost: demand × site, finite.
        count: how many open, those forced among them.
    """
    search = Search(cost, count, forced, clock)
    search.run()
    return search.sites, search.upper, search.lower, search.lower >= search.upper


def by_radii(part: Median, seconds: float) -> Solution:
    """Minimises the cost over the sites and pairs of a part; the first variables of `x` are the sites."""
    sites, const = len(part.columns), 0.0
    rows: list[np.ndarray] = []
    columns: list[np.ndarray] = []
    signs: list[np.ndarray] = []
    cost: list[float] = [0.0] * sites
    least: list[float] = []
    for costs in part.cost.T:
        reached = np.flatnonzero(np.isfinite(costs))
        radii, level = np.unique(costs[reached], return_inverse=True)
        if not len(radii):
            return Solution(None, float("nan"), -np.inf, False, True)
        row, further = len(least), len(cost)
        inner = np.arange(len(radii) - 1)  # beyond the last radius nobody may be: no variable
        rows += [row + level, row + inner, row + 1 + inner]
        columns += [reached, further + inner, further + inner]
        signs += [np.ones(len(reached)), np.ones(len(inner)), -np.ones(len(inner))]
        cost += list(np.diff(radii))
        least += [1.0] + [0.0] * len(inner)
        const += float(radii[0])
    is_site = np.arange(len(cost)) < sites
    cover = coo_array(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(least), len(cost)),
    )
    found = solve(
        np.array(cost),
        [
            LinearConstraint(cover.tocsr(), np.array(least), np.inf),
            LinearConstraint(csr_array(is_site[None, :].astype(float)), -np.inf, part.count),
        ],
        integer=is_site.astype(int),
        lower=np.concatenate([part.forced, np.zeros(len(cost) - sites)]),
        seconds=seconds,
    )
    return replace(found, value=found.value + const, bound=found.bound + const)
