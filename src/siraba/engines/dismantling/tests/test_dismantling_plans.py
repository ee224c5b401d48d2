"""Plans do what they say: by an independent count, within costs, budgets and what is forbidden, and again with the same seed."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from siraba.engines.dismantling import (
    BadNetwork,
    Network,
    Unreachable,
    alternatives,
    dismantling_order,
    exact,
    largest_component,
    plan,
)
from siraba.engines.dismantling.annealing import anneal

QUICK = {"seconds": 60, "rounds": 1}


def by_scipy(network: Network, removed: list) -> int:
    """The largest component, counted from the list of edges alone."""
    low, high, _ = network.edges
    out = np.isin(np.arange(len(network)), [network.number[name] for name in removed])
    stays = ~out[low] & ~out[high]
    ones = np.ones(int(stays.sum()))
    _, label = connected_components(
        coo_array((ones, (low[stays], high[stays])), shape=(len(network),) * 2), directed=False
    )
    return int(np.bincount(label[~out]).max()) if not out.all() else 0


@st.composite
def graphs(draw: st.DrawFn, most: int = 14) -> Network:
    """A connected graph: a random tree and some edges more."""
    count = draw(st.integers(3, most))
    edges = {(draw(st.integers(0, node - 1)), node) for node in range(1, count)}
    pairs = list(combinations(range(count), 2))
    edges |= set(draw(st.lists(st.sampled_from(pairs), max_size=2 * count)))
    return Network.from_edges([(f"n{a}", f"n{b}") for a, b in sorted(edges)])


def random_graph(count: int, links: int, seed: int) -> Network:
    random = np.random.default_rng(seed)
    ends = random.integers(0, count, (links, 2))
    return Network.from_edges([(int(a), int(b)) for a, b in ends if a != b]).largest_part()


def least(network: Network, cap: int) -> int:
    """The fewest removals, by trying all of them."""
    for size in range(len(network) + 1):
        for removed in combinations(network.names, size):
            if by_scipy(network, list(removed)) <= cap:
                return size
    raise AssertionError


@given(graphs(), st.sampled_from([0.1, 0.3, 0.5]))
@settings(max_examples=25, deadline=None)
def test_the_curve_is_what_removal_gives(network: Network, target: float) -> None:
    found = plan(network, target, **QUICK)
    cap = max(1, int(target * len(network)))
    assert [step.largest_component for step in found.steps] == [
        by_scipy(network, found.nodes[: at + 1]) for at in range(len(found.order))
    ]
    assert found.reached
    assert by_scipy(network, found.nodes) <= cap
    assert len(set(found.nodes)) == len(found.nodes)
    assert all(str(step.reason).endswith(".") for step in found.steps)


@given(graphs(most=9), st.sampled_from([0.15, 0.34, 0.5]))
@settings(max_examples=20, deadline=None)
def test_the_exact_plan_is_the_least_and_says_so(network: Network, target: float) -> None:
    proven = exact(network, target, seconds=60)
    assert proven.proven
    assert proven.bound == proven.total_cost == least(network, proven.cap)
    assert proven.total_cost <= plan(network, target, **QUICK).total_cost


@given(graphs(), st.data())
@settings(max_examples=15, deadline=None)
def test_costs_and_what_is_forbidden_or_forced_are_obeyed(network: Network, data: st.DataObject) -> None:
    costs = {name: data.draw(st.integers(0, 9)) for name in network.names}
    forced = data.draw(st.sampled_from(network.names))
    forbidden = data.draw(st.sampled_from([name for name in network.names if name != forced]))
    told = {"costs": costs, "forbidden": [forbidden], "forced": [forced]}
    found = plan(network, 0.4, **told, **QUICK)
    assert forced in found.nodes
    assert forbidden not in found.nodes
    assert found.total_cost == sum(costs[name] for name in found.nodes)
    assert "imposé" in str(found.steps[found.nodes.index(forced)].reason)
    best = exact(network, 0.4, seconds=60, **told)
    assert best.proven
    assert best.total_cost <= found.total_cost
    assert forced in best.nodes
    assert forbidden not in best.nodes


@given(graphs(), st.integers(0, 4))
@settings(max_examples=10, deadline=None)
def test_a_budget_is_kept(network: Network, budget: int) -> None:
    found = plan(network, 0.1, budget=budget, **QUICK)
    assert found.total_cost <= budget
    assert found.curve[-1] == by_scipy(network, found.nodes)
    assert found.reached == (found.curve[-1] <= found.cap)


def test_a_budget_is_spent_where_it_breaks_most() -> None:
    stars = [("x", f"x{n}") for n in range(9)] + [("y", f"y{n}") for n in range(5)]
    network = Network.from_edges([*stars, ("x", "m"), ("m", "y")])
    assert plan(network, 0.1, budget=1, **QUICK).nodes == ["x"]


def test_limits_by_kind_are_kept() -> None:
    edges = [(f"p{n}", channel) for n in range(8) for channel in ("c1", "c2") if n % 3 or channel == "c1"]
    kinds = {f"p{n}": "person" for n in range(8)} | {"c1": "channel", "c2": "channel"}
    network = Network.from_edges(edges, kinds=kinds)
    found = plan(network, 0.1, limits={"channel": 1, "person": 2}, **QUICK)
    names = found.nodes
    assert sum(kinds[name] == "channel" for name in names) <= 1
    assert sum(kinds[name] == "person" for name in names) <= 2
    with pytest.raises(BadNetwork, match="sorte"):
        plan(network, 0.1, limits={"vehicle": 1}, **QUICK)


def test_persons_stay_when_only_events_may_go() -> None:
    """A bipartite graph: what is to be removed are events, whoever took part in them is left alone."""
    random = np.random.default_rng(3)
    edges = {(f"person {random.integers(30)}", f"event {random.integers(18)}") for _ in range(70)}
    network = Network.from_edges(sorted(edges)).largest_part()
    persons = [name for name in network.names if str(name).startswith("person")]
    found = plan(network, 0.2, forbidden=persons, **QUICK)
    assert found.reached
    assert not set(found.nodes) & set(persons)


def test_the_same_seed_and_rounds_give_the_same_plan() -> None:
    network = random_graph(120, 240, 5)
    one, other = (plan(network, 0.1, seconds=120, rounds=2, seed=4) for _ in range(2))
    assert not one.cut_short
    assert one.nodes == other.nodes
    first, second = (dismantling_order(network, seconds=120, rounds=1, seed=4) for _ in range(2))
    assert first.nodes == second.nodes


def test_an_order_of_all_nodes_is_no_worse_than_by_degree() -> None:
    network = random_graph(80, 150, 6)
    order = dismantling_order(network, seconds=120, rounds=2)
    assert sorted(order.nodes) == sorted(network.names)
    by_degree = [network.names[node] for node in np.argsort(-network.degree, kind="stable")]

    def area(names: list) -> float:
        return sum(by_scipy(network, names[: at + 1]) for at in range(len(names))) / len(names) ** 2

    assert pytest.approx(area(order.nodes)) == order.R
    assert area(by_degree) > order.R


def test_known_optima() -> None:
    path = Network.from_edges([(n, n + 1) for n in range(20)])
    assert len(plan(path, 0.25, **QUICK).order) == 3  # 21 nodes, parts of 5: 5 + 1 + 5 + 1 + 5 + 1 + 3
    clique = Network.from_edges(combinations(range(10), 2))
    assert len(plan(clique, 0.3, **QUICK).order) == 7
    star = Network.from_edges([("hub", n) for n in range(12)])
    assert plan(star, 0.1, **QUICK).nodes == ["hub"]
    grid = Network.from_edges(
        [((x, y), (x + 1, y)) for x in range(4) for y in range(5)]
        + [((x, y), (x, y + 1)) for x in range(5) for y in range(4)]
    )
    assert exact(grid, 0.4, seconds=60).total_cost == 5


def test_an_alternative_does_without_a_first_choice() -> None:
    ring = Network.from_edges([(n, (n + 1) % 24) for n in range(24)])
    best = plan(ring, 0.25, **QUICK)
    others = alternatives(ring, 0.25, best, **QUICK)
    assert others
    for other in others:
        assert set(other.nodes) != set(best.nodes)
        assert other.reached
        assert other.total_cost <= 1.25 * best.total_cost


def test_only_the_largest_part_is_planned() -> None:
    network = Network.from_edges([(n, n + 1) for n in range(9)] + [("a", "b"), ("b", "c")])
    found = plan(network, 0.5, **QUICK)
    assert found.size == 10
    assert set(found.nodes) <= set(range(10))


def test_a_target_that_is_reached_asks_for_nothing() -> None:
    found = plan(Network.from_edges([("a", "b")]), 1.0, **QUICK)
    assert found.steps == []
    assert found.reached


def test_what_cannot_be_is_said() -> None:
    clique = Network.from_edges(combinations("abcdef", 2))
    with pytest.raises(Unreachable, match="5 nœuds"):
        plan(clique, 0.2, forbidden="abcde", **QUICK)
    with pytest.raises(BadNetwork, match="entre 0 et 1"):
        plan(clique, 2, **QUICK)
    with pytest.raises(BadNetwork, match="coût"):
        plan(clique, 0.5, {"a": -1}, **QUICK)
    with pytest.raises(BadNetwork, match="interdit et imposé"):
        plan(clique, 0.5, forbidden="a", forced="a", **QUICK)
    with pytest.raises(BadNetwork, match="relié à lui-même"):
        Network.from_edges([("a", "a")])
    with pytest.raises(BadNetwork, match="aucun nœud"):
        plan(Network.from_edges([]), 0.1, **QUICK)


def test_the_loops_count_as_scipy_does() -> None:
    network = random_graph(60, 90, 8)
    removed = np.zeros(len(network), bool)
    removed[::7] = True
    assert largest_component(network, removed) == by_scipy(network, list(network.names[::7]))


def test_long_annealing_keeps_its_count_of_components() -> None:
    """Hot and long on a small ring with chords, where components split and meet all the time."""
    network = Network.from_edges({(n, (n + step) % 16) for n in range(16) for step in (1, 5)})
    everything = np.ones(len(network), bool)
    stop, free = np.zeros(1, bool), np.zeros(len(network), np.int8)
    for seed in range(5):
        found, cost = anneal(
            network.indptr, network.indices, np.ones(len(network)), free, everything.copy(), 3, 3.0, 0.5, 100_000, seed, stop
        )  # fmt: skip
        assert by_scipy(network, [network.names[n] for n in np.flatnonzero(found)]) <= 3
        assert cost == found.sum()
