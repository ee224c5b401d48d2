"""A network as arrays: names, the ends of each tie, and its strength. Undirected, without loops or double ties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

SEED = 2026


class BadNetwork(ValueError):
    """The network cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class Told:
    """What every result carries: how it was found, and what must not be read into it (both in French)."""

    method: str
    caution: str


@dataclass(frozen=True, eq=False)
class Graph:
    """A simple undirected network.

    Attributes:
        names: one a node, in the order of the numbers of the nodes.
        ends: ties × 2, numbers of nodes, the smaller first.
        strengths: ties; above zero, more is stronger.
    """

    names: tuple[str, ...]
    ends: np.ndarray
    strengths: np.ndarray

    @classmethod
    def of(cls, ties: Iterable[tuple[str, str, float]], names: Iterable[str] = ()) -> "Graph":
        """From ties (one end, other end, strength); ties between the same two ends add up. `names` adds nodes without a tie.

        Raises:
            BadNetwork: a node tied to itself, a strength that is no number above zero.
        """
        numbers: dict[str, int] = {}
        for name in names:
            numbers.setdefault(name, len(numbers))
        added: dict[tuple[int, int], float] = {}
        for one, other, strength in ties:
            if one == other:
                raise BadNetwork(f"« {one} » est relié à lui-même.")
            if not 0 < strength < np.inf:
                raise BadNetwork(
                    f"La force du lien « {one} » – « {other} » doit être un nombre au-dessus de zéro."
                )
            pair = sorted((numbers.setdefault(one, len(numbers)), numbers.setdefault(other, len(numbers))))
            key = (pair[0], pair[1])
            added[key] = added.get(key, 0.0) + strength
        return cls(
            tuple(numbers),
            np.array(list(added), dtype=np.int64).reshape(-1, 2),
            np.array(list(added.values()), dtype=float),
        )

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def degrees(self) -> np.ndarray:
        return np.bincount(self.ends.ravel(), minlength=len(self))

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """Symmetric adjacency, nodes × nodes, with the strengths."""
        one, other = self.ends.T
        upper = sparse.csr_array((self.strengths, (one, other)), shape=(len(self), len(self)))
        return (upper + upper.T).tocsr()

    def networkit(self) -> Any:
        """The same graph for NetworKit, weighted. One thread: its results then depend on the seed alone."""
        import networkit

        networkit.setNumberOfThreads(1)
        one, other = self.ends.T.astype(np.uint64)
        return networkit.GraphFromCoo(
            (self.strengths, (one, other)), n=len(self), weighted=True, directed=False
        )

    def without(self, nodes: Sequence[int] = (), ties: np.ndarray | None = None) -> "Graph":
        """The same nodes, without the ties of these nodes, nor those of the mask `ties`."""
        gone = np.zeros(len(self), dtype=bool)
        gone[list(nodes)] = True
        left = ~gone[self.ends].any(axis=1)
        if ties is not None:
            left &= ~ties
        return Graph(self.names, self.ends[left], self.strengths[left])

    def parts(self) -> np.ndarray:
        """For each node, the number of the connected part that it belongs to."""
        return csgraph.connected_components(self.matrix, directed=False)[1]
