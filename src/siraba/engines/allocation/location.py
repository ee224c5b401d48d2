"""Where to open p new sites beside those that exist: p-median, p-centre, maximal covering.

p counts the new sites alone; existing ones are always open. A result is proven optimal, or shows its gap.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array, eye_array, hstack

from siraba.engines.allocation.centre import solve_centre
from siraba.engines.allocation.median import solve_median
from siraba.engines.allocation.solver import BadProblem, Clock, Outcome, solve


class LocationProblem:
    """Demands, and the sites that may serve them.

    Args:
        distances: demand × site, in any unit (km, hours), 0 or more; inf where one cannot be reached.
        weights: of each demand, 0 or more (persons); 1 each by default.
        existing: columns of the sites that are open already; they do not count in p.
        forbidden: columns of the sites that never open.

    Raises:
        BadProblem: a shape, a weight, a distance or a site that cannot be.
    """

    def __init__(
        self,
        distances: np.ndarray,
        weights: np.ndarray | None = None,
        existing: Sequence[int] = (),
        forbidden: Sequence[int] = (),
    ) -> None:
        self.distances = np.asarray(distances, dtype=float)
        if self.distances.ndim != 2 or 0 in self.distances.shape:
            raise BadProblem("Il faut au moins une demande et un site.")
        demands, sites = self.distances.shape
        self.weights = np.ones(demands) if weights is None else np.asarray(weights, dtype=float)
        if np.isnan(self.distances).any() or (self.distances < 0).any():
            raise BadProblem("Une distance manque ou est négative.")
        if (
            self.weights.shape != (demands,)
            or not np.isfinite(self.weights).all()
            or (self.weights < 0).any()
        ):
            raise BadProblem("Il faut un poids fini, positif ou nul, par demande.")
        self.existing = np.unique(np.asarray(existing, dtype=int))
        closed = np.union1d(self.existing, np.asarray(forbidden, dtype=int))
        if len(closed) and not (closed[0] >= 0 and closed[-1] < sites):
            raise BadProblem("Un site existant ou interdit n’est pas dans le tableau.")
        self.candidates = np.setdiff1d(np.arange(sites), closed)

    @property
    def served(self) -> np.ndarray:
        """The distance of each demand to the nearest existing site; inf without any."""
        if not len(self.existing):
            return np.full(len(self.distances), np.inf)
        return self.distances[:, self.existing].min(axis=1)

    def sizes(self, p: int) -> int:
        """p, or as many sites as may open."""
        if p < 0 or (p == 0 and not len(self.existing)):
            raise BadProblem("Il faut ouvrir au moins un site.")
        if not len(self.candidates) and not len(self.existing):
            raise BadProblem("Tous les sites sont interdits.")
        return min(p, len(self.candidates))

    def useful(self, sites: np.ndarray) -> np.ndarray:
        """Those of the sites that bring a demand with weight nearer than existing sites do; the others change nothing."""
        if not len(sites):
            return sites
        counted = self.weights > 0
        reached = self.distances[counted][:, sites]
        nearer = reached.min(axis=1) < self.served[counted]
        return sites[np.unique(reached.argmin(axis=1)[nearer])]

    def nearest(self, sites: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The open site that each demand is nearest to (-1 where it reaches none), and its distance."""
        columns = np.union1d(self.existing, sites).astype(int)
        if not len(columns):
            return np.full(len(self.distances), -1), np.full(len(self.distances), np.inf)
        reached = self.distances[:, columns]
        index = reached.argmin(axis=1)
        distance = reached[np.arange(len(index)), index]
        return np.where(np.isfinite(distance), columns[index], -1), distance


@dataclass(frozen=True)
class Location(Outcome):
    """Sites to open.

    Attributes:
        sites: columns of the new sites, in order, without existing ones; fewer than p where others would give nothing.
        assignment: for each demand the column of the nearest open site, existing or new; -1 where it reaches none.
        distances: of each demand to that site.
    """

    sites: tuple[int, ...]
    assignment: np.ndarray
    distances: np.ndarray


