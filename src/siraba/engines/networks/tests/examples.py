"""Small networks for the tests, and slow plain ways to find what the engine finds fast."""

from collections import deque

from hypothesis import strategies as st

from siraba.engines.networks.graph import Graph


@st.composite
def graphs(draw: st.DrawFn, most: int = 10) -> Graph:
    size = draw(st.integers(1, most))
    pairs = [(one, other) for other in range(size) for one in range(other)]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    strengths = draw(st.lists(st.integers(1, 5), min_size=len(ties), max_size=len(ties)))
    names = [f"n{number}" for number in range(size)]
    return Graph.of(
        [(names[a], names[b], float(strength)) for (a, b), strength in zip(ties, strengths, strict=True)],
        names,
    )


def around(graph: Graph, gone: set[int] = frozenset(), tie: int | None = None) -> dict[int, set[int]]:
    near = {node: set() for node in range(len(graph)) if node not in gone}
    for number, (one, other) in enumerate(graph.ends.tolist()):
        if number != tie and one in near and other in near:
            near[one].add(other)
            near[other].add(one)
    return near


def pieces(near: dict[int, set[int]]) -> list[set[int]]:
    left, found = set(near), []
    while left:
        piece, waiting = set(), [left.pop()]
        while waiting:
            node = waiting.pop()
            piece.add(node)
            waiting += near[node] & left
            left -= near[node]
        found.append(piece)
    return sorted(found, key=lambda piece: (-len(piece), min(piece)))


def shortest(near: dict[int, set[int]], start: int) -> tuple[dict[int, int], dict[int, int]]:
    """Distance to each node, and number of shortest paths."""
    distance, paths, waiting = {start: 0}, {start: 1}, deque([start])
    while waiting:
        node = waiting.popleft()
        for other in near[node]:
            if other not in distance:
                distance[other], paths[other] = distance[node] + 1, 0
                waiting.append(other)
            if distance[other] == distance[node] + 1:
                paths[other] += paths[node]
    return distance, paths


def betweenness(graph: Graph) -> list[float]:
    """By its definition: over all pairs, the share of their shortest paths through a node."""
    near = around(graph)
    found = {node: shortest(near, node) for node in near}
    shares = [0.0] * len(graph)
    for one in near:
        for other in near:
            if one == other or other not in found[one][0]:
                continue
            for node in near.keys() - {one, other}:
                through = found[one][0].get(node, 99) + found[node][0].get(other, 99)
                if through == found[one][0][other]:
                    shares[node] += found[one][1][node] * found[node][1][other] / found[one][1][other]
    pairs = (len(graph) - 1) * (len(graph) - 2)
    return [share / pairs if pairs > 0 else 0.0 for share in shares]
