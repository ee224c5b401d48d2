"""Simulated annealing on separators: a removed node goes back, and what it would join too large is cut off around it.

The state is a set of removed nodes whose complement has components of at most `cap` nodes. A move takes a removed node v,
keeps the components around it that fit together (by the cost of the links to them, or by that cost per node), removes the
neighbours of v in the others, and is accepted by Metropolis' rule on the change of cost.
"""

import numpy as np

from siraba.engines.dismantling.compiled import loop

FEW = 40  # components that are sorted; of more, the best alone comes first
FREE, KEPT, REMOVED = 0, 1, 2  # what may happen to a node: anything, never removed, always removed


@loop
def draw(state: np.ndarray) -> float:
    """A number in [0, 1) by xorshift64*, from a state of one uint64."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@loop
def label_components(indptr, indices, removed, label, size, queue):
    """Label the components of what is not removed; returns how many there are."""
    label[:] = -1
    count = 0
    for start in range(len(label)):
        if removed[start] or label[start] >= 0:
            continue
        queue[0] = start
        label[start] = count
        head, tail = 0, 1
        while head < tail:
            node = queue[head]
            head += 1
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if not removed[other] and label[other] < 0:
                    label[other] = count
                    queue[tail] = other
                    tail += 1
        size[count] = tail
        count += 1
    return count


@loop
def _relabel(indptr, indices, label, start, old, new, queue):
    queue[0] = start
    label[start] = new
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            if label[other] == old:
                label[other] = new
                queue[tail] = other
                tail += 1
    return tail


@loop
def _find(parent, one):
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


@loop
def _split(indptr, indices, label, size, node, component, spare, spare_count, owner, link, search, stamp):
    """Searches start at each neighbour of the node just removed and go on in turn; one that ends alone is a component.

    The last one need not be finished, so that the cost is that of the smaller pieces.
    """
    head, tail, parent, waiting, first, member, last, active = search
    count = 0
    base = stamp[0]
    for at in range(indptr[node], indptr[node + 1]):
        other = indices[at]
        if label[other] == component:
            owner[other] = base + count
            link[other] = -1
            head[count] = other
            first[count] = other
            tail[count] = other
            parent[count] = count
            member[count] = -1
            last[count] = count
            active[count] = count
            waiting[count] = 1
            count += 1
    stamp[0] = base + count
    groups = count  # of searches that met, with something left to visit
    going = count
    while groups > 1:
        still = 0
        for spot in range(going):
            one = active[spot]
            mine = _find(parent, one)
            here = head[one]
            for at in range(indptr[here], indptr[here + 1]):
                other = indices[at]
                if label[other] != component:
                    continue
                met = owner[other] - base
                if met < 0:
                    owner[other] = base + one
                    link[other] = -1
                    link[tail[one]] = other
                    tail[one] = other
                else:
                    theirs = _find(parent, met)
                    if theirs != mine:
                        parent[theirs] = mine
                        member[last[mine]] = theirs
                        last[mine] = last[theirs]
                        waiting[mine] += waiting[theirs]
                        groups -= 1
            if groups <= 1:
                break
            head[one] = link[here]
            if head[one] >= 0:
                active[still] = one
                still += 1
                continue
            waiting[mine] -= 1
            if waiting[mine] > 0:
                continue
            groups -= 1
            spare_count -= 1
            new = spare[spare_count]
            pieces = 0
            other = mine
            while other >= 0:
                walk = first[other]
                while walk >= 0:
                    label[walk] = new
                    pieces += 1
                    walk = link[walk]
                other = member[other]
            size[new] = pieces
            size[component] -= pieces
            if groups <= 1:
                break
        going = still
    return spare_count


@loop
def anneal(indptr, indices, cost, rule, removed, cap, hot, cold, proposals, seed, stop):
    """Anneal from `removed` (n, bool; feasible) with temperatures from `hot` to `cold`; returns the best set and its cost.

    `cost` (n) ≥ 0; `rule` (n): FREE, KEPT, REMOVED; `stop[0]` set by another thread ends it early.
    """
    count = len(indptr) - 1
    widest = 1
    for node in range(count):
        widest = max(widest, indptr[node + 1] - indptr[node])
    label = np.empty(count, np.int32)
    size = np.zeros(count + 1, np.int32)
    queue = np.empty(count, np.int32)
    components = label_components(indptr, indices, removed, label, size, queue)
    spare = np.empty(count + 1, np.int32)
    spare_count = np.int64(0)
    for one in range(count, components - 1, -1):
        spare[spare_count] = one
        spare_count += 1
    owner = np.full(count, -1, np.int64)
    link = np.empty(count, np.int32)
    search = (
        np.empty(widest, np.int32), np.empty(widest, np.int32), np.empty(widest, np.int32), np.empty(widest, np.int32),
        np.empty(widest, np.int32), np.empty(widest, np.int32), np.empty(widest, np.int32), np.empty(widest, np.int32),
    )  # fmt: skip
    stamp = np.zeros(1, np.int64)
    place = np.full(count, -1, np.int32)
    chosen = np.empty(count, np.int32)
    chosen_count = 0
    total = 0.0
    for node in range(count):
        if removed[node]:
            total += cost[node]
            if rule[node] != REMOVED:
                place[node] = chosen_count
                chosen[chosen_count] = node
                chosen_count += 1
    best = chosen.copy()
    best_count = chosen_count
    best_total = total
    near = np.empty(widest, np.int32)
    near_cost = np.empty(widest)
    worth = np.empty(widest)
    slot = np.full(count + 1, -1, np.int32)
    keep = np.zeros(widest, np.bool_)
    kept = np.zeros(widest, np.bool_)
    order = np.empty(widest, np.int32)
    state = np.array([np.uint64(seed) * np.uint64(2654435769) + np.uint64(88172645463325252)])
    cooling = (cold / hot) ** (1.0 / max(1, proposals // 64))
    heat = hot
    for turn in range(proposals):
        if turn % 64 == 0:
            heat *= cooling
            if stop[0]:
                break
        if chosen_count == 0:
            break
        node = chosen[int(draw(state) * chosen_count)]
        groups = 0
        whole = 1
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            component = label[other]
            if component < 0:
                continue
            if slot[component] < 0:
                slot[component] = groups
                near[groups] = component
                near_cost[groups] = 0.0
                whole += size[component]
                groups += 1
            near_cost[slot[component]] += cost[other] if rule[other] == FREE else np.inf
        for one in range(groups):
            keep[one] = True
        cut = 0.0
        if whole > cap:
            # Two greedy fillings of the room: by cost of the links, and by that cost per node
            cut = np.inf
            for way in range(2):
                for one in range(groups):
                    value = near_cost[one]
                    if way == 1:
                        value /= size[near[one]]
                    worth[one] = value * (1.0 + 0.02 * draw(state))
                    if groups <= FEW:
                        spot = one
                        while spot > 0 and worth[order[spot - 1]] < worth[one]:
                            order[spot] = order[spot - 1]
                            spot -= 1
                        order[spot] = one
                    else:
                        order[one] = one
                        if worth[one] > worth[order[0]]:
                            order[one] = order[0]
                            order[0] = one
                room = cap - 1
                lost = 0.0
                for at in range(groups):
                    one = order[at]
                    kept[one] = size[near[one]] <= room
                    if kept[one]:
                        room -= size[near[one]]
                    else:
                        lost += near_cost[one]
                if lost < cut:
                    cut = lost
                    for one in range(groups):
                        keep[one] = kept[one]
        change = cut - cost[node]
        if change > 0 and not (change < 40 * heat and draw(state) < np.exp(-change / heat)):
            for one in range(groups):
                slot[near[one]] = -1
            continue
        total += change
        # Cut the neighbours in the components that stay apart
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            component = label[other]
            if component < 0:
                continue
            if not keep[slot[component]]:
                place[other] = -2  # marked, cut below: a split gives new labels
        for one in range(groups):
            slot[near[one]] = -1
        last = place[node]
        chosen_count -= 1
        moved = chosen[chosen_count]
        chosen[last] = moved
        place[moved] = last
        place[node] = -1
        if whole > cap:
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if place[other] != -2:
                    continue
                component = label[other]
                label[other] = -1
                removed[other] = True
                size[component] -= 1
                place[other] = chosen_count
                chosen[chosen_count] = other
                chosen_count += 1
                if size[component] == 0:
                    spare[spare_count] = component
                    spare_count += 1
                else:
                    spare_count = _split(
                        indptr,
                        indices,
                        label,
                        size,
                        other,
                        component,
                        spare,
                        spare_count,
                        owner,
                        link,
                        search,
                        stamp,
                    )
        # Join what is kept
        removed[node] = False
        largest = -1
        for one in range(groups):
            if keep[one] and (largest < 0 or size[near[one]] > size[largest]):
                largest = near[one]
        if largest < 0:
            spare_count -= 1
            largest = spare[spare_count]
            size[largest] = 0
        label[node] = largest
        size[largest] += 1
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            component = label[other]
            if component >= 0 and component != largest:
                size[largest] += _relabel(indptr, indices, label, other, component, largest, queue)
                size[component] = 0
                spare[spare_count] = component
                spare_count += 1
        if total < best_total - 1e-9:
            best_total = total
            best_count = chosen_count
            for at in range(chosen_count):
                best[at] = chosen[at]
    result = np.zeros(count, np.bool_)
    for node in range(count):
        result[node] = rule[node] == REMOVED
    for at in range(best_count):
        result[best[at]] = True
    return result, best_total