def p_median(problem: LocationProblem, p: int, seconds: float | None = None) -> Location:
    """Opens p sites so that the sum of weight × distance to the nearest open site is least.

    Raises:
        BadProblem: a demand with weight cannot reach some site: say how far that is.
    """
    clock, p = Clock(seconds), problem.sizes(p)
    counted = problem.weights > 0
    reached, served = problem.distances[counted][:, problem.candidates], problem.served[counted]
    _all_finite(reached, served)
    weights = problem.weights[counted][:, None]
    has_base = len(problem.existing) > 0
    cost = weights * np.hstack([served[:, None]] * has_base + [np.minimum(reached, served[:, None])])
    forced = np.arange(cost.shape[1]) < has_base
    if not len(cost):
        return _location(problem, problem.candidates[:0], 0.0, 0.0, True, clock)
    columns, value, bound, proven = solve_median(cost, p + has_base, forced, clock)
    sites = problem.useful(problem.candidates[columns[~forced[columns]] - has_base])
    return _location(problem, sites, value, bound, proven, clock)


def p_centre(problem: LocationProblem, p: int, seconds: float | None = None) -> Location:
    """Opens p sites so that the worst distance of a demand to its nearest open site is least.

    Weights do not matter, but a demand of weight 0 is left out.

    Raises:
        BadProblem: a demand with weight cannot reach some site: say how far that is.
    """
    clock, p = Clock(seconds), problem.sizes(p)
    counted = problem.weights > 0
    reached, served = problem.distances[counted][:, problem.candidates], problem.served[counted]
    _all_finite(reached, served)
    columns, value, bound, proven = solve_centre(np.minimum(reached, served[:, None]), served, p, clock)
    return _location(problem, problem.useful(problem.candidates[columns]), value, bound, proven, clock)


def covering(problem: LocationProblem, p: int, within: float, seconds: float | None = None) -> Location:
    """Opens p sites so that the weight of the demands within a distance of an open site is greatest.

    Church and ReVelle, Papers of the Regional Science Association 32 (1974) 101–118. The value is that weight, with what
    existing sites cover already.
    """
    clock, p = Clock(seconds), problem.sizes(p)
    is_served = problem.served <= within
    before = float(problem.weights[is_served].sum())
    reach = (problem.distances[:, problem.candidates] <= within) & ~is_served[:, None]
    counted = reach.any(axis=1) & (problem.weights > 0)
    rows, group = np.unique(reach[counted], axis=0, return_inverse=True)
    weights = np.bincount(group.ravel(), problem.weights[counted], minlength=len(rows))
    sites = np.arange(0)
    if not len(rows) or p == 0:
        return _location(problem, sites, before, before, True, clock)
    demands, count = rows.shape
    found = solve(
        np.concatenate([np.zeros(count), -weights]),
        [
            LinearConstraint(hstack([-csr_array(rows.astype(float)), eye_array(demands)]), -np.inf, 0),
            LinearConstraint(np.concatenate([np.ones(count), np.zeros(demands)])[None, :], -np.inf, p),
        ],
        integer=np.concatenate([np.ones(count), np.zeros(demands)]),
        seconds=clock.left,
    )
    if found.x is None:
        bound = before + float(weights.sum())
        return _location(problem, sites, before, min(bound, before - found.bound), False, clock)
    sites = problem.candidates[np.rint(found.x[:count]).astype(bool)]
    value = before + float(weights[rows[:, np.rint(found.x[:count]).astype(bool)].any(axis=1)].sum())
    return _location(
        problem, sites, value, value if found.proven else before - found.bound, found.proven, clock
    )


def curve(
    problem: LocationProblem, model: Callable[[int], Location], sizes: Iterable[int] = range(1, 11)
) -> list[Location]:
    """A model for each p up to the number of sites, so that one sees from where on another site gives little.

    `curve(problem, lambda p: p_median(problem, p))`.
    """
    return [model(p) for p in sizes if p <= len(problem.candidates)]


def _all_finite(reached: np.ndarray, served: np.ndarray) -> None:
    if np.isinf(np.minimum(reached, served[:, None])).any():
        raise BadProblem(
            "Une demande n’atteint pas tous les sites : donnez une distance à chaque couple, ou un plafond."
        )


def _location(
    problem: LocationProblem, sites: np.ndarray, value: float, bound: float, proven: bool, clock: Clock
) -> Location:
    assignment, distances = problem.nearest(sites)
    return Location(
        value=float(value),
        bound=float(bound),
        proven=proven,
        seconds=clock.spent,
        sites=tuple(int(site) for site in np.sort(sites)),
        assignment=assignment,
        distances=distances,
    )
