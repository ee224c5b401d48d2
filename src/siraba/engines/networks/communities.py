"""Groups that hold together more than with the rest: Leiden (Traag, Waltman, van Eck, Scientific Reports 9:5233, 2019)."""

from dataclasses import dataclass

import numpy as np

from siraba.engines.networks.graph import SEED, Graph, Told

RUNS = 8


@dataclass(frozen=True)
class Communities(Told):
    """Groups of nodes.

    Attributes:
        labels: for each node the number of its community; 0 is the largest.
        modularity: −0.5 to 1; about 0 when the ties fall as by chance.
        steadiness: for each node, the mean over the other runs of the share of its community found together with it again.
    """

    labels: np.ndarray
    modularity: float
    steadiness: np.ndarray

    def members(self, label: int) -> np.ndarray:
        return np.flatnonzero(self.labels == label)

    @property
    def number(self) -> int:
        return int(self.labels.max(initial=-1)) + 1


def communities(graph: Graph, resolution: float = 1.0, seed: int = SEED, runs: int = RUNS) -> Communities:
    """Communities by modularity with `resolution` (higher: smaller groups), the best of `runs` seeds."""
    found = [_once(graph, resolution, seed + run) for run in range(runs)]
    scores = [modularity(graph, labels, resolution) for labels in found]
    best = int(np.argmax(scores))
    return Communities(
        f"Leiden sur la modularité (résolution {resolution:g}), la meilleure de {runs} recherches",
        "Une communauté dit que des liens connus sont denses ; elle ne dit ni une bande, ni un chef, ni une intention. "
        "Un lien absent peut n’avoir pas été vu.",
        found[best],
        scores[best],
        _steadiness(found[best], [labels for run, labels in enumerate(found) if run != best]),
    )


def _once(graph: Graph, resolution: float, seed: int) -> np.ndarray:
    if not len(graph.ends):
        return np.arange(len(graph))
    import networkit

    whole = graph.networkit()
    networkit.setSeed(seed, False)
    labels = networkit.community.ParallelLeiden(whole, iterations=5, gamma=resolution).run().getPartition()
    return _connected(graph, np.array(labels.getVector(), dtype=np.int64))


def _connected(graph: Graph, labels: np.ndarray) -> np.ndarray:
    """Renumbered by size; a community in several pieces is taken as so many communities."""
    one, other = graph.ends.T
    pieces = graph.without(ties=labels[one] != labels[other]).parts()
    _numbers, first, inverse, sizes = np.unique(
        pieces, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[inverse]


def modularity(graph: Graph, labels: np.ndarray, resolution: float = 1.0) -> float:
    """Newman's modularity of a partition, ties counted by their strength."""
    whole = graph.strengths.sum()
    if not whole:
        return 0.0
    one, other = graph.ends.T
    inside = graph.strengths[labels[one] == labels[other]].sum() / whole
    pull = np.bincount(labels, weights=graph.matrix.sum(axis=1)) / (2 * whole)
    return float(inside - resolution * (pull**2).sum())


def _steadiness(labels: np.ndarray, others: list[np.ndarray]) -> np.ndarray:
    if not others:
        return np.ones(len(labels))
    sizes = np.bincount(labels)
    shares = np.zeros(len(labels))
    for other in others:
        pairs = labels * (other.max(initial=0) + 1) + other
        _kinds, inverse, together = np.unique(pairs, return_inverse=True, return_counts=True)
        # Of the others of its community, the share that stays with it; a node alone stays whole.
        shares += np.where(sizes[labels] > 1, (together[inverse] - 1) / np.maximum(sizes[labels] - 1, 1), 1.0)
    return shares / len(others)
