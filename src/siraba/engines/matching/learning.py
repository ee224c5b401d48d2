"""Weights that fit, from many requests of which each has at most one right answer.

Nobody has decided yet who is right: it is what the weights of the round before make likely. What tells brothers and
sisters apart cannot be learnt so: a sister of somebody who is not in the register looks like her with a wrong given
name. The chance of a wrong given name is therefore that of the other names, and how many are found or have relatives in
the register stays as it was told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from siraba.engines.matching.comparison import COLUMN, Compared
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import NAMES
from siraba.engines.matching.vocabulary import EXACT, SAME
from siraba.engines.matching.weights import FIELDS, MISSING, Weights

ROUNDS = 6
BEST = 30  # answers to one request that are looked at
PRIOR = 30  # decisions that the weights before are worth
OTHER_NAMES = tuple(name for name in NAMES if name != "given_name")


def learnt(matcher: Matcher, compared: Sequence[Compared]) -> Weights:
    """The weights that these comparisons of many requests (`Matcher.best`) make likely, from the matcher's own."""
    start = weights = matcher.weights
    for _round in range(ROUNDS):
        tally = Tally(start)
        for one in compared:
            tally.add(one, matcher.probability(matcher.weigh(one, weights)[0], weights))
        weights = tally.weights()
    return weights


@dataclass
class Tally:
    """What the right answers are like, added up over requests; `start` counts as some decisions."""

    start: Weights
    _met: dict[str, np.ndarray] = field(init=False)
    _spelt: dict[str, np.ndarray] = field(init=False)
    _turned: np.ndarray = field(init=False)
    _apart: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self._met = {name: PRIOR * self.start.chances(name) for name in FIELDS if name != "order"}
        self._met["place"] = PRIOR * _with_wrong(self.start.place, self.start.place[0])
        self._spelt = {name: PRIOR * np.array([1.0, self.start.copied[name], 0.0]) for name in NAMES}
        self._turned = PRIOR * np.array([1.0, self.start.swapped])
        self._apart = PRIOR * np.array([1.0, 1.0])

    def add(self, compared: Compared, right: np.ndarray) -> None:
        self._turned += right.sum(), right[compared.levels[:, COLUMN["order"]] == 1].sum()
        near = (compared.levels[:, COLUMN["born"]] == 1) & (compared.spread > 0)
        off = (compared.apart[near] / compared.deviation(self.start)[near]) ** 2
        self._apart += right[near].sum(), (right[near] * off).sum()
        for name, met in self._met.items():
            levels = compared.levels[:, COLUMN[name]]
            known = levels != MISSING
            counted = np.bincount(levels[known], weights=right[known], minlength=max(len(met), EXACT + 1))
            if name in NAMES:
                same, exact = counted[SAME] + counted[EXACT], counted[EXACT]
                self._spelt[name] += same, exact, same * compared.share[name]
                counted[SAME] = same
            met += counted[: len(met)]

    def weights(self) -> Weights:
        chances = {name: met / met.sum() for name, met in self._met.items() if name != "place"}
        chances["place"] = self._place()
        names = {name: chances.pop(name) for name in NAMES}
        return self.start.replaced(
            names=names
            | {"given_name": _with_wrong(names["given_name"], np.mean([names[n][0] for n in OTHER_NAMES]))},
            copied={name: _copied(*self._spelt[name]) for name in NAMES},
            spread=float(self.start.spread * np.sqrt(self._apart[1] / self._apart[0])),
            swapped=float(self._turned[1] / self._turned[0]),
            **chances,
        )

    def _place(self) -> np.ndarray:
        """A place's levels are chances among those that what is known of it allows; only how often it is another is learnt."""
        elsewhere = self._met["place"][0] / self._met["place"].sum()
        before = self.start.place
        return np.array([elsewhere, *before[1:] * (1 - elsewhere) / (1 - before[0])])


def _with_wrong(chances: np.ndarray, wrong: float) -> np.ndarray:
    return np.array([wrong, *chances[1:] * (1 - wrong) / chances[1:].sum()])


def _copied(same: float, exact: float, shared: float) -> float:
    """How often the spelling is the same beyond chance, where exact = copied + (1 - copied) × share."""
    exact, shared = exact / same, shared / same
    return float(np.clip((exact - shared) / (1 - shared), 0.01, 0.95))
