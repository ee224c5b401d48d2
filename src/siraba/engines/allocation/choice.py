"""What to choose within several limits: the multidimensional knapsack."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint

from siraba.engines.allocation.solver import BadProblem, Clock, Infeasible, Outcome, solve


@dataclass(frozen=True)
class Choice(Outcome):
    """`chosen`: the numbers of what is taken, in order."""

    chosen: tuple[int, ...]


def knapsack(
    profit: np.ndarray, use: np.ndarray, capacity: np.ndarray, seconds: float | None = None
) -> Choice:
    """Takes what gives the greatest profit while no capacity is exceeded.

    Args:
        profit: of each item.
        use: resource × item.
        capacity: of each resource.

    Raises:
        BadProblem: shapes that do not fit.
        Infeasible: not even nothing fits.
    """
    profit, use, capacity = (np.asarray(one, dtype=float) for one in (profit, use, capacity))
    if profit.ndim != 1 or use.shape != (len(capacity), len(profit)):
        raise BadProblem(
            "Il faut un profit par objet, un besoin par ressource et objet, une capacité par ressource."
        )
    return _choose(profit, [LinearConstraint(use, -np.inf, capacity)], Clock(seconds))


def _choose(profit: np.ndarray, limits: list[LinearConstraint], clock: Clock) -> Choice:
    if not len(profit):
        raise BadProblem("Il n’y a rien à choisir.")
    found = solve(-profit, limits, integer=1, seconds=clock.left)
    if found.infeasible:
        raise Infeasible("Aucun choix ne respecte toutes les limites.")
    if found.x is None:
        return Choice(np.nan, -found.bound, False, clock.spent, ())
    chosen = np.flatnonzero(np.rint(found.x))
    value = float(profit[chosen].sum())
    return Choice(
        value,
        value if found.proven else -found.bound,
        found.proven,
        clock.spent,
        tuple(int(one) for one in chosen),
    )
