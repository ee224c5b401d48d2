"""A table with its margins as a network, and how far one of its cells may move inside it.

Rows and columns are nodes, the margins being one more row and one more column; every count is an edge
between its row and its column. Margins count negatively, so that each row and each column sums to zero: a
change of the table that keeps all its sums is then a circulation, and bounds on the counts are capacities.
Because the network is one of transport, whole capacities give whole-numbered tables.

Source: Kelly, Golden and Assad, "Cell suppression: disclosure protection for sensitive tabular data",
Networks 22 (1992); Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Node = tuple[str, int]
# How far an edge may still move: (edge, -1 or +1, change so far) -> (room, cost of using it).
Room = Callable[[int, int, int], tuple[float, float]]


@dataclass(frozen=True)
class Edge:
    row: Node
    column: Node
    sign: int
    value: int

    def ends(self, direction: int) -> tuple[Node, Node]:
        """Where a change of one in this direction leaves and where it arrives."""
        return (self.row, self.column) if direction == self.sign else (self.column, self.row)


def move(edges: list[Edge], moved: int, direction: int, amount: int, room: Room) -> dict[int, int] | None:
    """A change of the table in which edge `moved` goes `amount` in `direction`, as {edge: change}.

    The cheapest way round is taken first. None when no table is so far away.
    """
    arcs = _arcs(edges, moved)
    change = dict.fromkeys(range(len(edges)), 0)
    leaves, arrives = edges[moved].ends(direction)
    remaining: float = amount
    while remaining > 0:
        path = _cheapest_path(arcs, arrives, leaves, lambda edge, way: room(edge, way, change[edge]))
        if path is None:
            return None
        step = min(remaining, *(room(edge, way, change[edge])[0] for edge, way in path))
        for edge, way in path:
            change[edge] += way * int(step)
        remaining -= step
    change[moved] = direction * amount
    return {edge: by for edge, by in change.items() if by}


Arcs = dict[Node, list[tuple[Node, int, int]]]


def _arcs(edges: list[Edge], left_out: int) -> Arcs:
    arcs: Arcs = {}
    for number, edge in enumerate(edges):
        for way in (-1, 1) if number != left_out else ():
            leaves, arrives = edge.ends(way)
            arcs.setdefault(leaves, []).append((arrives, number, way))
    return arcs


def _cheapest_path(
    arcs: Arcs, start: Node, end: Node, room: Callable[[int, int], tuple[float, float]]
) -> list[tuple[int, int]] | None:
    if start == end:
        return []
    reached: dict[Node, tuple[Node, int, int]] = {}
    costs: dict[Node, float] = {start: 0}
    queue: list[tuple[float, Node]] = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == end:
            return list(_steps_back(reached, start, end))
        if cost > costs[node]:
            continue
        for following, edge, way in arcs.get(node, ()):
            free, price = room(edge, way)
            if free > 0 and cost + price < costs.get(following, float("inf")):
                costs[following] = cost + price
                reached[following] = (node, edge, way)
                heapq.heappush(queue, (cost + price, following))
    return None


def _steps_back(
    reached: dict[Node, tuple[Node, int, int]], start: Node, end: Node
) -> Iterable[tuple[int, int]]:
    node = end
    while node != start:
        node, edge, way = reached[node]
        yield edge, way
