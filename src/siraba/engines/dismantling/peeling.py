"""CoreHD: the node of greatest degree in the 2-core goes first, until only trees are left; these are cut exactly.

Zdeborová, Zhang, Zhou, Scientific Reports 6 (2016) 37954.
"""

import numpy as np

from siraba.engines.dismantling.compiled import loop


@loop
def peel(indptr, indices, rule, cap, core):
    """The nodes to remove (n, bool) so that trees of at most `cap` nodes are left, but for those that `rule` keeps.

    `core` 2: the greatest degree in the 2-core (CoreHD); 0: the greatest degree anywhere, until no edge is left.
    """
    count = len(indptr) - 1
    degree = np.empty(count, np.int64)
    gone = np.zeros(count, np.bool_)  # removed
    out = np.zeros(count, np.bool_)  # removed, or out of the core
    widest = 0
    for node in range(count):
        degree[node] = indptr[node + 1] - indptr[node]
        widest = max(widest, degree[node])
    first = np.full(widest + 1, -1, np.int64)
    following = np.full(count, -1, np.int64)
    previous = np.full(count, -1, np.int64)
    stack = np.empty(count, np.int64)
    waiting = 0
    for node in range(count - 1, -1, -1):
        if rule[node] == 2:
            stack[waiting] = node
            waiting += 1
            out[node] = True
            gone[node] = True
    for node in range(count - 1, -1, -1):
        if out[node]:
            continue
        if degree[node] < core:
            stack[waiting] = node
            waiting += 1
            out[node] = True
            continue
        following[node] = first[degree[node]]
        if first[degree[node]] >= 0:
            previous[first[degree[node]]] = node
        first[degree[node]] = node
    top = widest
    while True:
        while waiting > 0:
            waiting -= 1
            node = stack[waiting]
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if out[other]:
                    continue
                if previous[other] >= 0:
                    following[previous[other]] = following[other]
                else:
                    first[degree[other]] = following[other]
                if following[other] >= 0:
                    previous[following[other]] = previous[other]
                degree[other] -= 1
                if degree[other] < core:
                    out[other] = True
                    stack[waiting] = other
                    waiting += 1
                else:
                    previous[other] = -1
                    following[other] = first[degree[other]]
                    if first[degree[other]] >= 0:
                        previous[first[degree[other]]] = other
                    first[degree[other]] = other
        while top > 0 and first[top] < 0:
            top -= 1
        if top <= 0:
            break
        node = first[top]
        first[top] = following[node]
        if following[node] >= 0:
            previous[following[node]] = -1
        out[node] = True
        gone[node] = rule[node] != 1
        if gone[node]:
            stack[waiting] = node
            waiting += 1
    cut_trees(indptr, indices, gone, rule, cap)
    return gone


@loop
def cut_trees(indptr, indices, gone, rule, cap):
    """From the leaves up, remove the node under which more than `cap` nodes hang together (exact on trees)."""
    count = len(indptr) - 1
    above = np.full(count, -2, np.int64)
    under = np.ones(count, np.int64)
    order = np.empty(count, np.int64)
    for root in range(count):
        if gone[root] or above[root] != -2:
            continue
        above[root] = -1
        order[0] = root
        head, tail = 0, 1
        while head < tail:
            node = order[head]
            head += 1
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if not gone[other] and above[other] == -2:
                    above[other] = node
                    order[tail] = other
                    tail += 1
        for at in range(tail - 1, -1, -1):
            node = order[at]
            if under[node] > cap and rule[node] != 1:
                gone[node] = True
            elif above[node] >= 0:
                under[above[node]] += under[node]
