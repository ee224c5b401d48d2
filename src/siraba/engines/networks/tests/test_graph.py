import pytest

from siraba.engines.networks.graph import BadNetwork, Graph


def test_ties_between_the_same_two_add_up():
    graph = Graph.of([("Kayes", "Gao", 1), ("Gao", "Kayes", 2)], ["Ménaka"])
    assert graph.names == ("Ménaka", "Kayes", "Gao")
    assert graph.ends.tolist() == [[1, 2]]
    assert graph.strengths.tolist() == [3]
    assert graph.degrees.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("tie", "said"),
    [
        (("a", "a", 1.0), "lui-même"),
        (("a", "b", 0.0), "au-dessus de zéro"),
        (("a", "b", -1.0), "au-dessus de zéro"),
        (("a", "b", float("nan")), "au-dessus de zéro"),
    ],
)
def test_a_tie_that_cannot_be_is_refused_in_french(tie, said):
    with pytest.raises(BadNetwork, match=said):
        Graph.of([tie])
