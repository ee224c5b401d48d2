"""Why each step: what its removal parts, and that in a plain French sentence."""

from typing import NamedTuple

import numpy as np

from siraba.engines.dismantling.compiled import loop
from siraba.engines.dismantling.reinsertion import find, put_back

SHOWN = 3


@loop
def parts_of(indptr, indices, order):
    """For each removal of `order`: the component it is in, how many parts that falls into, the largest of them (len × 3)."""
    count = len(indptr) - 1
    parent = np.arange(count)
    size = np.ones(count, np.int64)
    back = np.zeros(count, np.bool_)
    gone = np.zeros(count, np.bool_)
    seen = np.full(count, -1, np.int64)
    whole = np.zeros(len(order), np.int64)
    pieces = np.zeros(len(order), np.int64)
    largest = np.zeros((len(order), 3), np.int64)
    for node in order:
        gone[node] = True
    for node in range(count):
        if not gone[node]:
            put_back(indptr, indices, parent, size, back, node)
    for step in range(len(order) - 1, -1, -1):
        node = order[step]
        for at in range(indptr[node], indptr[node + 1]):
            if not back[indices[at]]:
                continue
            root = find(parent, indices[at])
            if seen[root] == step:
                continue
            seen[root] = step
            pieces[step] += 1
            part = size[root]
            for rank in range(3):
                if part > largest[step, rank]:
                    part, largest[step, rank] = largest[step, rank], part
        whole[step] = put_back(indptr, indices, parent, size, back, node)
    return whole, pieces, largest


class Reason(NamedTuple):
    """What a removal does: the group of `whole` nodes that it is in falls into `pieces`, the three largest of which are `parts`.

    `forced`: it was asked for; `last`: none comes after it. As text, a sentence in French.
    """

    whole: int
    pieces: int
    parts: tuple[int, ...]
    forced: bool
    last: bool

    def __str__(self) -> str:
        return ("Retrait imposé. " if self.forced else "") + self._sentence()

    def _sentence(self) -> str:
        if self.whole == 1:
            return "N’est plus relié à personne quand vient son tour."
        if self.pieces == 1:
            then = "ôte ses liens" if self.last else "prépare les suivants"
            return f"Très relié dans un groupe de {self.whole} : son retrait ne coupe rien, il {then}."
        listed = ", ".join(str(part) for part in self.parts[:-1]) + f" et {self.parts[-1]}"
        others = self.pieces - len(self.parts)
        more = f" (et {others} plus petit{'s' if others > 1 else ''})" if others else ""
        return f"Tient ensemble un groupe de {self.whole} : son retrait laisse des parties de {listed}{more}, sans lien entre elles."


def reasons(indptr: np.ndarray, indices: np.ndarray, order: np.ndarray, forced: np.ndarray) -> list[Reason]:
    """For each removal; `forced` (n, bool) are those that were asked for."""
    rows = zip(order, *(found.tolist() for found in parts_of(indptr, indices, order)), strict=True)
    return [
        Reason(whole, pieces, tuple(part for part in parts if part), bool(forced[node]), step == len(order))
        for step, (node, whole, pieces, parts) in enumerate(rows, 1)
    ]
