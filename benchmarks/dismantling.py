"""Breaking networks down: removals, R, costs, proofs, a million nodes, and plans for networks seen in part.

    python benchmarks/dismantling.py open FOLDER [--seconds 40] [--only caviar siren]
    python benchmarks/dismantling.py proofs FOLDER
    python benchmarks/dismantling.py robust FOLDER
    python benchmarks/dismantling.py million [--nodes 1000000]

FOLDER holds edge lists `source,target[,weight]` and `best_found.csv`, the best known by a mix of methods. Peers on the same data
in the same run: adaptive degree, CoreHD with reinsertion (Zdeborová et al.), and for networks of at most 1,300 nodes NetworKit's
exact betweenness, taken anew after each removal. Seconds are of the clock, then of the processor; what is compiled for
the first time is compiled before.
"""

import argparse
import csv
import math
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from siraba.engines import dismantling
from siraba.engines.dismantling import Network
from siraba.engines.dismantling.ordering import area, whole_order
from siraba.engines.dismantling.peeling import peel
from siraba.engines.dismantling.plans import in_order, warm_up
from siraba.engines.dismantling.reinsertion import curve_of, regrow

SMALL = 1300  # nodes; up to here NetworKit's betweenness is a peer
PROVEN = 120


def networks(folder: Path, only: list[str]) -> dict[str, tuple[Network, dict[str, str]]]:
    with (folder / "best_found.csv").open(encoding="utf-8") as file:
        bars = {row["graph"]: row for row in csv.DictReader(file)}
    found = {}
    for name, bar in bars.items():
        if only and name not in only:
            continue
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            edges = [(row["source"], row["target"]) for row in csv.DictReader(file)]
        found[name] = Network.from_edges(edges).largest_part(), bar
    return found


def timed(work: Callable) -> tuple:
    clock, processor = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - clock, time.process_time() - processor


