"""Bounds of a generalised assignment: jobs are priced, and each agent fills its capacity with those that pay it best.

Fisher, Jaikumar, Van Wassenhove, “A multiplier adjustment method for the generalized assignment problem”, Management Science
32 (1986) 1095–1103, with prices by subgradient from those of the linear relaxation. The knapsacks of all agents are filled
at once by dynamic programming, so that what using or not using each pair costs is exact.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

LARGEST_TABLE = 2_000_000  # numbers; beyond it the solver has the whole problem


class Knapsacks:
    """For whole needs and capacities.

    `fill` gives, for what each job pays each agent, the tables of the best filling: table[j, i, c] of agent i with the
    capacity c and the jobs before j.
    """

    def __init__(self, use: np.ndarray, capacity: np.ndarray) -> None:
        self.use, self.capacity = use.astype(int), capacity.astype(int)
        agents, self.jobs = use.shape
        self.width = int(self.capacity.max()) + 1
        left = np.arange(self.width) - self.use.T[:, :, None]  # job × agent × capacity
        self.fits = left >= 0
        self.index = np.maximum(left, 0) + self.width * np.arange(agents)[None, :, None]
        self.agents = np.arange(agents)

    def fill(self, pays: np.ndarray, order: np.ndarray) -> np.ndarray:
        table = np.zeros((self.jobs + 1, len(self.agents), self.width))
        for place, job in enumerate(order):
            taken = table[place].ravel()[self.index[job]] + pays[:, job, None]
            table[place + 1] = np.where(self.fits[job], np.maximum(taken, table[place]), table[place])
        return table

    def chosen(self, table: np.ndarray) -> np.ndarray:
        """(agent × job): what each agent takes in a table that was filled in order."""
        taken, left = np.zeros(self.use.shape, dtype=bool), self.capacity.copy()
        for job in range(self.jobs - 1, -1, -1):
            taken[:, job] = table[job + 1, self.agents, left] > table[job, self.agents, left]
            left = left - np.where(taken[:, job], self.use[:, job], 0)
        return taken

    def with_and_without(self, pays: np.ndarray, before: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The best filling of each agent when it must, and when it must not, take each job: (agent × job) twice."""
        after = self.fill(pays, np.arange(self.jobs)[::-1])[::-1]
        must, must_not = np.full(self.use.shape, -np.inf), np.empty(self.use.shape)
        for agent, capacity in enumerate(self.capacity):
            for job, need in enumerate(self.use[agent]):
                first, second = before[job, agent], after[job + 1, agent]
                must_not[agent, job] = (first[: capacity + 1] + second[capacity::-1]).max()
                if need <= capacity:
                    rest = capacity - need
                    must[agent, job] = pays[agent, job] + (first[: rest + 1] + second[rest::-1]).max()
        return must, must_not


def limits(
    profit: np.ndarray, use: np.ndarray, capacity: np.ndarray, turns: int = 100
) -> tuple[float, np.ndarray]:
    """What no assignment of all jobs exceeds, nor any that uses a pair (agent × job).

    inf where needs are not whole or below 0, where tables would be too large, or where there is no assignment.
    """
    numbers = np.concatenate([use.ravel(), capacity])
    prices = relaxed_prices(profit, use, capacity)
    is_fit = (numbers == np.rint(numbers)).all() and (numbers >= 0).all()
    if not is_fit or prices is None or use.size * (capacity.max() + 1) > LARGEST_TABLE:
        return np.inf, np.full(use.shape, np.inf)
    sacks = Knapsacks(use, capacity)
    best, best_prices, step, stalled = np.inf, prices, 1.0, 0
    for _ in range(turns):
        table = sacks.fill(profit - prices, np.arange(sacks.jobs))
        value = float(table[-1, sacks.agents, sacks.capacity].sum() + prices.sum())
        if value < best - 1e-3:
            stalled = 0
        stalled += 1
        if value < best:
            best, best_prices = value, prices
        slope = sacks.chosen(table).sum(axis=0) - 1
        if not slope.any():
            break
        if stalled > 6:
            step, stalled, prices = step / 2, 0, best_prices
        prices = prices + step * slope / max(1.0, float(slope @ slope))
    pays = profit - best_prices
    table = sacks.fill(pays, np.arange(sacks.jobs))
    must, must_not = sacks.with_and_without(pays, table)
    filled = table[-1, sacks.agents, sacks.capacity][:, None]
    lost = must_not - filled  # by each agent that may not have the job
    return best, best + (must - filled) + lost.sum(axis=0) - lost


def relaxed_prices(profit: np.ndarray, use: np.ndarray, capacity: np.ndarray) -> np.ndarray | None:
    """What one more copy of each job would be worth in the linear relaxation."""
    agents, jobs = profit.shape
    pairs = np.arange(agents * jobs)
    ones = csr_array((np.ones(len(pairs)), (pairs % jobs, pairs)))
    load = csr_array((use.ravel(), (pairs // jobs, pairs)))
    found = linprog(-profit.ravel(), A_ub=load, b_ub=capacity, A_eq=ones, b_eq=np.ones(jobs), method="highs")
    return None if found.x is None else -found.eqlin.marginals
