"""Simulated annealing on the order of removals, for the least area under the curve of the largest component.

A node is moved within the order or two change places, and only the stretch between is counted anew, by putting nodes back from
a kept state of the components just behind it. With several networks of the same nodes, their mean area is what counts.
"""

import numpy as np

from siraba.engines.dismantling.annealing import draw
from siraba.engines.dismantling.compiled import loop
from siraba.engines.dismantling.network import Network


def stacked(networks: list[Network]) -> tuple[np.ndarray, np.ndarray]:
    """The neighbour lists of k networks of the same n nodes: indptr (k, n + 1), indices (k, longest)."""
    longest = max(1, *(len(one.indices) for one in networks))
    indices = np.zeros((len(networks), longest), np.int32)
    for row, one in zip(indices, networks, strict=True):
        row[: len(one.indices)] = one.indices
    return np.array([one.indptr for one in networks]), indices


@loop
def _join(indptr, indices, one, parent, size, node, position, behind, tried, stamp):
    """Put `node` back among what is behind position `behind` or was put back on this trial; returns the size around it."""
    parent[node] = node
    size[node] = 1
    mine = node
    for at in range(indptr[one, node], indptr[one, node + 1]):
        other = indices[one, at]
        if position[other] > behind or tried[other] == stamp:
            root = other
            while parent[root] != root:
                parent[root] = parent[parent[root]]
                root = parent[root]
            if root != mine:
                if size[root] > size[mine]:
                    root, mine = mine, root
                parent[root] = mine
                size[mine] += size[root]
    return size[mine]


@loop
def _load(states, one, behind, into):
    """State `behind` of network `one`."""
    for node in range(len(into)):
        into[node] = states[one, behind, node]


@loop
def _rebuild(indptr, indices, one, order, position, tried, parents, sizes, every, largest, low, high, work):
    """Count the largest components and keep the states anew for positions below `high` down to `low`.

    State k is that of positions k × `every` and on; `high` is a multiple of it, or the end.
    """
    parent, size = work
    last = (high + every - 1) // every
    _load(parents, one, last, parent)
    _load(sizes, one, last, size)
    for at in range(high - 1, low - 1, -1):
        whole = _join(indptr, indices, one, parent, size, order[at], position, at, tried, np.int64(-1))
        largest[one, at] = max(whole, largest[one, at + 1])
        if at % every == 0:
            for node in range(len(parent)):
                parents[one, at // every, node] = parent[node]
                sizes[one, at // every, node] = size[node]


@loop
def _top(largest, at):
    """The largest component at a position over all networks."""
    top = largest[0, at]
    for one in range(1, len(largest)):
        top = max(top, largest[one, at])
    return top


@loop
def anneal_order(indptr, indices, start, hot, cold, proposals, seed, every, low_limit, limit, stop):
    """Anneal an order of all nodes on k networks; returns the best and its sum of largest components over all of them.

    `indptr` (k, n + 1), `indices` (k, …); temperatures are for one network. Only positions from `low_limit` to `limit` move; `limit` 0 is
    as far as a link is left.
    """
    graphs = len(indptr)
    count = len(start)
    order = start.copy()
    position = np.empty(count, np.int32)
    for at in range(count):
        position[order[at]] = at
    states = (count + every - 1) // every + 1
    parents = np.zeros((graphs, states, count), np.int32)
    sizes = np.zeros((graphs, states, count), np.int32)
    largest = np.zeros((graphs, count + 1), np.int32)
    tried = np.full(count, -2, np.int64)
    parent, size = np.empty(count, np.int32), np.empty(count, np.int32)
    work = (parent, size)
    total = np.int64(0)
    for one in range(graphs):
        _rebuild(
            indptr,
            indices,
            one,
            order,
            position,
            tried,
            parents,
            sizes,
            every,
            largest,
            np.int64(0),
            np.int64(count),
            work,
        )
        for at in range(1, count):
            total += largest[one, at]
    best, best_total = order.copy(), total
    window = np.empty(count, np.int32)
    state = np.array([np.uint64(seed) * np.uint64(2654435769) + np.uint64(88172645463325252)])
    cooling = (cold / hot) ** (1.0 / max(1, proposals // 64))
    heat = hot
    alive = count  # beyond it no link is left
    stamp = np.int64(0)
    for turn in range(proposals):
        if turn % 64 == 0:
            heat *= cooling
            if stop[0]:
                break
            while alive > 1 and _top(largest, alive - 1) <= 1:
                alive -= 1
            while alive < count and _top(largest, alive) > 1:
                alive += 1
        span = limit if limit else min(count, alive + 1)
        if span - low_limit < 2:
            break
        low = low_limit + int((span - low_limit) * draw(state) ** 2)
        reach = span - low - 1
        if reach < 1:
            continue
        high = low + max(1, min(reach, int(np.exp(draw(state) * np.log(reach + 1.0)))))
        width = high - low + 1
        way = int(3 * draw(state))
        for at in range(width):
            window[at] = order[low + at]
        if way == 0:
            window[0], window[width - 1] = window[width - 1], window[0]
        elif way == 1:
            moved = window[width - 1]
            for at in range(width - 1, 0, -1):
                window[at] = window[at - 1]
            window[0] = moved
        else:
            moved = window[0]
            for at in range(width - 1):
                window[at] = window[at + 1]
            window[width - 1] = moved
        allowed = -heat * graphs * np.log(draw(state) + 1e-300)
        behind = (high + every) // every
        change = np.int64(0)
        refused = False
        for one in range(graphs):
            _load(parents, one, behind, parent)
            _load(sizes, one, behind, size)
            stamp += 1
            for at in range(min(count, behind * every) - 1, high, -1):
                _join(indptr, indices, one, parent, size, order[at], position, at, tried, stamp)
            top = largest[one, high + 1]
            for at in range(high, low, -1):
                node = window[at - low]
                whole = _join(indptr, indices, one, parent, size, node, position, high, tried, stamp)
                top = max(top, whole)
                tried[node] = stamp
                change += top - largest[one, at]
                # What is still to come is at least `top`, and was at most what it was at the front
                gain = (at - low - 1) * max(0, largest[one, low + 1] - top)
                if one == graphs - 1 and change - gain > allowed:
                    refused = True
                    break
            # Several networks that agree on a loss need not all be asked
            if refused or (one >= 4 and change * graphs > 4 * (allowed + graphs * heat) * (one + 1)):
                refused = True
                break
        if refused or change > allowed:
            continue
        total += change
        for at in range(low, high + 1):
            order[at] = window[at - low]
            position[order[at]] = at
        for one in range(graphs):
            _rebuild(
                indptr, indices, one, order, position, tried, parents, sizes, every, largest,
                np.int64(low + 1), np.int64(min(count, behind * every)), work,
            )  # fmt: skip
        if total < best_total:
            best_total = total
            for at in range(count):
                best[at] = order[at]
    return best, best_total
