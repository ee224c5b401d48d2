"""How often facts of one person agree between two agencies: stated first, then learnt from what caseworkers answer."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

FIELDS = ("names", "sex", "born", "region")
APART = (6, 3, 1)  # years between two years of birth, by levels: further apart, then within each
STATED = 100  # answers that what is stated is worth
MOST_SHIFT = 16.0  # answers make a person who is known twice so many times likelier at most, or less likely


@dataclass(frozen=True)
class Chances:
    """The chances of each level of agreement between two records of one person, from the lowest level to the highest.

    names: less in common, two words or, of a single one, that. sex: other, same. born: further apart, then
    within each of `APART`. region: elsewhere, the same. known: the share of people whom another agency knows too.

    The defaults are a careful guess: people are met on a route, not at home; ages are told.
    """

    names: tuple[float, ...] = (0.2, 0.8)
    sex: tuple[float, ...] = (0.02, 0.98)
    born: tuple[float, ...] = (0.05, 0.12, 0.23, 0.60)
    region: tuple[float, ...] = (0.3, 0.7)
    known: float = 0.05

    def levels(self) -> dict[str, tuple[float, ...]]:
        return {field: getattr(self, field) for field in FIELDS}


class Answer(NamedTuple):
    """What was said of a pair: its levels and free fields (`Pair`), the probability told, and whether it is one person."""

    levels: dict[str, int]
    free: frozenset[str]
    probability: float
    same: bool


def learnt(stated: Chances, answers: Collection[Answer]) -> Chances:
    """The chances after these answers, what was stated being worth `STATED` of them, so that few move little.

    Pairs are answered because they are alike. So how a field agrees is learnt from pairs of one person that would have
    been found whatever it said, and of names, without which nobody is found, nothing. Of all pairs the share that is one
    person is taken: where what was told was too high on the whole, the prior falls, and the reverse.
    """
    changed: dict[str, tuple[float, ...]] = {}
    for field, chances in stated.levels().items():
        met = np.bincount(
            [one.levels[field] for one in answers if one.same and field in one.free], minlength=len(chances)
        )
        changed[field] = tuple(((STATED * np.array(chances) + met) / (STATED + met.sum())).tolist())
    return replace(stated, **changed, known=min(0.5, stated.known * _shift(answers)))


def _shift(answers: Collection[Answer]) -> float:
    """By how much the odds that were told are to be multiplied."""
    if not answers:
        return 1.0
    told = float(np.clip(np.mean([answer.probability for answer in answers]), 0.01, 0.99))
    same = sum(answer.same for answer in answers)
    odds = (same + STATED * told) / (len(answers) - same + STATED * (1 - told))
    return float(np.clip(odds * (1 - told) / told, 1 / MOST_SHIFT, MOST_SHIFT))
