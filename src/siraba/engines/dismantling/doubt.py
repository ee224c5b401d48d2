"""Nodes that are central by one weak source alone."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from siraba.engines.dismantling.plans import Plan

Evidence = tuple[Hashable, Hashable, Hashable, float]


@dataclass(frozen=True)
class Fragile:
    """A removal that parts less than half as many nodes without the links that `source` alone tells of.

    `links`: how many these are. `effect`: the nodes that its removal parts from the largest part around it, itself included,
    when its step comes; `effect_without`: the same once these links are taken for false.
    """

    node: Hashable
    source: Hashable
    links: int
    effect: int
    effect_without: int


def fragile(plan: Plan, evidence: Iterable[Evidence], weak: float = 0.5) -> list[Fragile]:
    """The nodes of a plan that owe their place to one source weaker than `weak`, the worst first.

    `evidence`: (end, other end, source, strength in 0–1), one for each time that a source tells of a link; a source is as
    strong as the strongest thing it says of the node. A link that two sources tell of depends on neither.
    """
    told: dict[tuple[int, int], dict[Hashable, float]] = defaultdict(dict)
    number = plan.network.number
    for end, other, source, strength in evidence:
        if end in number and other in number:
            link = told[_link(number[end], number[other])]
            link[source] = max(strength, link.get(source, 0.0))
    found = []
    graph = plan.network.matrix().tocsr()
    gone = np.zeros(plan.size, np.bool_)
    for node in plan.order.tolist():
        alone: dict[Hashable, list[tuple[int, float]]] = defaultdict(list)
        for other in plan.network.neighbours(node).tolist():
            sources = told.get(_link(node, other), {})
            if len(sources) == 1 and not gone[other]:
                ((source, strength),) = sources.items()
                alone[source].append((other, strength))
        for source, links in alone.items():
            if max(strength for _, strength in links) >= weak:
                continue
            effect = _effect(graph, gone, node, ())
            without = _effect(graph, gone, node, [other for other, _ in links])
            if 2 * without < effect:
                found.append(Fragile(plan.network.names[node], source, len(links), effect, without))
        gone[node] = True
    return sorted(found, key=lambda one: one.effect_without / one.effect)


def _link(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _effect(graph: csr_array, gone: np.ndarray, node: int, without: Iterable[int]) -> int:
    """The size of the component of `node` less that of the largest part it falls into, links to `without` being false."""
    kept = np.flatnonzero(~gone)
    place = {one: at for at, one in enumerate(kept.tolist())}
    part = graph[kept][:, kept].tolil()
    here = place[node]
    for other in without:
        part[here, place[other]] = part[place[other], here] = 0
    _, label = connected_components(part.tocsr(), directed=False)
    mine = np.flatnonzero(label == label[here])
    rest = mine[mine != here]
    if not len(rest):
        return 1
    inside = part.tocsr()[rest][:, rest]
    _, label = connected_components(inside, directed=False)
    return int(len(mine) - np.bincount(label).max())
