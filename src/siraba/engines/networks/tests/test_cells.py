from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.networks.cells import cells, curve
from siraba.engines.networks.tests.examples import around, graphs, pieces


@settings(max_examples=80, deadline=None)
@given(graphs(), st.data())
def test_cells_are_the_pieces_that_are_left(graph, data):
    removed = data.draw(st.lists(st.sampled_from(range(len(graph))), unique=True))
    least = data.draw(st.integers(1, 4))
    near = around(graph, set(removed))
    found = cells(graph, removed, least)
    left = pieces(near)
    assert sorted(one.members for one in found.living) == sorted(
        tuple(sorted(piece)) for piece in left if len(piece) >= least
    )
    assert found.scattered == sum(len(piece) for piece in left if len(piece) < least)
    for cell in found.living:
        degrees = {node: len(near[node]) for node in cell.members}
        assert degrees[cell.heir] == max(degrees.values())
        assert 2 * cell.ties == sum(degrees.values())
        assert cell.heart <= max(degrees.values())


@settings(max_examples=50, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_curve_follows_the_largest_cell_down_to_nothing(graph, chance):
    sequence = list(range(len(graph)))
    chance.shuffle(sequence)
    found = curve(graph, sequence).tolist()
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0
    for step, size in enumerate(found[:-1]):
        assert size == len(pieces(around(graph, set(sequence[:step])))[0])
