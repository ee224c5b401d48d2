"""Cuts for the integer program of `exact`: a tree of more than `cap` nodes must lose enough of them.

For a tree T of the network rooted anywhere, a removed node takes its subtree away from the root, so that what goes must
weigh Σ min(n_v, |T| − cap) x_v ≥ |T| − cap, with n_v the nodes of T under v, itself included: valid whether the root stays (at
most `cap` nodes stay with it) or goes. The trees are those of shortest paths, with the values x of the relaxation as lengths
(a spreading metric; Even, Naor, Rao, Schieber, J. ACM 47 (2000) 585–616).
"""

import heapq

import numpy as np

from siraba.engines.dismantling.compiled import loop


@loop
def tree_cuts(indptr, indices, x, cap, roots, most):
    """Violated cuts for the values x (n), at most `most`: rows of coefficients (k, n), right-hand sides (k)."""
    count = len(indptr) - 1
    rows = np.zeros((most, count))
    sides = np.zeros(most)
    found = 0
    distance = np.empty(count)
    above = np.empty(count, np.int64)
    under = np.empty(count, np.int64)
    order = np.empty(count, np.int64)
    for root in roots:
        distance[:] = np.inf
        above[:] = -1
        distance[root] = x[root]
        heap = [(distance[root], root)]
        reached = 0
        while len(heap) > 0:
            length, node = heapq.heappop(heap)
            if length > distance[node]:
                continue
            if length >= 1 - 1e-9 and reached > cap:
                break
            distance[node] = -1.0 - length  # done
            order[reached] = node
            reached += 1
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if distance[other] < 0:
                    continue
                to = length + x[other]
                if to < distance[other] - 1e-12:
                    distance[other] = to
                    above[other] = node
                    heapq.heappush(heap, (to, np.int64(other)))
        if reached <= cap:
            continue
        for at in range(reached):
            under[order[at]] = 1
        for at in range(reached - 1, 0, -1):
            under[above[order[at]]] += under[order[at]]
        side = reached - cap
        left = 0.0
        for at in range(reached):
            node = order[at]
            left += min(under[node], side) * x[node]
        if left < side - 1e-6 and found < most:
            for at in range(reached):
                node = order[at]
                rows[found, node] = min(under[node], side)
            sides[found] = side
            found += 1
    return rows[:found], sides[:found]
