"""Key actors: how many ties, how often between others, how deep in the core; and on which sources this rests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from siraba.engines.networks.graph import SEED, Graph, Told

EXACT = 20_000_000  # nodes × ties up to which betweenness is exact (about ten seconds)
ERROR, DOUBT = 0.01, 0.1
TOP = 15


@dataclass(frozen=True)
class Standing(Told):
    """Figures of each node, in the order of the graph.

    Attributes:
        degree: number of neighbours.
        strength: sum of the strengths of its ties.
        betweenness: share (0–1) of the pairs of others whose shortest paths, counted in ties, pass through it.
        error: with probability 1 − `DOUBT` no betweenness is further from the truth; 0 when exact.
        core: the largest k such that the node is in a group where each has k ties within the group.
    """

    degree: np.ndarray
    strength: np.ndarray
    betweenness: np.ndarray
    error: float
    core: np.ndarray

    def order(self) -> np.ndarray:
        """Nodes, the most between others first; then by degree, strength and number, so that the order is always the same."""
        numbers = np.arange(len(self.degree))
        return np.lexsort((numbers, -self.strength, -self.degree, -self.betweenness))


def standing(graph: Graph, seed: int = SEED, exact: int = EXACT, error: float = ERROR) -> Standing:
    """Degree, strength, betweenness and core of every node.

    Betweenness: Brandes (2001) when nodes × ties ≤ `exact`, else sampled with KADABRA (Borassi and Natale, 2016) within `error`.
    """
    is_exact = len(graph) * len(graph.ends) <= exact
    how = (
        "exacte (Brandes)"
        if is_exact
        else f"estimée (KADABRA) à ± {error:g} près, avec {1 - DOUBT:.0%} de chances"
    )
    return Standing(
        f"Degré, intermédiarité {how} en nombre de liens, k-cœur",
        "Être au centre de ce qui est connu n’est pas être coupable, ni chef : une victime, un taxi, une boutique ou une "
        "personne très surveillée peut y être. Qui se cache bien est au bord.",
        graph.degrees,
        np.asarray(graph.matrix.sum(axis=1)).ravel(),
        _betweenness(graph, is_exact, error, seed),
        0.0 if is_exact else error,
        cores(graph),
    )


def _betweenness(graph: Graph, exact: bool, error: float, seed: int) -> np.ndarray:
    if len(graph) < 3 or not len(graph.ends):
        return np.zeros(len(graph))
    import networkit

    hops = networkit.graphtools.toUnweighted(graph.networkit())
    networkit.setSeed(seed, False)
    if exact:
        found = networkit.centrality.Betweenness(hops, normalized=True)
    else:
        found = networkit.centrality.KadabraBetweenness(hops, error, DOUBT)
    return np.array(found.run().scores())


def cores(graph: Graph) -> np.ndarray:
    """The core number of every node (Batagelj and Zaveršnik, 2003)."""
    if not len(graph.ends):
        return np.zeros(len(graph), dtype=np.int64)
    import networkit

    return np.array(networkit.centrality.CoreDecomposition(graph.networkit()).run().scores()).astype(np.int64)


@dataclass(frozen=True)
class Footing:
    """On what the place of one key actor rests.

    Attributes:
        sources: how many sources bear at least one of its ties.
        weak: the weak source without which the node is no longer among the first; None when no single one decides it.
        rank, rank_without: its place (1 first) with everything, and without what only `weak` says.
    """

    node: int
    sources: int
    rank: int
    weak: str | None = None
    rank_without: int | None = None


def footing(
    graph: Graph,
    found: Standing,
    sources: Sequence[frozenset[str]],
    weak: Collection[str],
    top: int = TOP,
    seed: int = SEED,
    unranked: Collection[int] = (),
) -> list[Footing]:
    """For each of the first `top` actors, whether its place rests on one weak source alone.

    Each weak source that alone bears a tie of the actor is left out in turn, and the ranks are reckoned again. Nobody of
    `unranked` has a rank: they count for the others and are not told of.

    Args:
        sources: for each tie of the graph, the sources that tell of it.
        weak: the sources held as weak.
    """
    if len(sources) != len(graph.ends):
        raise ValueError("One set of sources per tie")
    alone = np.array([next(iter(one)) if len(one) == 1 else "" for one in sources], dtype=object)
    order = _ranked(found.order(), unranked)
    without: dict[str, np.ndarray] = {}

    def rank_without(source: str) -> np.ndarray:
        if source not in without:
            exact = EXACT if found.error == 0 else 0
            less = graph.without(ties=alone == source)
            less_order = standing(less, seed, exact, found.error or ERROR).order()
            without[source] = _ranks(_ranked(less_order, unranked), len(less_order))
        return without[source]

    told = []
    for rank, node in enumerate(order[:top].tolist(), 1):
        ties = np.flatnonzero((graph.ends == node).any(axis=1))
        bearing = {source for tie in ties.tolist() for source in sources[tie]}
        falls = [
            (int(rank_without(source)[node]), source)
            for source in sorted({alone[tie] for tie in ties.tolist()} & set(weak))
        ]
        lowest, source = max(falls, default=(rank, ""))
        if lowest > top:
            told.append(Footing(node, len(bearing), rank, source, lowest))
        else:
            told.append(Footing(node, len(bearing), rank))
    return told


def _ranked(order: np.ndarray, unranked: Collection[int]) -> np.ndarray:
    return order[~np.isin(order, list(unranked))]


def _ranks(order: np.ndarray, count: int) -> np.ndarray:
    ranks = np.zeros(count, order.dtype)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks
