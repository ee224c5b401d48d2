"""Why each step: what its removal parts, in a plain French sentence."""

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


def reasons(indptr: np.ndarray, indices: np.ndarray, order: np.ndarray, forced: np.ndarray) -> list[str]:
    """A sentence for each removal; `forced` (n, bool) are those that were asked for."""
    whole, pieces, largest = parts_of(indptr, indices, order)
    said = []
    rows = zip(order, whole.tolist(), pieces.tolist(), largest.tolist(), strict=True)
    for step, (node, size, count, parts) in enumerate(rows, 1):
        asked = "Retrait imposé. " if forced[node] else ""
        sentence = _sentence(size, count, [part for part in parts if part], last=step == len(order))
        said.append(asked + sentence)
    return said


def _sentence(whole: int, count: int, parts: list[int], last: bool) -> str:
    if whole == 1:
        return "N’est plus relié à personne quand vient son tour."
    if count == 1:
        then = "ne coupe rien, il ôte ses liens" if last else "ne coupe rien encore, il prépare les suivants"
        return f"Très relié dans un groupe de {whole} : son retrait {then}."
    listed = ", ".join(str(part) for part in parts[:-1]) + f" et {parts[-1]}"
    others = count - len(parts)
    more = f" (et {others} plus petit{'s' if others > 1 else ''})" if others else ""
    return f"Tient ensemble un groupe de {whole} : son retrait laisse des parties de {listed}{more}, sans lien entre elles."
