"""What the engine tells and what caseworkers find: two numbers turn the odds it tells into those that came true.

The map is a logistic one (J. Platt, Probabilistic outputs for support vector machines, 1999) of the log-odds of each record
before those of one request share at most one; the order of the answers and the reasons stay what they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Odds below which nothing is proposed, so that nobody decides: the map goes on there without bending, or many thousands of
# records that are next to impossible would together come to be likely
SEEN = 0.001
STEEPEST, FARTHEST = 10.0, 20.0
# How much the slope's logarithm and the shift are held to none: as by 30 decisions of an even chance, of a quarter each
HELD = 30 / 4
ROUNDS, SHORTEST = 100, 1e-6


@dataclass(frozen=True)
class Calibration:
    """Odds to the power of `slope`, times e to the `shift`. A slope under 1 says that the engine is too sure, a shift above
    0 that more of those sought are in the register than it was told.

    Raises:
        ValueError: a slope that is not above 0 and at most 10, a shift beyond 20 either way.
    """

    slope: float = 1.0
    shift: float = 0.0

    def __post_init__(self) -> None:
        if not (0 < self.slope <= STEEPEST and abs(self.shift) <= FARTHEST):
            raise ValueError("no calibration has this slope or shift")

    def of(self, odds: np.ndarray) -> np.ndarray:
        """The odds that came true where these were told; of the same shape, and in the same order."""
        return odds * np.maximum(odds, SEEN) ** (self.slope - 1) * np.exp(self.shift)


def calibrated(told: Sequence[np.ndarray], right: Sequence[bool]) -> Calibration:
    """The map that makes decisions likeliest, where each has the odds of the record decided upon and then those of the
    others that the request could have meant.

    By Fisher scoring of the probabilities as `Matcher` tells them, held to the identity.
    """
    if not told:
        return Calibration()
    logs = np.full((len(told), max(map(len, told))), -np.inf)
    for row, odds in zip(logs, told, strict=True):
        row[: len(odds)] = np.log(odds)
    decided, outcome = _Decided(logs), np.asarray(right, dtype=float)
    found = np.zeros(2)
    for _round in range(ROUNDS):
        chance, towards = decided.told(found), decided.towards(found)
        score = towards.T @ (outcome - chance) - HELD * found
        information = (towards * (chance * (1 - chance))[:, None]).T @ towards + HELD * np.eye(2)
        step = np.linalg.solve(information, score)
        while np.abs(step).max() > SHORTEST and decided.fit(found + step, outcome) < decided.fit(
            found, outcome
        ):
            step = step / 2
        found = found + step
        if np.abs(step).max() <= SHORTEST:
            break
    return Calibration(float(min(np.exp(found[0]), STEEPEST)), float(np.clip(found[1], -FARTHEST, FARTHEST)))


@dataclass(frozen=True)
class _Decided:
    """Log-odds (decisions × records, the record decided upon first, -inf where there are no more), under a map that is
    told by the logarithm of its slope and by its shift."""

    logs: np.ndarray

    def told(self, by: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(np.minimum(-self._log_odds(by), 700)))

    def towards(self, by: np.ndarray) -> np.ndarray:
        """How the log-odds told move with each of the two numbers: the record's own, less what moves the others."""
        moved = self._mapped(by)
        rest = np.exp(moved[:, 1:] - self._others(by)[:, None])
        steeper = np.exp(by[0]) * np.maximum(self.logs, np.log(SEEN))
        return np.stack([steeper[:, 0] - (rest * steeper[:, 1:]).sum(axis=1), 1 - rest.sum(axis=1)], axis=1)

    def fit(self, by: np.ndarray, outcome: np.ndarray) -> float:
        odds = self._log_odds(by)
        return float((outcome * odds - np.logaddexp(0, odds)).sum() - HELD / 2 * by @ by)

    def _log_odds(self, by: np.ndarray) -> np.ndarray:
        """Of each decided upon, against the others and against nobody."""
        return self._mapped(by)[:, 0] - self._others(by)

    def _others(self, by: np.ndarray) -> np.ndarray:
        return np.logaddexp.reduce(self._mapped(by)[:, 1:], axis=1, initial=0.0)

    def _mapped(self, by: np.ndarray) -> np.ndarray:
        return self.logs + (np.exp(by[0]) - 1) * np.maximum(self.logs, np.log(SEEN)) + by[1]
