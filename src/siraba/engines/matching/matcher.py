"""Ranks the records that may be one person, with the weight of the evidence and a probability that means what it says."""

from dataclasses import dataclass

import numpy as np

from siraba.engines.matching.comparison import IMAGINED, Compared, Comparer
from siraba.engines.matching.index import Index
from siraba.engines.matching.people import People
from siraba.engines.matching.weights import Weights

HIGHEST = 60.0  # bits; beyond, numbers say nothing


@dataclass(frozen=True)
class Ranked:
    """The best answers to one request, best first.

    weight: bits of evidence against anybody else, a brother or sister included; probability: that this one is the person,
    where at most one is; relative: bits taken off because a brother or sister would fit as well.
    """

    compared: Compared
    weight: np.ndarray
    probability: np.ndarray
    relative: np.ndarray

    @property
    def records(self) -> np.ndarray:
        """The numbers of the records."""
        return self.compared.records


class Matcher:
    """Answers requests from an index, which may grow and lose records between two requests.

    One matcher and its index serve one thread at a time: a comparison writes into arrays that it keeps, and a record that is
    added changes several of the index's. Who asks from several threads, or adds beside those who ask, holds one lock for
    both. What is returned belongs to the caller.
    """

    def __init__(self, index: Index, weights: Weights | None = None):
        self.index = index
        self.weights = weights or Weights()
        self._comparer = Comparer(index)

    def rank(self, person: People, row: int = 0, top: int = 10) -> Ranked:
        """The best answers for one person, whose names and places are numbers in the index's words."""
        compared = self.all(person, row)
        weight, taken = self.weigh(compared, self.weights)
        probability = self.probability(weight, self.weights)
        best = best_places(weight, top)
        return Ranked(compared.some(best), weight[best], probability[best], taken[best])

    def best(self, person: People, row: int, top: int) -> Compared:
        """The comparison with the best answers only, from which weights are learnt."""
        compared = self.all(person, row)
        return compared.some(best_places(self.weigh(compared, self.weights)[0], top))

    def all(self, person: People, row: int = 0) -> Compared:
        """The comparison with every record that shares a pair of facts with this person."""
        return self._comparer.compare(person, row, self.index.near(person, row))

    def decided(self, person: People, row: int, record: int, others: int) -> Compared:
        """The comparison with one record, whether it would still be found or not, and then with the best others."""
        records = np.union1d(self.index.near(person, row), [record])
        compared = self._comparer.compare(person, row, records)
        weight = self.weigh(compared, self.weights)[0]
        own = int(np.searchsorted(records, record))
        weight[own] = np.inf
        return compared.some(best_places(weight, 1 + others))

    def weigh(self, compared: Compared, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        """The weight of each record, and what a brother or sister who would fit as well takes from it."""
        total = np.minimum(compared.bits(weights).sum(axis=1), HIGHEST)
        relative = np.minimum(compared.bits_of_relative(weights).sum(axis=1), HIGHEST)
        frequency = weights.relatives / (len(self.index) + IMAGINED)
        taken = np.log2(1 - frequency + frequency * np.exp2(relative))
        return total - taken, taken

    def probability(self, weight: np.ndarray, weights: Weights) -> np.ndarray:
        """That each is the person, where at most one is; `weight` must hold all that were found."""
        odds = weights.calibration.of(self.odds(weight, weights))
        return odds / (1 + odds.sum())

    def odds(self, weight: np.ndarray, weights: Weights) -> np.ndarray:
        """That each is the person, against that nobody in the register is, before decisions calibrate it."""
        return np.exp2(weight) * weights.answered / (1 - weights.answered) / max(len(self.index), 1)


def best_places(weight: np.ndarray, top: int) -> np.ndarray:
    """The places of the highest, best first; among equals the record that came first."""
    chosen = np.argpartition(-weight, top - 1)[:top] if len(weight) > top else np.arange(len(weight))
    return chosen[np.lexsort((chosen, -weight[chosen]))]
