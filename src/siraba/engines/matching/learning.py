"""Weights that fit: those that many requests make likely, and those that caseworkers have taught.

Of requests (`learnt`) nobody has decided who is right: it is what the weights of the round before make likely, at most one
for each. What tells brothers and sisters apart cannot be learnt so: a sister of somebody who is not in the register looks
like her with a wrong given name. The chance of a wrong given name is therefore that of the other names, and how many are
found or have relatives in the register stays as it was told.

Of decisions (`taught`) the confirmed pairs say how one person is written twice, given names too. The rejected ones do not
say what strangers share, which is counted in the register: they were proposed because they look alike. With the confirmed
they say how far a told probability can be believed, whether because evidence is counted twice or because more or fewer are
in the register than thought; the two cannot be told apart, so that `answered` stays and the calibration's shift carries it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from siraba.engines.matching.calibration import Calibration, calibrated
from siraba.engines.matching.comparison import (
    CERCLE,
    CERCLE_ONLY,
    COLUMN,
    ELSEWHERE,
    REGION,
    REGION_ONLY,
    VILLAGE,
    Compared,
)
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import NAMES, People
from siraba.engines.matching.vocabulary import EXACT, SAME
from siraba.engines.matching.weights import FIELDS, MISSING, Weights

ROUNDS = 6
BEST = 30  # answers to one request that are looked at
PRIOR = 30  # decisions that the weights before are worth
PARTS = 5  # of the decisions: each is calibrated by weights that only the others taught
OTHER_NAMES = tuple(name for name in NAMES if name != "given_name")

# Those sought, the row of one of them, the number of a record, and whether two caseworkers found that it is the same person
Decision = tuple[People, int, int, bool]


def learnt(matcher: Matcher, compared: Sequence[Compared]) -> Weights:
    """The weights that these comparisons of many requests (`Matcher.best`) make likely, from the matcher's own."""
    start = weights = matcher.weights
    for _round in range(ROUNDS):
        tally = Tally(start)
        for one in compared:
            tally.add(one, matcher.probability(matcher.weigh(one, weights)[0], weights))
        weights = _without_what_relatives_blur(tally.weights(), start)
    return weights


def taught(matcher: Matcher, decisions: Sequence[Decision]) -> Weights:
    """The weights and the calibration that decisions teach, from the matcher's own, which are worth `PRIOR` decisions.

    Give all decisions there are each time, to a matcher with the weights from before any: one that is given twice counts
    twice. A record may have been removed since.
    """
    start = matcher.weights.replaced(calibration=Calibration())
    decided = [(matcher.decided(people, row, record, BEST), same) for people, row, record, same in decisions]
    odds: list[np.ndarray] = []
    for first, end in pairwise(np.linspace(0, len(decided), PARTS + 1).astype(int)):
        others = _confirmed(start, decided[:first] + decided[end:])
        odds += [matcher.odds(matcher.weigh(one, others)[0], others) for one, _same in decided[first:end]]
    calibration = calibrated(odds, [same for _one, same in decided])
    return _confirmed(start, decided).replaced(calibration=calibration)


def _confirmed(start: Weights, decided: Sequence[tuple[Compared, bool]]) -> Weights:
    """The weights that confirmed pairs teach; each comparison has the record decided upon first."""
    tally = Tally(start)
    for compared, is_same in decided:
        if is_same:
            tally.add(compared.some(np.array([0])), np.ones(1))
    return tally.weights()


def _without_what_relatives_blur(weights: Weights, start: Weights) -> Weights:
    """With the chance of a wrong given name that the other names have, and of a place no more than how often it is another."""
    wrong = np.mean([weights.names[name][0] for name in OTHER_NAMES])
    given = _with_wrong(weights.names["given_name"], float(wrong))
    elsewhere, before = weights.place[ELSEWHERE], start.place
    return weights.replaced(
        names=weights.names | {"given_name": given},
        place=np.array([elsewhere, *before[1:] * (1 - elsewhere) / (1 - before[ELSEWHERE])]),
    )


@dataclass
class Tally:
    """What the right answers are like, added up over requests; `start` counts as some decisions."""

    start: Weights
    _met: dict[str, np.ndarray] = field(init=False)
    _spelt: dict[str, np.ndarray] = field(init=False)
    _places: np.ndarray = field(init=False)
    _turned: np.ndarray = field(init=False)
    _apart: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self._met = {name: PRIOR * self.start.chances(name) for name in FIELDS if name != "order"}
        self._met["place"] = PRIOR * _with_wrong(self.start.place, self.start.place[0])
        self._spelt = {name: PRIOR * np.array([1.0, self.start.copied[name], 0.0]) for name in NAMES}
        self._places = np.zeros(len(self.start.place))
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
            if name == "place":
                self._places += counted[: len(met)]

    def weights(self) -> Weights:
        chances = {name: met / met.sum() for name, met in self._met.items() if name != "place"}
        chances["place"] = self._place()
        names = {name: chances.pop(name) for name in NAMES}
        return self.start.replaced(
            names=names,
            copied={name: _copied(*self._spelt[name]) for name in NAMES},
            spread=float(self.start.spread * np.sqrt(self._apart[1] / self._apart[0])),
            swapped=float(self._turned[1] / self._turned[0]),
            **chances,
        )

    def _place(self) -> np.ndarray:
        """A place's levels are chances among those that what is known of it allows: how often it is elsewhere; if it is not
        and the cercle is known, another cercle; if it is the same and the village is known, another village."""
        before, met = self.start.place, self._places
        here_before = 1 - before[ELSEWHERE]
        within_before = here_before - before[REGION_ONLY]
        deepest = before[CERCLE_ONLY] + before[VILLAGE]
        elsewhere = self._met["place"][ELSEWHERE] / self._met["place"].sum()
        outside = _of_prior(before[REGION_ONLY] / here_before, met[REGION_ONLY], met[CERCLE_ONLY:].sum())
        beyond = _of_prior(before[CERCLE_ONLY] / deepest, met[CERCLE_ONLY], met[VILLAGE])
        here, within = 1 - elsewhere, (1 - elsewhere) * (1 - outside)
        place = np.empty(len(before))
        place[ELSEWHERE], place[REGION_ONLY] = elsewhere, here * outside
        place[REGION] = here * before[REGION] / here_before
        place[CERCLE] = within * before[CERCLE] / within_before
        place[CERCLE_ONLY] = within * beyond * deepest / within_before
        place[VILLAGE] = within * (1 - beyond) * deepest / within_before
        return place


def _of_prior(share: float, those: float, others: float) -> float:
    """The share of `those` among all, where the share before is worth `PRIOR` of them."""
    return float((PRIOR * share + those) / (PRIOR + those + others))


def _with_wrong(chances: np.ndarray, wrong: float) -> np.ndarray:
    return np.array([wrong, *chances[1:] * (1 - wrong) / chances[1:].sum()])


def _copied(same: float, exact: float, shared: float) -> float:
    """How often the spelling is the same beyond chance, where exact = copied + (1 - copied) × share."""
    exact, shared = exact / same, shared / same
    return float(np.clip((exact - shared) / (1 - shared), 0.01, 0.95))
