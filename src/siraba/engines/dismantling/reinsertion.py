"""Putting removed nodes back, the one that joins the smallest component first: it thins a set out, and puts it in order."""

import heapq

import numpy as np

from siraba.engines.dismantling.compiled import loop

MANY = 5000


@loop
def find(parent, node):
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@loop
def joined_size(indptr, indices, parent, size, back, node, seen, stamp):
    """How large the component would be that `node` joins when it is put back."""
    whole = 1
    for at in range(indptr[node], indptr[node + 1]):
        if back[indices[at]]:
            root = find(parent, indices[at])
            if seen[root] != stamp:
                seen[root] = stamp
                whole += size[root]
    return whole


@loop
def put_back(indptr, indices, parent, size, back, node):
    """Join `node` to what is around it; returns the size of the component it is then in."""
    back[node] = True
    parent[node] = node
    size[node] = 1
    mine = node
    for at in range(indptr[node], indptr[node + 1]):
        if back[indices[at]]:
            root = find(parent, indices[at])
            if root != mine:
                if size[root] > size[mine]:
                    root, mine = mine, root
                parent[root] = mine
                size[mine] += size[root]
    return size[mine]


@loop
def regrow(indptr, indices, removed, weight, cap):
    """Put back nodes of `removed` (n, bool, changed in place) as long as components stay at most `cap`.

    First the one whose component per `weight` is smallest; `weight` 0 stays out. Returns the nodes in the order they went back,
    and for each the largest component that there was before it went back.
    """
    count = len(indptr) - 1
    parent = np.arange(count)
    size = np.ones(count, np.int64)
    back = np.zeros(count, np.bool_)
    seen = np.full(count, -1, np.int64)
    largest = 0
    for node in range(count):
        if not removed[node]:
            largest = max(largest, put_back(indptr, indices, parent, size, back, node))
    heap = [(np.inf, -1)]
    stamp = np.int64(0)
    for node in range(count):
        if removed[node] and weight[node] > 0:
            whole = joined_size(indptr, indices, parent, size, back, node, seen, stamp)
            stamp += 1
            heap.append((whole / weight[node], node))
    slack = 1.0
    if len(heap) > MANY:
        slack = 1.03 if cap < count else 1.0 + len(heap) / 150_000
    heapq.heapify(heap)
    order = np.empty(len(heap), np.int64)
    before = np.empty(len(heap), np.int64)
    done = 0
    while True:
        key, node = heapq.heappop(heap)
        if node < 0:
            break
        whole = joined_size(indptr, indices, parent, size, back, node, seen, stamp)
        stamp += 1
        if whole > cap:
            continue
        if whole / weight[node] > key * slack:
            heapq.heappush(heap, (whole / weight[node], node))
            continue
        before[done] = largest
        order[done] = node
        done += 1
        removed[node] = False
        largest = max(largest, put_back(indptr, indices, parent, size, back, node))
    return order[:done], before[:done]


@loop
def curve_of(indptr, indices, order):
    """The largest component before each removal of `order` and after the last (len + 1), what is not in it staying."""
    count = len(indptr) - 1
    parent = np.arange(count)
    size = np.ones(count, np.int64)
    back = np.zeros(count, np.bool_)
    gone = np.zeros(count, np.bool_)
    for node in order:
        gone[node] = True
    largest = 0
    for node in range(count):
        if not gone[node]:
            largest = max(largest, put_back(indptr, indices, parent, size, back, node))
    curve = np.empty(len(order) + 1, np.int64)
    curve[len(order)] = largest
    for step in range(len(order) - 1, -1, -1):
        largest = max(largest, put_back(indptr, indices, parent, size, back, order[step]))
        curve[step] = largest
    return curve
