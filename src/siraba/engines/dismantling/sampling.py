"""Networks that an observed one may really be: doubtful edges gone, edges that nobody saw added."""

import numpy as np
from scipy.sparse.csgraph import breadth_first_order

from siraba.engines.dismantling.errors import BadNetwork
from siraba.engines.dismantling.network import Network

ANYWHERE = 0.3  # of the added edges: between nodes drawn by their degree, however far apart


def sample(network: Network, missing: float = 0.2, false: float = 0.05, seed: int = 0) -> Network:
    """A network of the same nodes: about the share `false` of the edges dropped, the weak ones first, and others added.

    `missing` is the share of the real edges that were not seen, so that missing ÷ (1 − missing) as many are added: most
    between nodes two links apart (three where the network is bipartite, between its sides), the others anywhere by degree.
    Raises `BadNetwork` for shares outside 0–1.
    """
    if not (0 <= missing < 1 and 0 <= false < 1):
        raise BadNetwork("Les parts de liens manquants et faux sont entre 0 et 1.")
    random = np.random.default_rng(seed)
    low, high, strength = network.edges
    stays = random.random(len(low)) >= _chance(strength, false)
    count = int(round(stays.sum() * missing / (1 - missing)))
    new_low, new_high = _unseen(network, count, random)
    usual = float(np.median(strength)) if len(strength) else 1.0
    return network.with_edges(
        np.concatenate((low[stays], new_low)),
        np.concatenate((high[stays], new_high)),
        np.concatenate((strength[stays], np.full(len(new_low), usual))),
    )


def _chance(strength: np.ndarray, false: float) -> np.ndarray:
    """How likely each edge is false: twice the mean for the weakest, 0 for the strongest, the mean where all are equal."""
    values, place, times = np.unique(strength, return_inverse=True, return_counts=True)
    if len(values) < 2:
        return np.full(len(strength), false)
    rank = (np.cumsum(times) - times / 2) / len(strength)
    return np.minimum(1.0, 2 * false * (1 - rank))[place]


def _unseen(network: Network, count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """`count` pairs without an edge, or as many as ten times that many walks find."""
    size = len(network)
    if not count or not len(network.indices):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    side = _sides(network)
    row = np.repeat(np.arange(size), network.degree)
    seen = row * size + network.indices
    walks = 10 * count
    start = random.integers(0, len(row), walks)
    one, end = row[start], network.indices[start]
    for _ in range(1 if side is None else 2):
        end = network.indices[
            network.indptr[end] + (random.random(walks) * network.degree[end]).astype(np.int64)
        ]
    far = random.random(walks) < ANYWHERE
    end = np.where(far, row[random.integers(0, len(row), walks)], end).astype(np.int64)
    low, high = np.minimum(one, end), np.maximum(one, end)
    new = (low != high) & ~np.isin(low * size + high, seen)
    if side is not None:
        new &= side[low] != side[high]
    pairs = (low * size + high)[new]
    _, first = np.unique(pairs, return_index=True)
    pairs = pairs[np.sort(first)][:count]
    return pairs // size, pairs % size


def _sides(network: Network) -> np.ndarray | None:
    """0 and 1 for the sides of a connected bipartite network; none for another."""
    order, above = breadth_first_order(network.matrix(), 0, directed=False)
    side = np.zeros(len(network), np.int8)
    for node in order[1:]:
        side[node] = 1 - side[above[node]]
    low, high, _ = network.edges
    return side if len(order) == len(network) and (side[low] != side[high]).all() else None
