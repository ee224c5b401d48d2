"""The generalised assignment: each job to one agent, whose capacity its jobs use, for the greatest profit.

A goal near the bound of `agents` rules most pairs out; HiGHS solves the rest. What it finds is optimal if it reaches the
goal, since assignments with other pairs do not; else the goal is lowered.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array

from siraba.engines.allocation.agents import limits
from siraba.engines.allocation.solver import BadProblem, Clock, Infeasible, Outcome, Solution, solve


@dataclass(frozen=True)
class Jobs(Outcome):
    """`agents`: of each job its agent; empty when the time was over before an assignment was found."""

    agents: np.ndarray


def generalised_assignment(
    profit: np.ndarray, use: np.ndarray, capacity: np.ndarray, seconds: float | None = None
) -> Jobs:
    """Every job gets one agent; the total profit is greatest.

    Args:
        profit, use: agent × job, finite.
        capacity: of each agent.

    Raises:
        BadProblem: shapes that do not fit.
        Infeasible: not every job can have an agent.
    """
    clock = Clock(seconds)
    profit, use, capacity = (np.asarray(one, dtype=float) for one in (profit, use, capacity))
    if profit.ndim != 2 or use.shape != profit.shape or capacity.shape != profit.shape[:1]:
        raise BadProblem("Il faut un profit et un besoin par agent et par tâche, et une capacité par agent.")
    bound, best_of_pair = limits(profit, use, capacity)
    is_whole = bool((profit == np.rint(profit)).all())
    better = 1.0 if is_whole else 0.0  # what is below a goal is that much below
    step = 1.0 if is_whole else 1e-3 * np.abs(profit).sum() / len(profit)
    goal = -np.inf if np.isinf(bound) else float(np.floor(bound + 1e-6)) if is_whole else bound - step
    agents, value = np.empty(0, dtype=int), np.nan
    while True:
        allowed = (best_of_pair >= goal - 1e-6) & (use <= capacity[:, None])
        found = _solve(profit, use, capacity, allowed, clock.left)
        if found.x is not None and not value >= -found.value + 1e-6:
            agents = found.x.reshape(profit.shape).argmax(axis=0)
            value = float(profit[agents, np.arange(len(agents))].sum())
        if not (found.proven or found.infeasible):
            bound = min(bound, max(goal, -found.bound))
            return Jobs(value, bound, False, clock.spent, agents)
        if value >= goal - better:
            return Jobs(value, value, True, clock.spent, agents)
        if goal == -np.inf:
            raise Infeasible("Les capacités ne suffisent pas à toutes les tâches.")
        bound = min(bound, goal)
        goal = goal - step if np.isnan(value) else value + better
        step *= 2
        if goal < profit.min(axis=0).sum():
            goal = -np.inf


def _solve(
    profit: np.ndarray, use: np.ndarray, capacity: np.ndarray, allowed: np.ndarray, seconds: float
) -> Solution:
    agents, jobs = profit.shape
    pairs = np.arange(agents * jobs)
    agent, job = np.divmod(pairs, jobs)
    return solve(
        -profit.ravel(),
        [
            LinearConstraint(csr_array((np.ones(len(pairs)), (job, pairs)), (jobs, len(pairs))), 1, 1),
            LinearConstraint(
                csr_array((use.ravel(), (agent, pairs)), (agents, len(pairs))), -np.inf, capacity
            ),
        ],
        integer=1,
        upper=allowed.ravel().astype(float),
        seconds=seconds,
    )
