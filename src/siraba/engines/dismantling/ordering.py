"""An order of all nodes that breaks a network as soon as it can: the least area under the curve of the largest component."""

import numpy as np

from siraba.engines.dismantling.centrality import remove_between
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.peeling import peel
from siraba.engines.dismantling.plans import SECONDS, Plan, whole_order
from siraba.engines.dismantling.reinsertion import curve_of, regrow
from siraba.engines.dismantling.resequencing import anneal_order
from siraba.engines.dismantling.rounds import Clock, Progress, clock, search
from siraba.engines.dismantling.search import FEWEST_SOURCES, PATHS

HOT = (0.3, 1.0, 0.1)  # first temperatures, in units of the mean of the curve while it falls
COLD = 0.3
TURNS, MOST = 2000, 1_000_000  # proposals of a round, for each node and at most
STATES = 8_000_000  # numbers kept of the states of components
LARGEST = 50_000  # nodes; larger networks keep the greedy order


def anneal_rounds(
    network: Network,
    starts: list[np.ndarray],
    limit: int,
    clock: Clock,
    rounds: int | None,
    seed: int,
    progress: Progress | None = None,
) -> tuple[np.ndarray, int]:
    """Orders of all nodes annealed in rounds; with a `limit`, only those before it move."""
    count = len(network)
    every = max(4, count * count // STATES)
    turns = min(MOST, TURNS * (limit or count))

    def total(order: np.ndarray) -> int:
        return int(curve_of(network.indptr, network.indices, order)[1:].sum())

    def step(order: np.ndarray, number: int) -> np.ndarray:
        curve = curve_of(network.indptr, network.indices, order)[1:]
        falling = curve[: limit or None]
        falling = falling[falling > 1]
        if not len(falling):
            return order
        hot = max(2 * COLD, HOT[number % len(HOT)] * float(falling.mean()))
        found, _ = anneal_order(
            network.indptr, network.indices, order, hot, COLD, turns, seed * 1_000_003 + number + 1, every, limit,
            clock.stop,
        )  # fmt: skip
        return found

    return search(starts, step, total, clock, rounds if count <= LARGEST else 0, progress)


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


def dismantling_order(
    network: Network,
    seconds: float = SECONDS,
    rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Plan:
    """A plan of all n nodes of the largest part whose `R` is the least found. Costs play no part in it.

    The same seed and rounds give the same order.
    """
    network = network.largest_part()
    with clock(seconds) as running:
        order, done = anneal_rounds(
            network, order_starts(network, seed, running), 0, running, rounds, seed, progress
        )
        count = len(network)
        return Plan(network, order, 0, np.ones(count), np.zeros(count, np.bool_), done, running.is_over)
