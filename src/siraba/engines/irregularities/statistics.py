"""The three pieces of statistics on which the rules rest. None knows a constant of a register: each learns what is usual.

`Peers` compares counts with those of peers (negative binomial, its dispersion learnt without the most extreme peers).
`beyond` tells how far a measure lies outside the tail of its own bulk. `settled` is the trust in a hard rule.
A p-value becomes a chance of being irregular by `beyond_chance`, which counts all that was tried.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from scipy import stats

TAIL = (0.02, 0.004)  # the shoulder of a distribution from which its tail is drawn on
LEAST = 50  # values that make a tail
SIZES = 10
ODD = 0.01  # a hard rule that a larger share breaks tells of the register, not of acts


def beyond_chance(chances: np.ndarray, tests: int | None = None) -> np.ndarray:
    """How likely each p-value (n) is no chance, out of the `tests` that were really tried (n unless said).

    Bayes' rule: before looking, one of those tried is expected to be irregular, by as much as any of SIZES sizes.
    """
    return 1 / (1 + SIZES * max(tests or 0, len(chances)) * chances)


class Peers:
    """Counts of peers against exposure × the share of their group without themselves.

    `counts` and `exposure` (n); `groups` name what each is compared within. A group says as much as the whole register does on
    its own `weight` of exposure: small groups lean on the whole. Unless `trimmed`, those who stand out count as others do, where
    it is their group that differs.
    """

    def __init__(
        self,
        counts: Sequence[float],
        exposure: Sequence[float],
        groups: Sequence[Hashable],
        trimmed: bool = True,
    ):
        self.counts, self.exposure = np.asarray(counts, float), np.asarray(exposure, float)
        numbers = {group: place for place, group in enumerate(dict.fromkeys(groups))}
        self.groups = np.array([numbers[group] for group in groups], dtype=int)
        usual = np.ones(len(self.counts), bool)
        if not trimmed:
            self.expected = self._expected(usual)
            self.dispersion = self._dispersion(usual)
            return
        for _ in range(3):
            self.expected = self._expected(usual)
            usual = self._without_extremes()
        self.dispersion = self._dispersion(usual)
        # Those who stand out are left out, unless they are so many that peers simply differ
        for _ in range(2):
            usual = beyond_chance(self.tail()) < 0.5
            if (~usual).sum() > self._few:
                usual[:] = True
            self.expected = self._expected(usual)
            self.dispersion = self._dispersion(usual)

    @property
    def _few(self) -> int:
        """How many peers may be irregular before one must say that peers simply differ."""
        size = len(self.counts)
        return int(max(min(0.2 * size, 10 + size / 500), size >= 5))

    def _expected(self, usual: np.ndarray) -> np.ndarray:
        size = self.groups.max(initial=-1) + 1
        counts, exposure = np.where(usual, self.counts, 0), np.where(usual, self.exposure, 0)
        share = (counts.sum() + 0.5) / (exposure.sum() + 1)
        weight = min(2 / share, exposure.sum())
        in_group = np.bincount(self.groups, counts, size)[self.groups] - counts
        exposed = np.bincount(self.groups, exposure, size)[self.groups] - exposure
        return self.exposure * (in_group + weight * share) / (exposed + weight)

    def _without_extremes(self) -> np.ndarray:
        residual = np.sqrt(self.counts + 0.375) - np.sqrt(self.expected + 0.375)
        usual = np.ones(len(residual), bool)
        usual[np.argsort(-residual, kind="stable")[: self._few]] = False
        return usual

    def _dispersion(self, usual: np.ndarray) -> float:
        """Of variance = mean + dispersion × mean²."""
        mean = self.expected[usual]
        excess = ((self.counts[usual] - mean) ** 2 - mean).sum()
        return max(float(excess / max((mean**2).sum(), 1e-12)), 1e-6)

    def tail(self) -> np.ndarray:
        """Chance (n) of so many or more."""
        return tail(self.counts, self.expected, self.dispersion)


def tail(counts: np.ndarray, expected: np.ndarray, dispersion: float | np.ndarray) -> np.ndarray:
    """Chance (n) of so many or more, of a negative binomial of variance = mean + dispersion × mean²."""
    size = 1 / np.asarray(dispersion, float)
    return stats.nbinom.sf(counts - 1, size, size / (size + np.maximum(expected, 1e-12)))


def excess(count: float, expected: float) -> float:
    """The share of a count that the usual does not explain."""
    return max(0.0, 1 - expected / count) if count else 0.0


def beyond(values: np.ndarray) -> np.ndarray:
    """How surely each value (n) lies outside the upper tail of the others.

    The tail is drawn on from the shoulder of the bulk as a Weibull law of shape ½, heavier than an exponential: prudent.
    """
    if len(values) < LEAST:
        return np.zeros(len(values))
    scaled = np.sqrt(np.maximum(values, 0))
    points, counts = np.unique(scaled, return_counts=True)
    survival = counts[::-1].cumsum()[::-1] / len(scaled)
    low, high = (int(np.searchsorted(-survival, -share)) for share in TAIL)
    if low < high < len(points):
        foot, height = points[high], survival[high]
        slope = np.log(survival[low] / height) / (points[high] - points[low])
    else:  # hardly two of them differ: a tail that one act in a hundred might have
        foot, height = 1.0, TAIL[1]
        slope = np.log(TAIL[0] / TAIL[1]) / foot
    drawn = height * np.exp(-slope * (points - foot))
    chances = np.where(points > foot, drawn, 1.0)
    return beyond_chance(chances, len(values))[np.searchsorted(points, scaled)]


def settled(broken: int, among: int) -> float:
    """How much a hard rule is trusted when `broken` of `among` break it."""
    return 0.97 * min(1.0, ODD * among / max(broken, 1)) if broken > 3 else 0.97
