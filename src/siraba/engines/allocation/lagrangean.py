"""Bounds of a p-median by Lagrangean relaxation, and what they rule out before the solver is asked.

Each demand has a price; a site is worth what its demands pay above their cost, and the best p sites give a bound
(Cornuéjols, Fisher, Nemhauser, Management Science 23 (1977) 789–810; prices by subgradient, Beasley, EJOR 21 (1985)
270–273). A site or a pair whose use alone raises the bound above a target is in no solution below it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from siraba.engines.allocation.solver import Clock


@dataclass(frozen=True)
class Median:
    """A p-median, or a part of one.

    Attributes:
        cost: site × demand; inf for a pair that is ruled out.
        count: how many sites open, those forced among them.
        forced: of each site, whether it must open.
        columns: the number of each site in the whole.
    """

    cost: np.ndarray
    count: int
    forced: np.ndarray
    columns: np.ndarray

    @property
    def wanted(self) -> int:
        """How many sites are still to choose."""
        return self.count - int(self.forced.sum())

    def chosen(self, worth: np.ndarray) -> np.ndarray:
        """The sites forced, and the best of the others."""
        free, wanted = np.flatnonzero(~self.forced), self.wanted
        if wanted < len(free):
            free = free[np.argpartition(worth[free], wanted - 1)[:wanted]] if wanted > 0 else free[:0]
        return np.concatenate([np.flatnonzero(self.forced), free])

    def only(self, kept: np.ndarray) -> "Median":
        return Median(self.cost[kept], self.count, self.forced[kept], self.columns[kept])

    def without(self, site: int) -> "Median":
        return self.only(np.arange(len(self.columns)) != site)

    def opening(self, site: int) -> "Median":
        return replace(self, forced=self.forced | (np.arange(len(self.columns)) == site))


@dataclass(frozen=True)
class Bound:
    """A lower bound, the prices of the demands that give it, the worth (at most 0) of each site, how often it was chosen."""

    value: float
    prices: np.ndarray
    worth: np.ndarray
    often: np.ndarray
    columns: np.ndarray


@dataclass(frozen=True)
class Pace:
    """Of the subgradient: first length of a step, turns without progress before it shrinks, turns at most."""

    step: float
    patience: int
    turns: int


TRIED, OFTEN = 8, 1.2
SLOW, STEADY, QUICK = Pace(2.0, 25, 1500), Pace(0.5, 15, 200), Pace(0.5, 7, 40)


def first_prices(median: Median) -> np.ndarray:
    """The cost of each demand to a site that is rather near."""
    sites = len(median.cost)
    rank = min(max(1, sites // median.count // 2), sites - 1)
    return np.partition(median.cost, rank, axis=0)[rank].astype(float)


def lagrangean(
    median: Median,
    prices: np.ndarray,
    goal: Callable[[], tuple[float, float]],
    pace: Pace,
    clock: Clock,
    look: Callable[[np.ndarray], None] = lambda sites: None,
) -> Bound:
    """The best bound found.

    Args:
        prices: of the demands, to start from.
        goal: gives the best value known and the target; once the bound is above it the search ends.
        look: is shown the sites of one turn in twenty.
    """
    step, stalled, direction = pace.step, 0, np.zeros(median.cost.shape[1])
    often = np.zeros(len(median.cost))
    best = Bound(-np.inf, prices, often, often, median.columns)
    below = np.empty_like(median.cost)
    for turn in range(pace.turns):
        np.subtract(median.cost, prices, out=below)
        np.minimum(below, 0, out=below)
        worth = below.sum(axis=1)
        sites = median.chosen(worth)
        value = float(prices.sum() + worth[sites].sum())
        stalled = 0 if value > best.value + 1e-4 * abs(best.value) else stalled + 1
        if value > best.value:
            best = Bound(value, prices, worth, often, median.columns)
        often *= 0.97
        often[sites] += 0.03
        if turn % 20 == 19:
            look(sites)
        upper, target = goal()
        slope = 1 - (below[sites] < 0).sum(axis=0)
        if best.value > target or not slope.any() or step < 1e-4 or (turn % 50 == 49 and clock.over):
            break
        if stalled > pace.patience:
            step, stalled, prices = step / 1.5, 0, best.prices
        direction = 0.7 * slope + 0.3 * (direction if turn else slope)
        prices = prices + step * (1.002 * upper - value) / (direction @ direction) * direction
    return best


def left_by(median: Median, bound: Bound, target: float) -> Median | None:
    """What of a part a solution of at most `target` may use; None where the bound says that there is no such solution."""
    slack, free, wanted = target - bound.value, ~median.forced, median.wanted
    if slack < 0 or wanted < 0 or wanted > free.sum():
        return None
    ranked = np.append(np.sort(bound.worth[free]), np.inf)
    last, next_ = ranked[wanted - 1] if wanted else -np.inf, ranked[wanted]
    dearer = np.where(free, np.maximum(bound.worth - last, 0), 0)
    kept = dearer <= slack
    forced = median.forced | (free & kept & (next_ - bound.worth > slack))
    ruled_out = np.maximum(median.cost - bound.prices, 0) + dearer[:, None] > slack
    part = replace(median, cost=np.where(ruled_out, np.inf, median.cost), forced=forced)
    return part.only(kept)


def cover(
    median: Median, bound: Bound, goal: Callable[[], tuple[float, float]], clock: Clock
) -> tuple[int, np.ndarray]:
    """A demand, and sites near it, in order, one of which is open in every solution of at most the target.

    Without the sites the bound is above the target. Tried are the demands around which few sites are chosen often.
    """
    target = goal()[1]
    often = bound.often[np.searchsorted(bound.columns, median.columns)]
    order = np.argsort(median.cost, axis=0, kind="stable")
    nearer = np.cumsum(median.forced[order], axis=0) == 0  # than every site that is forced
    needed = np.where(nearer, np.cumsum(often[order], axis=0) < OFTEN, True).sum(axis=0)
    best, fewest = 0, order[~median.forced[order[:, 0]], 0]
    for demand in np.argsort(needed, kind="stable")[:TRIED]:
        if clock.over:
            break
        low, high = 1, len(fewest)  # as many as the fewest so far would not be better
        if nearer[:, demand].sum() < high:
            high = int(nearer[:, demand].sum()) + 1
        most = high
        while low < high:
            middle = (low + high) // 2
            far = median.only(~np.isin(np.arange(len(median.columns)), order[:middle, demand]))
            is_cover = (
                far.wanted > (~far.forced).sum()
                or lagrangean(far, bound.prices, goal, QUICK, clock).value > target
            )
            low, high = (low, middle) if is_cover else (middle + 1, high)
        if low < most:
            best, fewest = int(demand), order[:low, demand]
    return best, fewest


def nearest_open(median: Median, demand: int, sites: np.ndarray) -> Median:
    """The part where, of sites in order of their cost for a demand, the last is open and those before it are not."""
    site, cost = sites[-1], median.cost.copy()
    cost[cost[:, demand] > cost[site, demand], demand] = np.inf
    closed = np.isin(np.arange(len(cost)), sites[:-1])
    return replace(median.opening(int(site)), cost=cost).only(~closed)
