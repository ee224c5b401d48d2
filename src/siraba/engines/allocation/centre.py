"""The p-centre, exactly: the least radius within which p sites cover every demand, by bisection over the distances.

Minieka, SIAM Review 12 (1970) 138–139. Each radius is a set-covering problem; a greedy cover gives the radius above, its
linear relaxation the radius below, and HiGHS decides those between.
"""

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array

from siraba.engines.allocation.solver import Clock, Solution, solve


def solve_centre(
    distances: np.ndarray, served: np.ndarray, count: int, clock: Clock
) -> tuple[np.ndarray, float, float, bool]:
    """The columns that open, the worst distance, a bound and whether it is proven.

    Args:
        distances: demand × site, none above what existing sites give.
        served: the distance of each demand to the nearest existing site.
    """
    none = np.arange(0)
    if not len(distances):
        return none, 0.0, 0.0, True
    if not count:
        return none, float(served.max()), float(served.max()), True
    least = np.minimum(distances.min(axis=1), served).max()
    radii = np.unique(np.append(distances[distances >= least], least))
    cover = Cover(distances, served, radii, count)
    low, high, sites = 0, len(radii) - 1, cover.greedy(len(radii) - 1)
    while low < high:  # a greedy cover is found from `high` on
        middle = (low + high) // 2
        found = cover.greedy(middle)
        low, high, sites = (middle + 1, high, sites) if found is None else (low, middle, found)
    low, top = 0, high
    while low < top and not clock.over:  # below `low` even half-open sites do not do
        middle = (low + top) // 2
        low, top = (low, middle) if cover.may_do(middle, clock) else (middle + 1, top)
    while low < high and not clock.over:
        middle = (low + high) // 2
        solution = cover.decide(middle, clock)
        if solution.x is not None:
            sites, high = np.flatnonzero(np.rint(solution.x)), middle
        elif solution.infeasible:
            low = middle + 1
        else:
            break
    assert sites is not None
    return sites, float(radii[high]), float(radii[low]), low == high


class Cover:
    """Whether so many sites cover all demands within one of the radii."""

    def __init__(self, distances: np.ndarray, served: np.ndarray, radii: np.ndarray, count: int) -> None:
        self.distances, self.served, self.radii, self.count = distances, served, radii, count

    def reach(self, index: int) -> np.ndarray:
        radius = self.radii[index]
        return self.distances[self.served > radius] <= radius

    def greedy(self, index: int) -> np.ndarray | None:
        """The site that covers most of what is left, each time; None when `count` of them do not cover all."""
        reach = self.reach(index)
        sites: list[int] = []
        while len(reach) and len(sites) < self.count:
            sites.append(int(reach.sum(axis=0).argmax()))
            reach = reach[~reach[:, sites[-1]]]
        return None if len(reach) else np.array(sites, dtype=int)

    def may_do(self, index: int, clock: Clock) -> bool:
        """False when half-open sites would not do either."""
        return not self._cover(index, 0, clock).infeasible

    def decide(self, index: int, clock: Clock) -> Solution:
        return self._cover(index, 1, clock)

    def _cover(self, index: int, integer: int, clock: Clock) -> Solution:
        reach = csr_array(self.reach(index).astype(float))
        sites = reach.shape[1]
        if not reach.shape[0]:
            return Solution(np.zeros(sites), 0.0, 0.0, True, False)
        return solve(
            np.zeros(sites),
            [LinearConstraint(reach, 1, np.inf), LinearConstraint(np.ones((1, sites)), 0, self.count)],
            integer=integer,
            seconds=clock.left,
        )
