"""The generalised assignment: each job to one agent, whose capacity its jobs use, for the greatest profit."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import coo_array

from siraba.engines.allocation.solver import BadProblem, Clock, Infeasible, Outcome, solve


@dataclass(frozen=True)
class Jobs(Outcome):
    """`agents`: of each job its agent; empty when the time was over before an assignment was found."""

    agents: np.ndarray


def generalised_assignment(
    profit: np.ndarray, use: np.ndarray, capacity: np.ndarray, seconds: float | None = None
) -> Jobs:
    """Every job gets one agent; the total profit is greatest.

    Args:
        profit, use: agent × job.
        capacity: of each agent.

    Raises:
        BadProblem: shapes that do not fit.
        Infeasible: not every job can have an agent.
    """
    clock = Clock(seconds)
    profit, use, capacity = (np.asarray(one, dtype=float) for one in (profit, use, capacity))
    if profit.ndim != 2 or use.shape != profit.shape or capacity.shape != profit.shape[:1]:
        raise BadProblem("Il faut un profit et un besoin par agent et par tâche, et une capacité par agent.")
    agents, jobs = profit.shape
    pairs = np.arange(agents * jobs)
    agent, job = np.divmod(pairs, jobs)
    ones = coo_array((np.ones(len(pairs)), (job, pairs)), shape=(jobs, len(pairs))).tocsr()
    load = coo_array((use.ravel(), (agent, pairs)), shape=(agents, len(pairs))).tocsr()
    possible = (use <= capacity[:, None]).ravel()
    found = solve(
        -profit.ravel(),
        [LinearConstraint(ones, 1, 1), LinearConstraint(load, -np.inf, capacity)],
        integer=1,
        upper=possible.astype(float),
        seconds=clock.left,
    )
    if found.infeasible:
        raise Infeasible("Les capacités ne suffisent pas à toutes les tâches.")
    if found.x is None:
        return Jobs(np.nan, -found.bound, False, clock.spent, np.empty(0, dtype=int))
    chosen = found.x.reshape(agents, jobs).argmax(axis=0)
    value = float(profit[chosen, np.arange(jobs)].sum())
    return Jobs(value, value if found.proven else -found.bound, found.proven, clock.spent, chosen)
