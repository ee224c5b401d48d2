"""Adaptive betweenness: the node that most shortest paths go through is removed, and paths are counted anew.

Brandes, J. Math. Sociology 25 (2001) 163; from a sample of sources on larger networks (Brandes, Pich, 2007).
"""

import numpy as np

from siraba.engines.dismantling.annealing import draw, label_components
from siraba.engines.dismantling.compiled import loop


@loop
def betweenness(indptr, indices, removed, sources, score, work):
    """Add to `score` (n) the shortest paths through each node from `sources`, on what is not removed."""
    distance, paths, share, queue = work
    for source in sources:
        queue[0] = source
        distance[source] = 0
        paths[source] = 1.0
        head, tail = 0, 1
        while head < tail:
            node = queue[head]
            head += 1
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if removed[other]:
                    continue
                if distance[other] < 0:
                    distance[other] = distance[node] + 1
                    paths[other] = 0.0
                    queue[tail] = other
                    tail += 1
                if distance[other] == distance[node] + 1:
                    paths[other] += paths[node]
        for at in range(tail):
            share[queue[at]] = 0.0
        for spot in range(tail - 1, 0, -1):
            node = queue[spot]
            part = (1.0 + share[node]) / paths[node]
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if not removed[other] and distance[other] == distance[node] - 1:
                    share[other] += paths[other] * part
            score[node] += share[node]
        for at in range(tail):
            distance[queue[at]] = -1


@loop
def remove_between(indptr, indices, cost, rule, cap, most_sources, most_steps, seed, stop):
    """Remove the node of greatest betweenness per cost from the largest component until it has at most `cap` nodes.

    Returns the removals in order; fewer than needed after `most_steps`, when nothing may go, or once `stop[0]` is set.
    """
    count = len(indptr) - 1
    removed = np.zeros(count, np.bool_)
    order = np.empty(count, np.int64)
    label = np.empty(count, np.int32)
    size = np.zeros(count + 1, np.int32)
    queue = np.empty(count, np.int32)
    score = np.zeros(count)
    work = (np.full(count, -1, np.int32), np.empty(count), np.empty(count), queue)
    members = np.empty(count, np.int64)
    state = np.array([np.uint64(seed) * np.uint64(2654435769) + np.uint64(88172645463325252)])
    done = 0
    for node in range(count):
        if rule[node] == 2:
            removed[node] = True
            order[done] = node
            done += 1
    while done < most_steps and not stop[0]:
        components = label_components(indptr, indices, removed, label, size, queue)
        if components == 0:
            break
        largest = 0
        for one in range(components):
            if size[one] > size[largest]:
                largest = one
        whole = size[largest]
        if whole <= cap:
            break
        there = 0
        for node in range(count):
            if label[node] == largest:
                members[there] = node
                score[node] = 0.0
                there += 1
        sampled = min(there, most_sources)
        for one in range(sampled):
            if sampled < there:
                other = one + int(draw(state) * (there - one))
                members[one], members[other] = members[other], members[one]
        betweenness(indptr, indices, removed, members[:sampled], score, work)
        best = -1
        highest = 0.0
        for at in range(there):
            node = members[at]
            if rule[node] == 0:
                # Equal scores: the better connected one
                value = (score[node] + 1e-9 * (indptr[node + 1] - indptr[node])) / max(cost[node], 1e-12)
                if best < 0 or value > highest:
                    best = node
                    highest = value
        if best < 0:
            break
        removed[best] = True
        order[done] = best
        done += 1
    return order[:done]
