"""A network as arrays: compressed neighbour lists, with names, strengths and kinds beside them."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from siraba.engines.dismantling.errors import BadNetwork


@dataclass(frozen=True, eq=False)
class Network:
    """An undirected simple graph of n nodes and m edges, each edge held once at either end.

    `indptr` (n + 1, int64) and `indices` (2m, int32): the neighbours of node v are `indices[indptr[v]:indptr[v + 1]]`, in order.
    `names` (n): what each node is called outside. `strength` (2m, float64, > 0): how sure an edge is, on the caller's
    own scale; it changes no count of removals, only which edges `robust` and `fragile` doubt first.
    `kinds` (n, or none): person, phone, place…, for limits by kind.
    """

    indptr: np.ndarray
    indices: np.ndarray
    names: Sequence[Hashable]
    strength: np.ndarray = field(repr=False)
    kinds: Sequence[str] | None = None

    @classmethod
    def from_edges(
        cls,
        edges: Iterable[tuple[Hashable, Hashable]],
        strength: Sequence[float] | None = None,
        nodes: Iterable[Hashable] = (),
        kinds: dict[Any, str] | None = None,
    ) -> "Network":
        """From pairs of names, whichever way round; `nodes` adds those without an edge. Raises `BadNetwork` for a self-loop."""
        pairs = list(edges)
        number: dict[Hashable, int] = {}
        for name in nodes:
            number.setdefault(name, len(number))
        ends = np.array(
            [(number.setdefault(a, len(number)), number.setdefault(b, len(number))) for a, b in pairs],
            dtype=np.int64,
        ).reshape(-1, 2)
        named = list(number)
        return cls.from_numbers(
            ends[:, 0],
            ends[:, 1],
            named,
            strength,
            [kinds.get(name, "") for name in named] if kinds else None,
        )

    @classmethod
    def from_numbers(
        cls,
        source: np.ndarray,
        target: np.ndarray,
        names: Sequence[Hashable],
        strength: Sequence[float] | np.ndarray | None = None,
        kinds: Sequence[str] | None = None,
    ) -> "Network":
        """From two arrays of node numbers (0 … n − 1). An edge given more than once counts once, at its greatest strength."""
        source, target = np.asarray(source, np.int64), np.asarray(target, np.int64)
        count = len(names)
        weight = np.ones(len(source)) if strength is None else np.asarray(strength, float)
        if (source == target).any():
            raise BadNetwork(f"« {names[source[source == target][0]]} » est relié à lui-même.")
        if len(weight) and not (np.isfinite(weight).all() and weight.min() > 0):
            raise BadNetwork("La force d’un lien est un nombre plus grand que 0.")
        key = np.concatenate((source * count + target, target * count + source))
        order = np.argsort(key, kind="stable")
        key, weight = key[order], np.concatenate((weight, weight))[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        row, column = np.divmod(key[first], max(count, 1))
        indptr = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=count), out=indptr[1:])
        strongest = np.maximum.reduceat(weight, first) if len(first) else weight
        return cls(indptr, column.astype(np.int32), names, strongest, kinds)

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def edge_count(self) -> int:
        return len(self.indices) // 2

    @cached_property
    def degree(self) -> np.ndarray:
        return np.diff(self.indptr)

    @cached_property
    def number(self) -> dict[Hashable, int]:
        """The number of each name."""
        return {name: number for number, name in enumerate(self.names)}

    def neighbours(self, node: int) -> np.ndarray:
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    @cached_property
    def edges(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each edge once: lower number, higher number, strength."""
        row = np.repeat(np.arange(len(self), dtype=np.int32), self.degree)
        once = row < self.indices
        return row[once], self.indices[once], self.strength[once]

    def matrix(self) -> csr_array:
        """The adjacency matrix (n × n, ones)."""
        return csr_array(
            (np.ones(len(self.indices), np.int8), self.indices, self.indptr), shape=(len(self), len(self))
        )

    def part(self, nodes: np.ndarray) -> "Network":
        """The network among some nodes, in the order given."""
        place = np.full(len(self), -1, np.int64)
        place[nodes] = np.arange(len(nodes))
        low, high, strength = self.edges
        inside = (place[low] >= 0) & (place[high] >= 0)
        return Network.from_numbers(
            place[low[inside]],
            place[high[inside]],
            [self.names[node] for node in nodes],
            strength[inside],
            [self.kinds[node] for node in nodes] if self.kinds else None,
        )

    def with_edges(self, low: np.ndarray, high: np.ndarray, strength: np.ndarray) -> "Network":
        """The same nodes with other edges."""
        return Network.from_numbers(low, high, self.names, strength, self.kinds)

    def largest_part(self) -> "Network":
        """Its largest connected component; of two equal ones, the one of the first node."""
        if not len(self):
            raise BadNetwork("Ce réseau n’a aucun nœud.")
        count, label = connected_components(self.matrix(), directed=False)
        if count == 1:
            return self
        return self.part(np.flatnonzero(label == np.bincount(label).argmax()))


def largest_component(network: Network, removed: np.ndarray) -> int:
    """Nodes of the largest component once `removed` (n, bool) are gone: by scipy, apart from the loops that plan."""
    kept = np.flatnonzero(~removed)
    if not len(kept):
        return 0
    low, high, _ = network.edges
    stays = ~removed[low] & ~removed[high]
    ones = np.ones(int(stays.sum()), np.int8)
    graph = coo_array((ones, (low[stays], high[stays])), shape=(len(network), len(network)))
    _, label = connected_components(graph, directed=False)
    return int(np.bincount(label[kept]).max())
