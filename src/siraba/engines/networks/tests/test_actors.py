import numpy as np
import pytest
from hypothesis import given, settings

from siraba.engines.networks.actors import footing, standing
from siraba.engines.networks.graph import Graph
from siraba.engines.networks.tests.examples import around, betweenness, graphs


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_betweenness_is_what_its_definition_says(graph):
    found = standing(graph)
    assert found.betweenness.tolist() == pytest.approx(betweenness(graph), abs=1e-9)
    assert found.error == 0
    assert found.degree.tolist() == [len(near) for near in around(graph).values()]


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_a_core_is_the_last_peel_in_which_a_node_stays(graph):
    found = standing(graph).core
    near = around(graph)
    for k in range(1, 10):
        while weak := [node for node, others in near.items() if len(others) < k]:
            for node in weak:
                for other in near.pop(node):
                    near.get(other, set()).discard(node)
        assert set(np.flatnonzero(found >= k).tolist()) == set(near)


def test_a_sampled_betweenness_is_within_its_error():
    ties = [(f"n{one}", f"n{(one * 7 + step) % 60}", 1.0) for one in range(60) for step in (1, 2, 5)]
    graph = Graph.of([tie for tie in ties if tie[0] != tie[1]])
    sampled = standing(graph, exact=0, error=0.05)
    assert sampled.error == 0.05
    assert "0.05" in sampled.method
    assert np.abs(sampled.betweenness - standing(graph).betweenness).max() <= 0.05
    assert (standing(graph, exact=0, error=0.05).betweenness == sampled.betweenness).all()


def star(centre: str, leaves: int) -> list[tuple[str, str, float]]:
    return [(centre, f"{centre}{leaf}", 1.0) for leaf in range(leaves)]


def test_an_actor_held_up_by_one_weak_source_is_named_with_it():
    graph = Graph.of([*star("Modibo", 4), *star("Sékou", 6)])
    sources = [frozenset({"pv-1", "pv-2"})] * 4 + [frozenset({"rumeur"})] * 6
    found = footing(graph, standing(graph), sources, weak={"rumeur"}, top=1)
    assert [(graph.names[one.node], one.weak, one.sources) for one in found] == [("Sékou", "rumeur", 1)]
    assert found[0].rank == 1
    assert found[0].rank_without > 1
    assert footing(graph, standing(graph), sources, weak=set(), top=1)[0].weak is None
    supported = [*sources[:4], *[frozenset({"rumeur", "pv-3"})] * 6]
    assert footing(graph, standing(graph), supported, weak={"rumeur"}, top=1)[0].weak is None


def test_whoever_is_not_ranked_counts_for_the_others_and_is_not_told_of():
    graph = Graph.of([*star("Modibo", 4), *star("Sékou", 6), ("Modibo", "Sékou", 1.0)])
    sources = [frozenset({"pv-1"})] * len(graph.ends)
    victim = graph.names.index("Sékou")
    found = footing(graph, standing(graph), sources, weak=set(), top=3, unranked={victim})
    assert victim not in [one.node for one in found]
    assert (graph.names[found[0].node], found[0].rank) == ("Modibo", 1)
