from itertools import combinations

import numpy as np
from hypothesis import given, settings

from siraba.engines.networks.communities import communities, modularity
from siraba.engines.networks.graph import Graph
from siraba.engines.networks.tests.examples import around, graphs, pieces


def cliques(*sizes: int) -> Graph:
    """Full groups in a row, each tied to the next by one tie."""
    groups = [[f"{group}-{member}" for member in range(size)] for group, size in enumerate(sizes)]
    ties = [(one, other, 1.0) for group in groups for one, other in combinations(group, 2)]
    return Graph.of(ties + [(a[0], b[0], 1.0) for a, b in zip(groups, groups[1:], strict=False)])


def test_groups_in_a_row_are_told_apart():
    found = communities(cliques(5, 7, 6))
    names = cliques(5, 7, 6).names
    assert [{names[node][0] for node in found.members(label)} for label in range(3)] == [{"1"}, {"2"}, {"0"}]
    assert found.modularity > 0.5
    assert found.steadiness.tolist() == [1.0] * 18
    assert found.method
    assert found.caution


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_each_community_is_in_one_piece_and_the_same_seed_finds_the_same(graph):
    found = communities(graph, runs=2)
    assert (communities(graph, runs=2).labels == found.labels).all()
    assert sorted(set(found.labels.tolist())) == list(range(found.number))
    sizes = np.bincount(found.labels)
    assert sizes.tolist() == sorted(sizes, reverse=True)
    for label in range(found.number):
        outside = set(range(len(graph))) - set(found.members(label).tolist())
        assert len(pieces(around(graph, outside))) == 1
    assert -0.5 <= found.modularity <= 1
    assert found.modularity >= modularity(graph, np.arange(len(graph))) - 1e-9
    assert ((found.steadiness >= 0) & (found.steadiness <= 1)).all()


def test_no_tie_makes_no_community():
    assert communities(Graph.of([], ["a", "b"])).number == 2
    assert communities(Graph.of([])).number == 0
