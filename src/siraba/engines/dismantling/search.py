"""The least costly set whose removal leaves components of at most `cap` nodes: good starts, then annealing in rounds.

A round anneals two incumbents side by side, one a thread. What comes out depends on the seed and on the number of rounds
alone; the clock only decides how many rounds there are.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Timer

import numpy as np

from siraba.engines.dismantling.annealing import KEPT, REMOVED, anneal
from siraba.engines.dismantling.errors import Unreachable
from siraba.engines.dismantling.network import Network, largest_component
from siraba.engines.dismantling.peeling import peel
from siraba.engines.dismantling.reinsertion import regrow

CHAINS = 2
HOT = (0.5, 0.35, 0.8, 0.25)  # first temperatures, in units of the mean cost of what is removed
COLD = 0.12
TURNS = 1000  # proposals of a round for each removed node
FEWEST, MOST = 200_000, 4_000_000

Progress = Callable[[float, float], None]


@dataclass(frozen=True)
class Separator:
    """`removed` (n, bool), its cost, how many rounds looked for it, whether the clock cut the last one short."""

    removed: np.ndarray
    cost: float
    rounds: int
    cut_short: bool


def rule_of(count: int, forbidden: np.ndarray, forced: np.ndarray) -> np.ndarray:
    rule = np.zeros(count, np.int8)
    rule[forbidden] = KEPT
    rule[forced] = REMOVED
    return rule


def least_reachable(network: Network, rule: np.ndarray) -> int:
    """The largest component once everything that may go is gone."""
    return largest_component(network, rule != KEPT)


def start(network: Network, cost: np.ndarray, rule: np.ndarray, cap: int) -> np.ndarray:
    """CoreHD, then put back what can be. Raises `Unreachable` when nodes that must stay hold more than `cap` together."""
    least = least_reachable(network, rule) if (rule == KEPT).any() else 1
    if least > cap:
        raise Unreachable(
            f"La cible est hors d’atteinte : sans toucher aux nœuds interdits, le plus grand groupe garde {least} nœuds, plus que {cap}."
        )
    removed = peel(network.indptr, network.indices, rule, cap, 2)
    if (rule == KEPT).any() and largest_component(network, removed) > cap:
        removed = rule != KEPT
    return thinned(network, removed, cost, rule, cap)


def thinned(
    network: Network, removed: np.ndarray, cost: np.ndarray, rule: np.ndarray, cap: int
) -> np.ndarray:
    """What is left of a set once all that can go back has, the costly first."""
    removed = removed.copy()
    regrow(
        network.indptr, network.indices, removed, np.where(rule == REMOVED, 0.0, np.maximum(cost, 1e-9)), cap
    )
    return removed


def separate(
    network: Network,
    cost: np.ndarray,
    rule: np.ndarray,
    cap: int,
    seconds: float,
    rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Separator:
    """The best set found within `seconds`, or in `rounds` rounds if these are done first."""
    began = time.monotonic()
    best = start(network, cost, rule, cap)
    stop = np.zeros(1, np.bool_)
    timer = Timer(max(0.0, seconds - (time.monotonic() - began)), stop.__setitem__, (0, True))
    timer.daemon = True
    timer.start()
    incumbents = [best, best]
    done = 0
    try:
        with ThreadPoolExecutor(CHAINS) as threads:
            while not stop[0] and (rounds is None or done < rounds) and best.any():
                scale = float(cost[best].mean()) or 1.0
                turns = int(min(MOST, max(FEWEST, TURNS * best.sum())))

                def chain(one: int, scale: float = scale, turns: int = turns, done: int = done) -> np.ndarray:
                    hot = HOT[(done + one) % len(HOT)]
                    found, _ = anneal(
                        network.indptr, network.indices, cost, rule, incumbents[one].copy(), cap,
                        hot * scale, COLD * scale, turns, seed * 1_000_003 + done * CHAINS + one + 1, stop,
                    )  # fmt: skip
                    return found if cost[found].sum() <= cost[incumbents[one]].sum() else incumbents[one]

                incumbents = list(threads.map(chain, range(CHAINS)))
                done += 1
                ranked = sorted(incumbents, key=lambda found: cost[found].sum())
                if cost[ranked[0]].sum() <= cost[best].sum():
                    best = ranked[0]
                if done % 2 == 0:
                    incumbents = [best, best]
                if progress:
                    progress(min(seconds, time.monotonic() - began), seconds)
    finally:
        timer.cancel()
    return Separator(best, float(cost[best].sum()), done, bool(stop[0]))
