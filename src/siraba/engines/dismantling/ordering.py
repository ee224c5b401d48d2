"""An order of all nodes that breaks a network as soon as it can: the least area under the curve of the largest component."""

import numpy as np

from siraba.engines.dismantling.centrality import remove_between
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.peeling import peel
from siraba.engines.dismantling.reinsertion import curve_of, regrow
from siraba.engines.dismantling.resequencing import anneal_order, stacked
from siraba.engines.dismantling.rounds import Clock, Progress, search
from siraba.engines.dismantling.search import FEWEST_SOURCES, PATHS

HOT = (0.3, 1.0, 0.1)  # first temperatures, in units of the mean of the curve while it falls
COLD = 0.3
TURNS, FEWEST, MOST = 2000, 10_000, 1_000_000  # proposals of a round: for each node, and at least and most
STATES = 8_000_000  # numbers kept of the states of components
LARGEST = 30_000  # nodes; larger networks keep the greedy order


def whole_order(network: Network, order: np.ndarray) -> np.ndarray:
    """All nodes: `order`, then the others so that what is left falls apart fast."""
    weight = np.ones(len(network))
    weight[order] = 0
    rest, _ = regrow(network.indptr, network.indices, np.ones(len(network), np.bool_), weight, len(network))
    return np.concatenate((order, rest[::-1]))


def area(network: Network, order: np.ndarray) -> float:
    """R of a whole order (Schneider et al., PNAS 108 (2011) 3838)."""
    return float(curve_of(network.indptr, network.indices, order)[1:].sum() / len(network) ** 2)


def anneal_rounds(
    networks: list[Network],
    starts: list[np.ndarray],
    between: tuple[int, int],
    clock: Clock,
    rounds: int | None,
    seed: int,
    progress: Progress | None = None,
    turns: int | None = None,
) -> tuple[np.ndarray, int]:
    """The order of least mean area over networks of the same nodes; only the positions `between` (to 0: all) move."""
    count = len(networks[0])
    indptr, indices = stacked(networks)
    every = max(4, len(networks) * count * count // STATES)
    low, limit = between
    turns = turns or max(FEWEST, min(MOST, TURNS * (limit or count)) // len(networks))

    def curves(order: np.ndarray) -> np.ndarray:
        return np.array([curve_of(*arrays, order)[1:] for arrays in zip(indptr, indices, strict=True)])

    def step(order: np.ndarray, number: int) -> np.ndarray:
        falling = curves(order)[:, low : limit or None]
        falling = falling[falling > 1]
        if not len(falling):
            return order
        hot = max(2 * COLD, HOT[number % len(HOT)] * float(falling.mean()))
        found, _ = anneal_order(
            indptr,
            indices,
            order,
            hot,
            COLD,
            turns,
            seed * 1_000_003 + number + 1,
            every,
            low,
            limit,
            clock.stop,
        )
        return found

    return search(
        starts,
        step,
        lambda order: int(curves(order).sum()),
        clock,
        rounds if count <= LARGEST else 0,
        progress,
    )


def order_starts(network: Network, seed: int, clock: Clock) -> list[np.ndarray]:
    """By CoreHD, by reverse greedy choice alone and, where there is time for it, by adaptive betweenness."""
    count = len(network)
    free = np.zeros(count, np.int8)
    core = peel(network.indptr, network.indices, free, 1, 2)
    back, _ = regrow(network.indptr, network.indices, core.copy(), np.ones(count), count)
    starts = [whole_order(network, back[::-1]), whole_order(network, np.empty(0, np.int64))]
    sources = PATHS // (int(core.sum() + 1) * (2 * len(network.indices) + 1))
    if sources >= FEWEST_SOURCES:
        path = remove_between(
            network.indptr, network.indices, np.ones(count), free, 1, sources, count, seed, clock.stop
        )
        starts.append(whole_order(network, path))
    return starts
