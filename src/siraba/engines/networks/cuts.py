"""Bridges and articulation points: the single ties and nodes without which a part falls in pieces (Tarjan, 1972)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from siraba.engines.networks.graph import Graph, Told


@dataclass(frozen=True)
class Bridge:
    """A tie that alone holds two sides together; `sides`: nodes on the side of each end."""

    tie: int
    sides: tuple[int, int]


@dataclass(frozen=True)
class Articulation:
    """A node that alone holds pieces together; `pieces`: their sizes once it is gone, the largest first."""

    node: int
    pieces: tuple[int, ...]


@dataclass(frozen=True)
class Cuts(Told):
    """Bridges by their smaller side, articulation points by what they cut off from the largest piece: most first."""

    bridges: tuple[Bridge, ...]
    articulations: tuple[Articulation, ...]


def cuts(graph: Graph) -> Cuts:
    """Every bridge and articulation point, in time proportional to nodes and ties."""
    bridges: list[Bridge] = []
    pieces: dict[int, list[int]] = {}
    sizes = np.bincount(graph.parts(), minlength=1)[graph.parts()] if len(graph) else np.zeros(0)
    for node, parent, tie, below, reach in _visits(graph):
        whole = int(sizes[node])
        if reach > 0:  # nothing under `node` reaches its parent another way: its tie is a bridge
            first = int(graph.ends[tie, 0]) == parent
            bridges.append(Bridge(tie, (whole - below, below) if first else (below, whole - below)))
        if reach >= 0:  # nothing reaches above `parent`: it cuts `node` and all below it off
            pieces.setdefault(parent, []).append(below)
    points = [
        Articulation(node, tuple(sorted(all_pieces, reverse=True)))
        for node, cut_off in pieces.items()
        if len(all_pieces := _with_rest(cut_off, int(sizes[node]))) > 1
    ]
    return Cuts(
        "Ponts et points d’articulation (Tarjan)",
        "Un passage unique dans ce qui est connu peut avoir des doubles que personne n’a vus. "
        "Il dit où regarder, non qui est responsable.",
        tuple(sorted(bridges, key=lambda one: (-min(one.sides), one.tie))),
        tuple(sorted(points, key=lambda one: (-sum(one.pieces[1:]), one.node))),
    )


def _with_rest(cut_off: list[int], whole: int) -> list[int]:
    rest = whole - 1 - sum(cut_off)
    return [*cut_off, rest] if rest else cut_off


def _visits(graph: Graph) -> Iterator[tuple[int, int, int, int, int]]:
    """Depth first, each node but the roots once all below it is seen.

    Yields (node, parent, tie to the parent, nodes in its subtree, how far above it reaches): the last is 1 when the subtree reaches
    no higher than the node itself, 0 when no higher than the parent, −1 when higher.
    """
    around = _incidence(graph)
    seen_at = np.full(len(graph), -1).tolist()
    low, size, clock = seen_at.copy(), [1] * len(graph), 0
    for root in range(len(graph)):
        if seen_at[root] >= 0:
            continue
        seen_at[root] = low[root] = clock
        clock += 1
        path = [(root, -1, -1, iter(around[root]))]
        while path:
            node, parent, by, left = path[-1]
            for other, tie in left:
                if tie == by:
                    continue
                if seen_at[other] < 0:
                    seen_at[other] = low[other] = clock
                    clock += 1
                    path.append((other, node, tie, iter(around[other])))
                    break
                low[node] = min(low[node], seen_at[other])
            else:
                path.pop()
                if parent >= 0:
                    low[parent] = min(low[parent], low[node])
                    size[parent] += size[node]
                    reach = 1 if low[node] > seen_at[parent] else 0 if low[node] == seen_at[parent] else -1
                    yield node, parent, by, size[node], reach


def _incidence(graph: Graph) -> list[list[tuple[int, int]]]:
    around: list[list[tuple[int, int]]] = [[] for _ in graph.names]
    for tie, (one, other) in enumerate(graph.ends.tolist()):
        around[one].append((other, tie))
        around[other].append((one, tie))
    return around
