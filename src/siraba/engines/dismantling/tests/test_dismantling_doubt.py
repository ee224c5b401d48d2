"""Under doubt: sampled networks, the robust plan beside the plain one, nodes that one weak source makes central."""

import numpy as np
import pytest

from siraba.engines.dismantling import BadNetwork, Network, fragile, plan, robust, sample


def network_of(count: int, links: int, seed: int) -> Network:
    random = np.random.default_rng(seed)
    pairs = {
        tuple(sorted(pair)) for pair in random.integers(0, count, (links, 2)).tolist() if pair[0] != pair[1]
    }
    return Network.from_edges(sorted(pairs), strength=random.random(len(pairs)) + 0.01).largest_part()


def links_of(network: Network) -> set:
    low, high, _ = network.edges
    return set(zip(low.tolist(), high.tolist(), strict=True))


def test_a_sample_adds_and_drops_as_asked() -> None:
    network = network_of(200, 600, 1)
    added = sample(network, missing=0.2, false=0, seed=3)
    assert links_of(network) < links_of(added)
    assert added.edge_count == round(network.edge_count / 0.8)
    dropped = sample(network, missing=0, false=0.2, seed=3)
    assert links_of(dropped) < links_of(network)
    assert dropped.edge_count == pytest.approx(0.8 * network.edge_count, rel=0.1)
    again = sample(network, missing=0.2, false=0, seed=3)
    assert links_of(added) == links_of(again)


def test_weak_edges_are_doubted_first() -> None:
    network = network_of(200, 600, 2)
    low, high, strength = network.edges
    kept = links_of(sample(network, missing=0, false=0.3, seed=1))
    gone = np.array([(a, b) not in kept for a, b in zip(low.tolist(), high.tolist(), strict=True)])
    assert strength[gone].mean() < strength[~gone].mean()


def test_a_bipartite_network_stays_bipartite() -> None:
    random = np.random.default_rng(4)
    edges = {(f"p{random.integers(40)}", f"e{random.integers(25)}") for _ in range(120)}
    network = Network.from_edges(sorted(edges)).largest_part()
    low, high, _ = sample(network, missing=0.3, false=0, seed=2).edges
    assert all(network.names[a][0] != network.names[b][0] for a, b in zip(low, high, strict=True))


def test_the_robust_plan_does_better_where_links_are_missing() -> None:
    network = network_of(70, 100, 5)
    both = robust(network, 0.15, samples=40, missing=0.2, false=0.0, seconds=600, rounds=2, seed=1)
    assert both.trial.R < both.plain_trial.R
    assert both.trial.low <= both.trial.R <= both.trial.high
    assert both.trial.curve.shape == (len(both.plan.order) + 1, 3)
    assert both.trial.curve[-1][0] < both.plain_trial.curve[-1][0]
    assert len(both.presence) == len(both.plan.order)
    assert both.presence.min() >= 0
    assert both.presence.max() <= 1
    again = robust(network, 0.15, samples=40, missing=0.2, false=0.0, seconds=600, rounds=2, seed=1)
    assert again.plan.nodes == both.plan.nodes


def test_forbidden_nodes_stay_out_of_the_robust_plan() -> None:
    network = network_of(50, 70, 6)
    hub = network.names[int(network.degree.argmax())]
    first = network.names[0]
    both = robust(network, 0.2, samples=5, forbidden=[hub], forced=[first], budget=6, seconds=600, rounds=1)
    assert hub not in both.plan.nodes
    assert both.plan.nodes[0] == first
    assert both.plan.total_cost <= 6


def test_impossible_shares_are_refused() -> None:
    with pytest.raises(BadNetwork):
        sample(network_of(20, 40, 7), missing=1.0)


def test_a_node_central_through_one_weak_source_is_flagged() -> None:
    left = [("hub", f"l{n}") for n in range(6)] + [("l0", "bridge")]
    right = [("bridge", "r0")] + [("r0", f"r{n}") for n in range(1, 6)]
    network = Network.from_edges([*left, *right])
    evidence = [(a, b, "écoute", 0.9) for a, b in left if b != "bridge"]
    evidence += [("l0", "bridge", "informateur", 0.2), ("bridge", "r0", "informateur", 0.2)]
    evidence += [(a, b, "registre", 0.8) for a, b in right[1:]]
    first = plan(network, 0.5, seconds=60, rounds=1)
    assert {step.node for step in first.steps} <= {"l0", "bridge", "r0", "hub"}
    only = plan(network, 0.5, forced=["bridge"], seconds=60, rounds=1)
    (flagged,) = [one for one in fragile(only, evidence) if one.node == "bridge"]
    assert flagged.source == "informateur"
    assert flagged.links == 2
    assert flagged.effect_without < flagged.effect / 2
    sure = [*evidence, ("l0", "bridge", "écoute", 0.9), ("bridge", "r0", "écoute", 0.9)]
    assert not [one for one in fragile(only, sure) if one.node == "bridge"]
