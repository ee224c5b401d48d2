"""A plan for a network that is seen in part: made on many networks that it may really be, and tried on others."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from siraba.engines.dismantling.annealing import KEPT, REMOVED
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.ordering import anneal_rounds, order_starts, whole_order
from siraba.engines.dismantling.plans import SECONDS, Plan, plan, task_of
from siraba.engines.dismantling.reinsertion import curve_of
from siraba.engines.dismantling.rounds import Progress, clock
from siraba.engines.dismantling.sampling import sample
from siraba.engines.dismantling.search import Task, separate

SAMPLES = 200  # networks that plans are tried on
MADE_ON = 30  # others that the robust plan is made on
QUICK = 2000  # nodes; above, plans for sampled networks are CoreHD's


@dataclass(frozen=True)
class Trial:
    """What an order does on sampled networks that it was not made on.

    `R`: its mean, `low` and `high` the 5th and 95th percentiles. `curve` (steps + 1, 3): the largest component as a share of the
    nodes before the first step and after each, mean and the same percentiles.
    """

    R: float
    low: float
    high: float
    curve: np.ndarray


@dataclass(frozen=True)
class Robust:
    """The robust plan beside the best one, each with its trial on the same networks.

    The robust plan ends where the mean of the largest component over the networks that it was made on reaches the target.
    `presence` tells for each of its steps in what share of these networks a plan made for that network alone has it too.
    """

    plan: Plan
    plain: Plan
    trial: Trial
    plain_trial: Trial
    presence: np.ndarray


def robust(
    network: Network,
    target: float,
    samples: int = SAMPLES,
    missing: float = 0.2,
    false: float = 0.05,
    costs: Mapping[Hashable, float] | None = None,
    budget: float | None = None,
    forbidden: Iterable[Hashable] = (),
    forced: Iterable[Hashable] = (),
    seconds: float = SECONDS,
    rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Robust:
    """The order of least mean R over networks that this one may really be (see `sample`), as far as the target or the budget.

    A third of the time goes to the plain plan. Costs count for the budget and the plain plan, not for the robust order.
    """
    forbidden, forced = tuple(forbidden), tuple(forced)
    plain = plan(
        network, target, costs, budget, forbidden, forced, seconds=seconds / 3, rounds=rounds, seed=seed
    )
    task = task_of(network, target, costs, forbidden, forced)
    drawn = [sample(task.network, missing, false, seed + one) for one in range(MADE_ON)]
    first, last = int((task.rule == REMOVED).sum()), int((task.rule != KEPT).sum())
    between = (first, 0 if last == plain.size else last)
    with clock(seconds / 6) as running:
        starts = [_ruled(task, order) for order in order_starts(task.network, seed, running)]
        starts.append(_ruled(task, whole_order(task.network, plain.order)))
        soonest, _ = anneal_rounds([task.network], starts, between, running, rounds, seed)
    with clock(seconds / 2) as running:
        order, done = anneal_rounds(drawn, [soonest, *starts], between, running, rounds, seed, progress)
        cut_short = running.is_over
    steps = max(first, _steps(drawn, order[:last], task.cap))
    if budget is not None:
        within = np.searchsorted(np.cumsum(task.cost[order]), budget + 1e-9, side="right")
        steps = max(first, min(steps, int(within)))
    order, then = order[:steps], order[steps:]
    found = Plan(task.network, order, task.cap, task.cost, task.rule == REMOVED, done, cut_short, then=then)
    others = [sample(task.network, missing, false, seed + MADE_ON + one) for one in range(samples)]
    return Robust(found, plain, trial(found, others), trial(plain, others), _presence(task, drawn, order))


def trial(plan: Plan, networks: list[Network]) -> Trial:
    """What the steps of a plan, and the other nodes after them, do on networks of the same nodes."""
    curves = np.array([curve_of(one.indptr, one.indices, plan.whole_order) for one in networks])
    areas = curves[:, 1:].sum(axis=1) / plan.size**2
    shares = curves[:, : len(plan.order) + 1] / plan.size
    spread = np.column_stack((shares.mean(axis=0), *np.percentile(shares, (5, 95), axis=0)))
    low, high = np.percentile(areas, (5, 95))
    return Trial(float(areas.mean()), float(low), float(high), spread)


def _ruled(task: Task, order: np.ndarray) -> np.ndarray:
    """What is forced first, what is forbidden last."""
    rank = np.select([task.rule[order] == REMOVED, task.rule[order] == KEPT], [0, 2], 1)
    return order[np.argsort(rank, kind="stable")]


def _steps(networks: list[Network], order: np.ndarray, cap: int) -> int:
    curve = np.mean([curve_of(one.indptr, one.indices, order) for one in networks], axis=0)
    small = np.flatnonzero(curve <= cap)
    return int(small[0]) if len(small) else len(order)


def _presence(task: Task, networks: list[Network], order: np.ndarray) -> np.ndarray:
    times = np.zeros(len(task.network))
    rounds = 1 if len(task.network) <= QUICK else 0
    for one in networks:
        # A link that was never seen may hold together more than the target among those who must stay
        drawn = replace(task, network=one)
        drawn = replace(drawn, cap=max(task.cap, drawn.least))
        times += separate(drawn, SECONDS, rounds).removed
    return times[order] / len(networks)
