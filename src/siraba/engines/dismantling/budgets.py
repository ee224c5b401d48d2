"""What a budget allows: the smallest largest component within a sum of costs and a number of removals of each kind."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from siraba.engines.dismantling.annealing import FREE, KEPT, REMOVED, draw
from siraba.engines.dismantling.compiled import loop
from siraba.engines.dismantling.errors import BadNetwork, Unreachable
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.reinsertion import put_back
from siraba.engines.dismantling.rounds import clock
from siraba.engines.dismantling.search import Separator, Task, separate

TRIES = 8  # targets tried by halves
POOL = 400  # nodes among which removals are exchanged
EXCHANGES = 40_000


@loop
def _energy(indptr, indices, removed, parent, size, back):
    """The largest component, and between equal ones how many pairs stay connected."""
    count = len(indptr) - 1
    back[:] = False
    largest = 0
    for node in range(count):
        if not removed[node]:
            largest = max(largest, put_back(indptr, indices, parent, size, back, node))
    pairs = 0.0
    for node in range(count):
        if back[node] and parent[node] == node:
            pairs += float(size[node]) * size[node]
    return largest + 0.5 * np.sqrt(pairs)


@loop
def exchange(indptr, indices, removed, pool, cost, budget, kind, room, hot, turns, seed, stop):
    """Anneal which nodes of `pool` go, within `budget` and `room` for each kind (changed in place); returns the best set."""
    count = len(indptr) - 1
    parent = np.arange(count)
    size = np.ones(count, np.int64)
    back = np.zeros(count, np.bool_)
    state = np.array([np.uint64(seed) * np.uint64(2654435769) + np.uint64(88172645463325252)])
    spent = 0.0
    for node in range(count):
        if removed[node]:
            spent += cost[node]
            room[kind[node]] -= 1
    energy = _energy(indptr, indices, removed, parent, size, back)
    best, least = removed.copy(), energy
    for turn in range(turns):
        if stop[0]:
            break
        heat = hot * (1.0 - turn / turns) + 1e-9
        comes = pool[int(draw(state) * len(pool))]
        if removed[comes]:
            continue
        goes = -1
        over = spent + cost[comes] > budget + 1e-9 or room[kind[comes]] <= 0
        if over or draw(state) < 0.5:
            start = int(draw(state) * len(pool))
            for at in range(len(pool)):
                other = pool[(start + at) % len(pool)]
                fits = spent + cost[comes] - cost[other] <= budget + 1e-9
                if removed[other] and fits and (room[kind[comes]] > 0 or kind[other] == kind[comes]):
                    goes = other
                    break
            if goes < 0 and over:
                continue
        removed[comes] = True
        if goes >= 0:
            removed[goes] = False
        new = _energy(indptr, indices, removed, parent, size, back)
        if new <= energy or draw(state) < np.exp((energy - new) / heat):
            energy = new
            spent += cost[comes]
            room[kind[comes]] -= 1
            if goes >= 0:
                spent -= cost[goes]
                room[kind[goes]] += 1
            if energy < least:
                best, least = removed.copy(), energy
        else:
            removed[comes] = False
            if goes >= 0:
                removed[goes] = True
    return best


def within(
    task: Task, budget: float | None, limits: Mapping[str, int] | None, seconds: float, seed: int
) -> Separator:
    """The set that leaves the smallest largest component within the budget and the limits; what is forced counts in both."""
    kind, room = kinds_and_room(task.network, limits or {})
    most = np.inf if budget is None else float(budget)
    forced = task.rule == REMOVED
    used = np.bincount(kind[forced], minlength=len(room))
    if task.cost[forced].sum() > most + 1e-9 or (used > room).any():
        raise BadNetwork("Ce qui est imposé dépasse déjà le budget ou les limites.")
    barred = task.rule.copy()
    barred[(room[kind] == 0) & (barred == FREE)] = KEPT
    task = replace(task, rule=barred)
    with clock(seconds) as running:
        removed, cut_short = _halving(task, most, seconds / 2, seed)
        chosen, rest = forced.copy(), room - used
        spent = float(task.cost[forced].sum())
        for node in np.flatnonzero(removed & ~forced)[np.argsort(-task.network.degree[removed & ~forced])]:
            if spent + task.cost[node] <= most + 1e-9 and rest[kind[node]] > 0:
                chosen[node] = True
                spent += float(task.cost[node])
                rest[kind[node]] -= 1
        pool = _pool(task, removed)
        if len(pool):
            chosen = exchange(
                *task.arrays, chosen, pool, task.cost, most, kind, room.copy(), 0.02 * len(task.network),
                EXCHANGES, seed, running.stop,
            )  # fmt: skip
        return Separator(chosen, 1, cut_short or running.is_over)


def _halving(task: Task, budget: float, seconds: float, seed: int) -> tuple[np.ndarray, bool]:
    """By halves, the smallest cap whose separator the budget allows; the cheapest found when none is."""
    low, high = task.cap, len(task.network)
    best, cut_short = task.rule == REMOVED, False
    for _ in range(TRIES):
        if high - low < 1:
            break
        cap = int(np.sqrt(low * high))
        try:
            found = separate(replace(task, cap=cap), seconds / TRIES, 2, seed)
        except Unreachable:
            low = cap + 1
            continue
        cut_short |= found.cut_short
        if task.price(found.removed) <= budget + 1e-9:
            best, high = found.removed, cap
        else:
            low = cap + 1
    return best, cut_short


def kinds_and_room(network: Network, limits: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """The number of each node's kind, and how many of each may go."""
    names = list(network.kinds or [""] * len(network))
    known = sorted(set(names))
    unknown = sorted(set(limits) - set(known))
    if unknown:
        raise BadNetwork(f"Aucun nœud n’est de la sorte « {unknown[0]} ».")
    number = {name: at for at, name in enumerate(known)}
    room = np.array([limits.get(name, len(names)) for name in known], np.int64)
    return np.array([number[name] for name in names], np.int64), room


def _pool(task: Task, removed: np.ndarray) -> np.ndarray:
    """The nodes worth an exchange: those that were chosen, and the best connected."""
    worth = task.network.degree + removed * len(task.network)
    free = np.flatnonzero(task.rule == FREE)
    return free[np.argsort(-worth[free], kind="stable")][:POOL]
