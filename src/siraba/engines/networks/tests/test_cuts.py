from hypothesis import given, settings

from siraba.engines.networks.cuts import cuts
from siraba.engines.networks.graph import Graph
from siraba.engines.networks.tests.examples import around, graphs, pieces


def sizes(near) -> list[int]:
    return [len(piece) for piece in pieces(near)]


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_bridges_and_articulations_are_those_whose_loss_makes_pieces(graph):
    found = cuts(graph)
    whole = pieces(around(graph))
    home = {node: piece for piece in whole for node in piece}

    bridges = {}
    for tie, (one, other) in enumerate(graph.ends.tolist()):
        after = pieces(around(graph, tie=tie))
        if len(after) > len(whole):
            bridges[tie] = tuple(len(next(piece for piece in after if end in piece)) for end in (one, other))
    assert {one.tie: one.sides for one in found.bridges} == bridges

    articulations = {}
    for node in range(len(graph)):
        after = [len(piece) for piece in pieces(around(graph, {node})) if piece < home[node]]
        if len(after) > 1:
            articulations[node] = tuple(sorted(after, reverse=True))
    assert {one.node: one.pieces for one in found.articulations} == articulations


def test_a_long_chain_needs_no_deep_stack():
    graph = Graph.of([(str(one), str(one + 1), 1.0) for one in range(5_000)])
    found = cuts(graph)
    assert len(found.bridges) == 5_000
    assert min(found.bridges[0].sides) == 2_500
    assert len(found.articulations) == 4_999
