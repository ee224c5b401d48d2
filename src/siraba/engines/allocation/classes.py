"""Priority classes in an assignment, class by class and exactly, with `linear_sum_assignment`.

Weights that make one class dearer than all below it lose digits. Instead, costs are whole numbers (at most 2^30, so that
sums stay below 2^53 and are exact), and after each class complementary slackness tells all its optimal assignments: pairs
whose reduced cost is 0, and slots of negative price, which stay with the classes so far. The next class is then
assigned together with those before it, which may change places among these pairs only.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

LARGEST = 2.0**30


def assign_one_by_one(cost: np.ndarray, capacity: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """The place of each person, -1 without one; see `assign`."""
    found = np.full(len(cost), -1)
    open_ = np.isfinite(cost) & (capacity > 0)
    order = [np.flatnonzero((rank == one) & open_.any(axis=1)) for one in np.unique(rank)]
    order = [rows for rows in order if len(rows)]
    if not order:
        return found
    slots = np.repeat(np.arange(cost.shape[1]), np.minimum(capacity, open_.sum(axis=0)))
    whole = whole_costs(np.where(open_, cost, np.inf))[:, slots]
    people, columns = np.concatenate(order), stages(whole, order)
    is_real = columns < len(slots)
    found[people[is_real]] = slots[columns[is_real]]
    return found


def whole_costs(cost: np.ndarray) -> np.ndarray:
    """Costs as whole numbers from 0, times a power of two that keeps whole costs as they are if they are not too large."""
    finite = np.isfinite(cost)
    least, most = cost[finite].min(), cost[finite].max()
    if most == least:
        return np.where(finite, 0.0, np.inf)
    scale = 2.0 ** np.floor(np.log2(LARGEST / (most - least)))
    return np.rint((cost - least) * scale)


def stages(cost: np.ndarray, order: list[np.ndarray]) -> np.ndarray:
    """The column of each person, class after class; those from the number of slots on stand for no place."""
    stage, frozen = np.empty((0, cost.shape[1])), np.zeros(cost.shape[1], dtype=bool)
    columns = np.empty(0, dtype=int)
    for index, rows in enumerate(order):
        if index:
            stage, frozen = optimal_face(stage, columns)
        added = np.full((len(rows), stage.shape[1]), np.inf)
        added[:, : cost.shape[1]] = np.where(frozen[: cost.shape[1]], np.inf, cost[rows])
        stage = with_nowhere(stage, added, frozen)
        columns = linear_sum_assignment(stage)[1]
    return columns


def with_nowhere(stage: np.ndarray, added: np.ndarray, frozen: np.ndarray) -> np.ndarray:
    """Those so far and the next class, which gets a column for each of its persons that cannot be placed.

    A largest matching of all keeps those so far, and their columns, wherever it begins from their assignment.
    """
    both = np.vstack([stage, added])
    if np.isfinite(added[:, ~frozen]).all():
        placed = min(len(both), stage.shape[1])
    else:
        placed = int((maximum_bipartite_matching(csr_array(np.isfinite(both)), "column") >= 0).sum())
    nowhere = np.full((len(both), len(both) - placed), np.inf)
    nowhere[len(stage) :] = 0
    return np.hstack([both, nowhere])


def optimal_face(stage: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Costs under which exactly the optimal assignments of a stage are optimal still, and the columns that stay taken.

    A column that stays is worth more than all that the next class can save.
    """
    reduced, prices = slack(stage, columns)
    frozen = prices < 0
    worth = LARGEST * 2.0 ** np.ceil(np.log2(stage.shape[1] + 1))
    return np.where(reduced == 0, np.where(frozen, -worth, 0.0), np.inf), frozen


def slack(cost: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The reduced cost of each pair of an optimal assignment, and the price (at most 0) of each column.

    Prices are shortest paths over the exchanges that the assignment allows, by Bellman and Ford, from all columns at once;
    a column that nobody has costs 0.
    """
    rows = np.arange(len(cost))
    paid = cost[rows, columns]
    prices = np.zeros(cost.shape[1])
    active = rows
    while len(active):
        through = (cost[active] + (prices[columns[active]] - paid[active])[:, None]).min(axis=0)
        lower = through < prices
        prices = np.minimum(prices, through)
        active = np.flatnonzero(lower[columns])
    return cost - (paid - prices[columns])[:, None] - prices, prices
