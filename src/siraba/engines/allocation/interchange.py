"""Good solutions of the p-median: from any sites, the best exchange of one open site for another until none helps.

Teitz and Bart, Operations Research 16 (1968) 955–961; all exchanges valued at once as in Resende and Werneck,
Annals of Operations Research 150 (2007) 205–230.
"""

import numpy as np


def greedy(cost: np.ndarray, count: int, forced: np.ndarray) -> np.ndarray:
    """`count` sites of a (demand × site) cost, those forced first, then the one that saves most each time."""
    sites = [int(site) for site in np.flatnonzero(forced)]
    nearest = cost[:, sites].min(axis=1) if sites else cost.max(axis=1)
    while len(sites) < count:
        saved = np.maximum(nearest[:, None] - cost, 0).sum(axis=0)
        saved[sites] = -1
        sites.append(int(saved.argmax()))
        nearest = np.minimum(nearest, cost[:, sites[-1]])
    return np.array(sites)


def interchange(cost: np.ndarray, sites: np.ndarray, forced: np.ndarray) -> tuple[np.ndarray, float]:
    """The sites after the last exchange that helps, and their total cost. Forced sites stay."""
    sites, demands = np.array(sites), np.arange(len(cost))
    while True:
        to_open = cost[:, sites]
        served = to_open.argmin(axis=1)
        first = to_open[demands, served]
        to_open[demands, served] = np.inf
        second = to_open.min(axis=1)
        change = _losses(cost, served, first, second, len(sites))
        change -= np.maximum(first[:, None] - cost, 0).sum(axis=0)
        change[:, sites] = 0
        change[forced[sites]] = 0
        out, into = divmod(int(change.argmin()), cost.shape[1])
        if change[out, into] >= -1e-9 * max(1.0, first.sum()):
            return sites, float(first.sum())
        sites[out] = into


def _losses(
    cost: np.ndarray, served: np.ndarray, first: np.ndarray, second: np.ndarray, count: int
) -> np.ndarray:
    """What closing each open site costs its demands when each other site opens: (open × site)."""
    second = np.where(np.isinf(second), cost.max() * 2 + 1, second)
    more = np.minimum(cost, second[:, None]) - np.minimum(cost, first[:, None])
    order = np.argsort(served, kind="stable")
    starts = np.searchsorted(served[order], np.arange(count))
    losses = np.add.reduceat(more[order], np.minimum(starts, len(order) - 1), axis=0)
    losses[np.bincount(served, minlength=count) == 0] = 0
    return losses
