"""Simulated annealing on the order of removals, for the least area under the curve of the largest component: a node is moved within it or two change places, and only the
stretch between is counted anew, by putting nodes back from a kept state of the components just behind it.
"""

import numpy as np

from siraba.engines.dismantling.annealing import draw
from siraba.engines.dismantling.compiled import loop
from siraba.engines.dismantling.reinsertion import find


@loop
def _join(indptr, indices, parent, size, node, position, behind, tried, stamp):
    """Put `node` back among what is behind position `behind` or was put back on this trial; returns the size around it."""
    parent[node] = node
    size[node] = 1
    mine = node
    for at in range(indptr[node], indptr[node + 1]):
        other = indices[at]
        if position[other] > behind or tried[other] == stamp:
            root = find(parent, other)
            if root != mine:
                if size[root] > size[mine]:
                    root, mine = mine, root
                parent[root] = mine
                size[mine] += size[root]
    return size[mine]


@loop
def _rebuild(indptr, indices, order, position, tried, parents, sizes, every, largest, low, high):
    """Count the largest components and keep the states anew for positions below `high` down to `low`.

    State k is that of positions k × `every` and on; `high` is a multiple of it, or the end.
    """
    count = len(order)
    last = (high + every - 1) // every
    parent, size = parents[last].copy(), sizes[last].copy()
    for at in range(high - 1, low - 1, -1):
        whole = _join(indptr, indices, parent, size, order[at], position, at, tried, -1)
        largest[at] = max(whole, largest[at + 1] if at + 1 < count else 0)
        if at % every == 0:
            parents[at // every] = parent
            sizes[at // every] = size


@loop
def anneal_order(indptr, indices, start, hot, cold, proposals, seed, every, limit, stop):
    """Anneal an order of all nodes, those before `limit` alone when it is not 0; returns the best and its sum of largest components."""
    count = len(start)
    order = start.copy()
    position = np.empty(count, np.int32)
    for at in range(count):
        position[order[at]] = at
    states = (count + every - 1) // every + 1
    parents = np.zeros((states, count), np.int32)
    sizes = np.zeros((states, count), np.int32)
    largest = np.zeros(count + 1, np.int32)
    tried = np.full(count, -2, np.int64)
    _rebuild(indptr, indices, order, position, tried, parents, sizes, every, largest, 0, count)
    total = np.int64(0)
    for at in range(1, count):
        total += largest[at]
    best, best_total = order.copy(), total
    parent, size = parents[0].copy(), sizes[0].copy()
    window = np.empty(count, np.int32)
    counted = np.empty(count + 1, np.int32)
    state = np.array([np.uint64(seed) * np.uint64(2654435769) + np.uint64(88172645463325252)])
    cooling = (cold / hot) ** (1.0 / max(1, proposals // 64))
    heat = hot
    alive = count  # beyond it no edge is left
    stamp = np.int64(0)
    for turn in range(proposals):
        if turn % 64 == 0:
            heat *= cooling
            if stop[0]:
                break
            while alive > 1 and largest[alive - 1] <= 1:
                alive -= 1
            while alive < count and largest[alive] > 1:
                alive += 1
        span = limit if limit else min(count, alive + 1)
        if span < 2:
            break
        low = int(span * draw(state) ** 2)
        reach = span - low - 1
        if reach < 1:
            continue
        gap = int(np.exp(draw(state) * np.log(reach + 1.0)))
        high = min(span - 1, low + max(1, gap))
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
        allowed = -heat * np.log(draw(state) + 1e-300)
        behind = (high + every) // every
        parent[:] = parents[behind]
        size[:] = sizes[behind]
        stamp += 1
        for at in range(min(count, behind * every) - 1, high, -1):
            _join(indptr, indices, parent, size, order[at], position, at, tried, stamp)
        top = largest[high + 1]
        change = np.int64(0)
        refused = False
        for at in range(high, low, -1):
            node = window[at - low]
            top = max(top, _join(indptr, indices, parent, size, node, position, high, tried, stamp))
            tried[node] = stamp
            counted[at] = top
            change += top - largest[at]
            # What is still to come is at least `top`, and was at most what it was at the front
            if change - (at - low - 1) * max(0, largest[low + 1] - top) > allowed:
                refused = True
                break
        if refused or change > allowed:
            continue
        total += change
        for at in range(low, high + 1):
            order[at] = window[at - low]
            position[order[at]] = at
        first = (high // every) * every
        if first > low:
            _rebuild(
                indptr,
                indices,
                order,
                position,
                tried,
                parents,
                sizes,
                every,
                largest,
                low + 1,
                min(count, behind * every),
            )
        else:
            for at in range(low + 1, high + 1):
                largest[at] = counted[at]
        if total < best_total:
            best_total = total
            best[:] = order
    return best, best_total