def caps(network: Network) -> dict[str, int]:
    count = len(network)
    return {"10 %": max(1, count // 10), "√n": math.isqrt(count), "1 %": max(1, count // 100)}


def target(network: Network, cap: int) -> float:
    return cap / len(network)


def core(network: Network, cap: int) -> np.ndarray:
    removed = peel(network.indptr, network.indices, np.zeros(len(network), np.int8), cap, 2)
    regrow(network.indptr, network.indices, removed, np.ones(len(network)), cap)
    return removed


def by_degree(network: Network, cap: int) -> int:
    """Adaptive degree, as long as the largest component is too large."""
    degree, gone = network.degree.copy(), np.zeros(len(network), bool)
    order = []
    while degree.max(initial=0) > 0:
        node = int(degree.argmax())
        gone[node] = True
        order.append(node)
        near = network.neighbours(node)
        degree[near[~gone[near]]] -= 1
        degree[node] = -1
    return int(np.argmax(curve_of(network.indptr, network.indices, np.array(order)) <= cap))


def by_betweenness(network: Network, cap: int) -> int:
    """NetworKit's exact betweenness, anew after each removal."""
    import networkit

    networkit.setNumberOfThreads(2)
    graph = networkit.Graph(len(network))
    for low, high, _ in zip(*network.edges, strict=True):
        graph.addEdge(int(low), int(high))
    for step in range(len(network)):
        parts = networkit.components.ConnectedComponents(graph)
        parts.run()
        largest = max(parts.getComponents(), key=len)
        if len(largest) <= cap:
            return step
        scores = np.array(networkit.centrality.Betweenness(graph).run().scores())
        node = largest[int(scores[largest].argmax())]
        for other in list(graph.iterNeighbors(node)):
            graph.removeEdge(node, other)
    return len(network)


def open_networks(folder: Path, only: list[str], seconds: float) -> None:
    print(
        "graph (n): what | best known | ours | degree | CoreHD+R | betweenness | seconds | processor | rounds"
    )
    for name, (network, bar) in networks(folder, only).items():
        known = {"10 %": bar["best_removals_lcc10"], "√n": bar["best_removals_sqrt"], "1 %": "–"}
        for what, cap in caps(network).items():
            plan, took, worked = timed(
                lambda network=network, cap=cap: dismantling.plan(
                    network, target(network, cap), seconds=seconds
                )
            )
            assert plan.reached
            between = by_betweenness(network, cap) if len(network) <= SMALL else "–"
            print(
                f"{name} ({len(network)}): {what} | {known[what]} | {len(plan.order)} | {by_degree(network, cap)} | "
                f"{core(network, cap).sum()} | {between} | {took:.1f} | {worked:.1f} | {plan.rounds}",
                flush=True,
            )
        order, took, worked = timed(
            lambda network=network: dismantling.dismantling_order(network, seconds=seconds)
        )
        removed = in_order(network, core(network, caps(network)["10 %"]), np.ones(len(network)))
        print(
            f"{name} ({len(network)}): R | {bar['best_R']} | {order.R:.5f} | – | "
            f"{area(network, whole_order(network, removed)):.5f} | – | {took:.1f} | {worked:.1f} | {order.rounds}",
            flush=True,
        )
        costs = dict(zip(network.names, network.degree.tolist(), strict=True))
        plan, took, worked = timed(
            lambda network=network, costs=costs: dismantling.plan(
                network, target(network, caps(network)["10 %"]), costs, seconds=seconds
            )
        )
        total = 2 * network.edge_count
        print(
            f"{name} ({len(network)}): cost | {bar['best_cost10']} | {plan.total_cost / total:.4f} | – | "
            f"{network.degree[core(network, caps(network)['10 %'])].sum() / total:.4f} | – | "
            f"{took:.1f} | {worked:.1f} | {plan.rounds}",
            flush=True,
        )


def proofs(folder: Path, only: list[str], seconds: float) -> None:
    print("graph (n): what | removals | bound | proven | seconds | processor")
    for name, (network, _) in networks(folder, only).items():
        if len(network) >= PROVEN and not only:
            continue
        for what, cap in caps(network).items():
            plan, took, worked = timed(
                lambda network=network, cap=cap: dismantling.exact(
                    network, target(network, cap), seconds=seconds
                )
            )
            print(
                f"{name} ({len(network)}): {what} | {len(plan.order)} | {plan.bound:g} | {plan.proven} | "
                f"{took:.1f} | {worked:.1f}",
                flush=True,
            )


def under_doubt(folder: Path, only: list[str], seconds: float) -> None:
    """On 200 networks that no plan was made on: mean R of the robust plan, of the plain one, of the order of least R."""
    print("graph: sampled how | robust | plain plan | gain | order of least R | gain | seconds | processor")
    for name, (network, _) in networks(
        folder, only or ["caviar", "montagna_calls", "drugnet", "crime_projected"]
    ).items():
        soonest = dismantling.dismantling_order(network, seconds=seconds / 2)
        for how, missing, false in (
            ("20 % added", 0.2, 0.0),
            ("20 % dropped", 0.0, 0.2),
            ("both", 0.2, 0.05),
        ):
            both, took, worked = timed(
                lambda network=network, missing=missing, false=false: dismantling.robust(
                    network, 0.1, missing=missing, false=false, seconds=seconds
                )
            )
            others = [dismantling.sample(network, missing, false, 10_000 + seed) for seed in range(200)]
            robust, plain, least = (
                dismantling.trial(one, others).R for one in (both.plan, both.plain, soonest)
            )
            print(
                f"{name}: {how} | {robust:.5f} | {plain:.5f} | {1 - robust / plain:.1%} | {least:.5f} | "
                f"{1 - robust / least:.1%} | {took:.1f} | {worked:.1f}",
                flush=True,
            )


def power_law(count: int, seed: int, exponent: float = 2.5, mean: float = 4.0) -> Network:
    """A static power law: ends of `mean` × n ÷ 2 edges drawn by weights i^(−1 ÷ (exponent − 1)) (Goh, Kahng, Kim, 2001)."""
    random = np.random.default_rng(seed)
    weight = np.arange(1, count + 1) ** (-1 / (exponent - 1))
    reach = np.cumsum(weight)
    wanted = int(mean * count / 2)
    keys = np.empty(0, np.int64)
    while len(keys) < wanted:
        ends = np.searchsorted(reach, random.random((2, wanted)) * reach[-1])
        low, high = ends.min(axis=0), ends.max(axis=0)
        keys = np.unique(np.concatenate((keys, (low * count + high)[low != high])))
    keys = random.permutation(keys)[:wanted]
    return Network.from_numbers(keys // count, keys % count, range(count)).largest_part()


def million(count: int, seed: int, seconds: float) -> None:
    network = power_law(count, seed)
    drawn = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(network)} nodes, {network.edge_count} edges; {drawn:.2f} GB at most to draw it")
    print("what | ours | degree | CoreHD+R | seconds | processor | GB at most")
    for what, cap in caps(network).items():
        peer, took, worked = timed(lambda cap=cap: int(core(network, cap).sum()))
        print(f"{what} | CoreHD+R alone | | {peer} | {took:.1f} | {worked:.1f}", flush=True)
        plan, took, worked = timed(
            lambda cap=cap: dismantling.plan(network, target(network, cap), seconds=seconds)
        )
        assert len(plan.steps) == len(plan.order)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{what} | {len(plan.order)} | | {peer} | {took:.1f} | {worked:.1f} | {peak:.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["open", "proofs", "robust", "million"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    _, took, worked = timed(warm_up)
    print(f"compiling or reading the loops: {took:.1f} s, processor {worked:.1f} s")
    if given.what == "million":
        million(given.nodes, given.seed, given.seconds)
    else:
        {"open": open_networks, "proofs": proofs, "robust": under_doubt}[given.what](
            given.folder, given.only, given.seconds
        )


if __name__ == "__main__":
    main()
