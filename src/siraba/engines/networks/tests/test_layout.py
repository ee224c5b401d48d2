import numpy as np
from hypothesis import given, settings

from siraba.engines.networks.graph import Graph
from siraba.engines.networks.layout import _push, _push_by_grid, layout
from siraba.engines.networks.tests.examples import graphs
from siraba.engines.networks.tests.test_communities import cliques


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_every_node_has_its_own_finite_place_and_keeps_it(graph):
    places = layout(graph, steps=20).places
    assert places.shape == (len(graph), 2)
    assert np.isfinite(places).all()
    assert len(np.unique(places.round(9), axis=0)) == len(graph)
    assert (layout(graph, steps=20).places == places).all()


def test_what_is_tied_is_drawn_together():
    graph = cliques(20, 20)
    places = layout(graph).places
    group = np.array([name[0] == "0" for name in graph.names])
    middles = np.array([places[group].mean(axis=0), places[~group].mean(axis=0)])
    own = np.linalg.norm(places - middles[1 - group.astype(int)], axis=1)
    apart = np.linalg.norm(middles[0] - middles[1])
    assert np.median(own) < apart / 2


def test_a_hub_with_many_leaves_spreads_them():
    graph = Graph.of([("hub", f"leaf {number}", 1.0) for number in range(100)])
    places = layout(graph).places
    assert np.linalg.norm(places[0]) < 0.3
    assert np.ptp(places, axis=0).min() > 1
    assert layout(Graph.of([])).places.shape == (0, 2)


def test_the_grid_pushes_as_the_pairs_do():
    chance = np.random.default_rng(3)
    places, masses = chance.normal(size=(300, 2)), chance.integers(1, 9, 300).astype(float)
    by_pairs, by_grid = _push(places, masses), _push_by_grid(places, masses)
    assert np.corrcoef(by_pairs.ravel(), by_grid.ravel())[0, 1] > 0.99
