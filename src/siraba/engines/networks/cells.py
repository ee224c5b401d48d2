"""What is left of a network when some of its nodes are gone: the cells that could live on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siraba.engines.networks.actors import cores
from siraba.engines.networks.graph import Graph, Told

LEAST = 3


@dataclass(frozen=True)
class Cell:
    """A connected part that is left.

    Attributes:
        members: numbers of its nodes.
        ties: how many ties it has within.
        heart: its deepest core (k): 1 is a tree, that one more loss breaks.
        heir: the member with most ties left, around whom it could form again.
    """

    members: tuple[int, ...]
    ties: int
    heart: int
    heir: int


@dataclass(frozen=True)
class Cells(Told):
    """`living`: cells of `least` members or more, the largest first; `scattered`: nodes left in smaller ones."""

    living: tuple[Cell, ...]
    scattered: int


def cells(graph: Graph, removed: Sequence[int], least: int = LEAST) -> Cells:
    """The cells after these nodes are removed."""
    left = graph.without(removed)
    stays = np.ones(len(graph), dtype=bool)
    stays[list(removed)] = False
    parts, deep = left.parts(), cores(left)
    sizes = np.bincount(parts[stays], minlength=1)
    tied = np.bincount(parts[left.ends[:, 0]], minlength=len(sizes))
    living = []
    for part in np.flatnonzero(sizes >= least).tolist():
        members = np.flatnonzero((parts == part) & stays)
        heir = members[np.argmax(left.degrees[members])]
        living.append(Cell(tuple(members.tolist()), int(tied[part]), int(deep[members].max()), int(heir)))
    return Cells(
        f"Parties connexes de {least} membres ou plus après le retrait, avec leur cœur (k) et leur membre le plus relié",
        "Un réseau se reforme : des liens nouveaux ou jamais vus peuvent relier ces cellules dès le lendemain.",
        tuple(sorted(living, key=lambda one: (-len(one.members), one.members))),
        int(sizes[sizes < least].sum()),
    )


def curve(graph: Graph, sequence: Sequence[int]) -> np.ndarray:
    """Size of the largest cell before the first removal and after each one: len(sequence) + 1."""
    gone = np.zeros(len(graph), dtype=bool)
    sizes = [_largest(graph, gone)]
    for node in sequence:
        gone[node] = True
        sizes.append(_largest(graph, gone))
    return np.array(sizes)


def _largest(graph: Graph, gone: np.ndarray) -> int:
    if gone.all():
        return 0
    parts = graph.without(np.flatnonzero(gone).tolist()).parts()
    return int(np.bincount(parts[~gone]).max())
