"""The least costly set whose removal leaves components of at most `cap` nodes: good starts, then annealing in rounds."""

from dataclasses import dataclass

import numpy as np

from siraba.engines.dismantling.annealing import KEPT, REMOVED, anneal
from siraba.engines.dismantling.centrality import remove_between
from siraba.engines.dismantling.errors import Unreachable
from siraba.engines.dismantling.network import Network, largest_component
from siraba.engines.dismantling.peeling import peel
from siraba.engines.dismantling.reinsertion import regrow
from siraba.engines.dismantling.rounds import Clock, Progress, clock, search

HOT = (0.6, 0.4, 0.9, 0.3, 1.5)  # first temperatures, in units of the mean cost of what is removed
COLD = 0.12
TURNS = 1500  # proposals of a round for each removed node
FEWEST, MOST = 20_000, 3_000_000
HURRIED = 100  # proposals for each removed node; with fewer, annealing starts cold
PATHS = 300_000_000  # links walked to sample shortest paths at the start
FEWEST_SOURCES = 8


@dataclass(frozen=True)
class Task:
    """What to separate: the network, what each removal costs (n), what may happen to each node (n), the largest component allowed."""

    network: Network
    cost: np.ndarray
    rule: np.ndarray
    cap: int

    @property
    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        return self.network.indptr, self.network.indices

    @property
    def least(self) -> int:
        """The largest component when all that may go is gone: no separator leaves a smaller one."""
        return largest_component(self.network, self.rule != KEPT)

    def price(self, removed: np.ndarray) -> float:
        return float(self.cost[removed].sum())

    def thinned(self, removed: np.ndarray) -> np.ndarray:
        """What is left of a set once all that can go back has, the costly first."""
        removed = removed.copy()
        weight = np.where(self.rule == REMOVED, 0.0, np.maximum(self.cost, 1e-9))
        regrow(*self.arrays, removed, weight, self.cap)
        return removed


@dataclass(frozen=True)
class Separator:
    """`removed` (n, bool), how many rounds looked for it, whether the clock cut the last one short."""

    removed: np.ndarray
    rounds: int
    cut_short: bool


def rule_of(count: int, forbidden: np.ndarray, forced: np.ndarray) -> np.ndarray:
    rule = np.zeros(count, np.int8)
    rule[forbidden] = KEPT
    rule[forced] = REMOVED
    return rule


def core_start(task: Task) -> np.ndarray:
    """CoreHD, thinned. Raises `Unreachable` when nodes that must stay hold more than `cap` together."""
    everything = task.rule != KEPT
    if not everything.all() and (least := task.least) > task.cap:
        raise Unreachable(
            "La cible est hors d’atteinte : sans toucher à ce qui est interdit, "
            f"le plus grand groupe garde {least} nœuds, plus que {task.cap}."
        )
    removed = peel(*task.arrays, task.rule, task.cap, 2)
    if not everything.all() and largest_component(task.network, removed) > task.cap:
        removed = everything
    return task.thinned(removed)


def path_start(task: Task, core: np.ndarray, seed: int, clock: Clock) -> np.ndarray | None:
    """Adaptive betweenness from as many sources as there is time for, thinned; none where they would be too few."""
    steps = int(1.2 * core.sum()) + 10
    sources = PATHS // (steps * (2 * len(task.network.indices) + 1))
    if sources < FEWEST_SOURCES:
        return None
    order = remove_between(
        *task.arrays, task.cost, task.rule, task.cap, sources, min(steps, len(task.network)), seed, clock.stop
    )
    removed = np.zeros(len(task.network), np.bool_)
    removed[order] = True
    if largest_component(task.network, removed) > task.cap:
        removed |= core
    return task.thinned(removed)


def separate(
    task: Task,
    seconds: float,
    rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Separator:
    """The best set found within `seconds`, or in `rounds` rounds if these are done first."""
    with clock(seconds) as running:
        core = core_start(task)
        path = path_start(task, core, seed, running) if rounds != 0 else None
        starts = [core] if path is None else [core, path]
        if not core.any():
            return Separator(core, 0, False)

        def step(removed: np.ndarray, number: int) -> np.ndarray:
            if not removed.any():
                return removed
            scale = float(task.cost[removed].mean()) or 1.0
            turns = int(min(MOST, max(FEWEST, TURNS * removed.sum())))
            hot = HOT[number % len(HOT)] if turns >= HURRIED * removed.sum() else COLD
            found, _ = anneal(
                *task.arrays, task.cost, task.rule, removed.copy(), task.cap,
                hot * scale, COLD * scale, turns, seed * 1_000_003 + number + 1, running.stop,
            )  # fmt: skip
            return found if task.price(found) <= task.price(removed) else removed

        best, done = search(starts, step, task.price, running, rounds, progress)
        return Separator(best, done, running.is_over)
