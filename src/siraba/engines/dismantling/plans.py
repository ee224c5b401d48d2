"""A plan: which removals break a network down to a target for the least effort, in which order, and why each."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from siraba.engines.dismantling.annealing import REMOVED
from siraba.engines.dismantling.budgets import kinds_and_room, within
from siraba.engines.dismantling.errors import BadNetwork
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.ordering import anneal_rounds, area, order_starts, whole_order
from siraba.engines.dismantling.reasons import Reason, reasons
from siraba.engines.dismantling.reinsertion import curve_of, regrow
from siraba.engines.dismantling.rounds import Progress, clock
from siraba.engines.dismantling.search import Separator, Task, rule_of, separate

SECONDS = 20.0
ORDERING = 50_000  # proposals at most to put a set in order
ANNEALED = 5000  # nodes; larger networks keep the greedy order


@dataclass(frozen=True)
class Step:
    """One removal: its node, the largest component after it, its cost, and why (as text: a sentence in French)."""

    node: Hashable
    largest_component: int
    cost: float
    reason: Reason


@dataclass(frozen=True)
class Plan:
    """Removals in order. `size` is the number of nodes of the largest connected part, `cap` the largest component aimed at.

    `rounds` is how long was searched and `cut_short` whether the clock ended that, so that the same seed may give another plan.
    `bound` is a proven least cost and `proven` says that no plan costs less; both are for `exact` to set. `then` are all other
    nodes in the order in which a plan that went on would remove them; a greedy order where nothing is said.
    """

    network: Network
    order: np.ndarray
    cap: int
    cost: np.ndarray
    forced: np.ndarray
    rounds: int = 0
    cut_short: bool = False
    bound: float = 0.0
    proven: bool = False
    then: np.ndarray | None = None

    @property
    def size(self) -> int:
        return len(self.network)

    @cached_property
    def curve(self) -> np.ndarray:
        """The largest component before the first removal and after each (steps + 1)."""
        return curve_of(self.network.indptr, self.network.indices, self.order)

    @cached_property
    def steps(self) -> list[Step]:
        why = reasons(self.network.indptr, self.network.indices, self.order, self.forced)
        rows = zip(self.order.tolist(), self.curve[1:].tolist(), why, strict=True)
        return [
            Step(self.network.names[node], largest, float(self.cost[node]), reason)
            for node, largest, reason in rows
        ]

    @property
    def nodes(self) -> list[Hashable]:
        return [self.network.names[node] for node in self.order]

    @property
    def total_cost(self) -> float:
        return float(self.cost[self.order].sum())

    @property
    def reached(self) -> bool:
        return bool(self.curve[-1] <= self.cap)

    @cached_property
    def R(self) -> float:
        """(1/n) Σ largest component / n after each of the n removals; after the plan, the others in a greedy order."""
        return area(self.network, self.whole_order)

    @cached_property
    def whole_order(self) -> np.ndarray:
        """All n nodes, the steps first."""
        if self.then is None:
            return whole_order(self.network, self.order)
        return np.concatenate((self.order, self.then))


def cap_of(network: Network, target: float) -> int:
    """The largest component that a target allows, in nodes: at least 1."""
    if not 0 <= target <= 1:
        raise BadNetwork("La cible est une part des nœuds, entre 0 et 1.")
    return max(1, int(np.floor(target * len(network) + 1e-9)))


def least_target(network: Network, forbidden: Iterable[Hashable] = ()) -> float:
    """The least share of the nodes of the largest part to which it can be broken without removing `forbidden`."""
    task = task_of(network, 0, None, forbidden, ())
    return task.least / len(task.network)


def numbers(network: Network, names: Iterable[Hashable]) -> np.ndarray:
    """The numbers of names; raises `BadNetwork` for one that is not in the network."""
    try:
        return np.array([network.number[name] for name in names], np.int64)
    except KeyError as unknown:
        raise BadNetwork(f"« {unknown.args[0]} » n’est pas dans le réseau.") from None


def cost_of(network: Network, costs: Mapping[Hashable, float] | None) -> np.ndarray:
    """What each removal costs (n): 1 where nothing is said. Names outside the largest part are let be."""
    cost = np.ones(len(network))
    for name, value in (costs or {}).items():
        if not np.isfinite(value) or value < 0:
            raise BadNetwork(f"Le coût de « {name} » n’est pas un nombre positif ou nul.")
        if name in network.number:
            cost[network.number[name]] = value
    return cost


def in_order(network: Network, removed: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """A set in an order that breaks the network soon: what goes back last goes out first."""
    back, _ = regrow(
        network.indptr,
        network.indices,
        removed.copy(),
        np.maximum(cost, cost.max() * 1e-6 + 1e-12),
        len(network),
    )
    return back[::-1].copy()


def plan(
    network: Network,
    target: float,
    costs: Mapping[Hashable, float] | None = None,
    budget: float | None = None,
    forbidden: Iterable[Hashable] = (),
    forced: Iterable[Hashable] = (),
    limits: Mapping[str, int] | None = None,
    seconds: float = SECONDS,
    rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Plan:
    """The least costly removals until the largest component has at most `target` × n nodes.

    Works on the largest connected part (n nodes). `costs` by name (1 where nothing is said), `forbidden` names are never
    removed and `forced` ones always. With a `budget` (sum of costs) or `limits` (number of removals by kind) that does not
    reach the target, the smallest largest component found within them: see `Plan.reached`. Ends after `seconds`, or after
    `rounds` rounds: the same seed and rounds give the same plan. Raises `BadNetwork`; `Unreachable` when what is forbidden
    holds together more than the target.
    """
    task = task_of(network, target, costs, forbidden, forced)
    kinds_and_room(task.network, limits or {})
    found = separate(task, seconds, rounds, seed, progress)
    best = plan_of(task, found)
    if keeps_within(best, budget, limits):
        return best
    return plan_of(task, within(task, budget, limits, seconds, seed))


def keeps_within(plan: Plan, budget: float | None, limits: Mapping[str, int] | None) -> bool:
    """Whether a plan keeps to a budget and to a number of removals of each kind."""
    kinds = plan.network.kinds
    gone = Counter(kinds[node] for node in plan.order.tolist()) if kinds else Counter({"": len(plan.order)})
    return (budget is None or plan.total_cost <= budget + 1e-9) and all(
        gone[kind] <= most for kind, most in (limits or {}).items()
    )


def task_of(
    network: Network,
    target: float,
    costs: Mapping[Hashable, float] | None,
    forbidden: Iterable[Hashable],
    forced: Iterable[Hashable],
) -> Task:
    """What is asked, of the largest connected part, with numbers for names."""
    cap_of(network, target)
    network = network.largest_part()
    kept, asked = numbers_inside(network, forbidden), numbers_inside(network, forced)
    if np.isin(kept, asked).any():
        raise BadNetwork(
            f"« {network.names[kept[np.isin(kept, asked)][0]]} » est à la fois interdit et imposé."
        )
    return Task(network, cost_of(network, costs), rule_of(len(network), kept, asked), cap_of(network, target))


def plan_of(task: Task, found: Separator) -> Plan:
    """A set in its order: greedy, then annealed where the network is small."""
    order = in_order(task.network, found.removed, task.cost)
    if len(order) > 2 and len(task.network) <= ANNEALED:
        with clock(SECONDS) as running:
            whole = [whole_order(task.network, order)]
            turns = min(ORDERING, 500 * len(order))
            whole_best, _ = anneal_rounds(
                [task.network], whole, (0, len(order)), running, 1, found.rounds, turns=turns
            )
        order = whole_best[: len(order)]
    return Plan(task.network, order, task.cap, task.cost, task.rule == REMOVED, found.rounds, found.cut_short)


def numbers_inside(network: Network, names: Iterable[Hashable]) -> np.ndarray:
    """The numbers of those names that are in the largest part."""
    return np.array([network.number[name] for name in names if name in network.number], np.int64)


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
        starts = order_starts(network, seed, running)
        order, done = anneal_rounds([network], starts, (0, 0), running, rounds, seed, progress)
        count = len(network)
        return Plan(network, order, 0, np.ones(count), np.zeros(count, np.bool_), done, running.is_over)


def warm_up() -> None:
    """Compile the loops, or read them from disk, on a network of five nodes, so that no search pays for it."""
    ring = Network.from_edges([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)])
    plan(ring, 0.3, seconds=60, rounds=1)
