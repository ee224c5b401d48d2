"""The least cost with its proof, on small networks: an integer program whose cuts are found as they are needed."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from siraba.engines.dismantling.annealing import KEPT, REMOVED
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.plans import SECONDS, Plan, plan_of, task_of
from siraba.engines.dismantling.relaxation import tree_cuts
from siraba.engines.dismantling.rounds import Clock, Progress, clock
from siraba.engines.dismantling.search import Task, separate

LARGEST = 2000  # nodes; larger networks get the best plan found and no bound
ROUNDS = 6  # of the search before the proof
PATIENCE = 8  # relaxations without progress before integers are asked for
SLIGHT = 1e-4


def exact(
    network: Network,
    target: float,
    seconds: float = 3 * SECONDS,
    costs: Mapping[Hashable, float] | None = None,
    forbidden: Iterable[Hashable] = (),
    forced: Iterable[Hashable] = (),
    seed: int = 0,
    progress: Progress | None = None,
) -> Plan:
    """The best plan found within `seconds`, with `bound` (no plan costs less) and `proven` (the two are equal).

    Works on the largest connected part, as `plan` does, and raises what it raises.
    """
    task = task_of(network, target, costs, forbidden, forced)
    with clock(seconds) as running:
        found = separate(task, seconds / 4, ROUNDS, seed)
        if len(task.network) > LARGEST:
            return plan_of(task, found)
        program = _Program(task, found.removed, running, progress)
        program.relax()
        program.decide()
        return replace(
            plan_of(task, replace(found, removed=program.best)), bound=program.bound, proven=program.is_proven
        )


@dataclass
class _Program:
    """Minimise the cost of x in {0, 1}ⁿ under the cuts found so far; `bound` only grows, `best` only gets cheaper."""

    task: Task
    best: np.ndarray
    clock: Clock
    progress: Progress | None
    bound: float = 0.0
    rows: np.ndarray = field(init=False)
    sides: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.rows = dominance(self.task)
        self.sides = np.zeros(len(self.rows))
        self.kept = len(self.rows)
        self.low = (self.task.rule == REMOVED).astype(float)
        self.high = (self.task.rule != KEPT).astype(float)

    @property
    def value(self) -> float:
        return self.task.price(self.best)

    @property
    def is_proven(self) -> bool:
        return self.value <= self.bound + 1e-6 * max(1.0, self.value)

    @property
    def left(self) -> float:
        return self.clock.seconds - self.clock.spent

    def raise_bound(self, to: float) -> None:
        whole = not np.any(self.task.cost % 1)
        self.bound = min(self.value, max(self.bound, float(np.ceil(to - 1e-6)) if whole else to))
        if self.progress:
            self.progress(min(self.clock.spent, self.clock.seconds), self.clock.seconds)

    def cut(self, x: np.ndarray) -> bool:
        """Add the cuts that x violates; whether there are any."""
        count = len(x)
        rows, sides = tree_cuts(*self.task.arrays, np.clip(x, 0, 1), self.task.cap, np.arange(count), count)
        self.rows = np.vstack((self.rows, rows))
        self.sides = np.concatenate((self.sides, sides))
        return len(sides) > 0

    def relax(self) -> None:
        """Linear programs until cuts no longer help; those that are not tight are let go."""
        x, last, idle = self.low, -np.inf, 0
        while self.cut(x) and idle < PATIENCE and not self.is_proven and self.left > 0:
            answer = linprog(
                self.task.cost,
                A_ub=-csr_array(self.rows),
                b_ub=-self.sides,
                bounds=np.column_stack((self.low, self.high)),
                options={"time_limit": max(self.left, 0.1)},
            )
            if answer.status != 0:
                return
            x = answer.x
            self.raise_bound(answer.fun)
            idle = 0 if answer.fun > last + SLIGHT * max(1.0, answer.fun) else idle + 1
            last = max(last, answer.fun)
            tight = self.rows @ x - self.sides < 1e-6
            tight[: self.kept] = True
            self.rows, self.sides = self.rows[tight], self.sides[tight]

    def decide(self) -> None:
        """Integer programs until one is answered by a set that separates, or time is over."""
        while not self.is_proven and self.left > 0:
            answer = milp(
                self.task.cost,
                constraints=LinearConstraint(csr_array(self.rows), self.sides, np.inf),
                integrality=np.ones(len(self.low)),
                bounds=Bounds(self.low, self.high),
                options={"time_limit": max(self.left, 0.1)},
            )
            if answer.mip_dual_bound is not None and np.isfinite(answer.mip_dual_bound):
                self.raise_bound(answer.mip_dual_bound)
            if answer.x is None:
                return
            x = np.round(answer.x)
            if not self.cut(x):
                chosen = self.task.thinned(x > 0.5)
                if self.task.price(chosen) < self.value:
                    self.best = chosen
                if answer.status == 0:
                    self.raise_bound(self.value)


def dominance(task: Task) -> np.ndarray:
    """Rows x_v − x_u ≥ 0 where v may stand in for u: all other neighbours of u are neighbours of v, which costs no more.

    Whoever swaps u for v leaves a subgraph of what was left, and each swap goes to a greater (degree, number), so that some
    optimum obeys all these rows at once.
    """
    network = task.network
    around = [set(network.neighbours(node).tolist()) for node in range(len(network))]
    rows = []
    for node, near in enumerate(around):
        if task.rule[node] == REMOVED or not near:
            continue
        anchor = min(near, key=lambda one: len(around[one]))
        for other in around[anchor] | {anchor}:
            if (
                other != node
                and task.rule[other] != KEPT
                and task.cost[other] <= task.cost[node]
                and (len(around[other]), other) > (len(near), node)
                and near - {other} <= around[other]
            ):
                row = np.zeros(len(network))
                row[other], row[node] = 1, -1
                rows.append(row)
    return np.array(rows).reshape(-1, len(network))
