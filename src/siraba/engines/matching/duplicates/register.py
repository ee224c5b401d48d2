"""Records of many agencies, and how often each fact is met among them."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from siraba.engines.matching.duplicates.chances import APART, Chances

# People imagined beside those of the register, of a name each and born evenly over these years, so that in a register of a
# few records a name is not worn by half the world
IMAGINED, BORN = 200, range(1945, 2025)
OLDEST, LATEST = 1900, 2100
NARROWER = 4  # each band of names is worn by so many times fewer people than the one before
MOST_BEARERS = 300  # two people are not looked at for a name of more
LEAST_REGION = 0.01  # the rarest region of which the bound of bearers thinks
COLUMNS = ("person", "agency", "sex", "born", "region")


class Record(NamedTuple):
    """What is known of a case. Keys are 64 bits of keyed hashes; of sex, year of birth and region, None is not known."""

    id: str
    person: str
    agency: str
    keys: Sequence[int]
    sex: str | None
    born: int | None
    region: str | None


class Band(NamedTuple):
    """Names that are about as rare: the first rank, the share of people who bear one, the chance of one of them."""

    first: int
    share: float
    chance: float


class Register:
    """`shared` keys are borne by two people or more. A key is known by its rank, the rarest last: no hash leaves here."""

    def __init__(self, records: list[Record]):
        self.records = records
        self.size = len(records) + IMAGINED
        self._lengths = np.array([len(one.keys) for one in records], dtype=np.int32)
        told = chain.from_iterable(one.keys for one in records)
        flat = np.fromiter(told, dtype=np.uint64, count=int(self._lengths.sum()))
        _keys, codes, counts = np.unique(flat, return_inverse=True, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        ranks = np.empty(len(order), dtype=np.int32)
        ranks[order] = np.arange(len(order), dtype=np.int32)
        self._keys, self._bearers = ranks[codes], counts[order]
        self.shared = int((self._bearers > 1).sum())
        self._columns = {name: [getattr(one, name) for one in records] for name in COLUMNS}

    def bands(self) -> list[Band]:
        """The shared keys by how rare they are, the rarest first."""
        bearers = self._bearers[: self.shared]
        found, start, edge = [], 0, float(self.size)
        while start < len(bearers):
            edge /= NARROWER
            end = int((bearers > edge).sum())
            if end > start:
                worn = bearers[start:end]
                # Who bears a name meets it again in the others who bear it
                chance = (worn * (worn - 1)).sum() / worn.sum() / self.size
                found.append(Band(start, worn.sum() / bearers.sum(), chance))
            start = end
        return found[::-1]

    def same(self, column: str) -> float:
        """The chance that two people agree in a column."""
        return float((self._shares(column) ** 2).sum())

    def near(self) -> list[float]:
        """The chances of the levels of `Chances.born` between any two people."""
        years = np.zeros(LATEST - OLDEST)
        years[BORN.start - OLDEST : BORN.stop - OLDEST] = IMAGINED / len(BORN)
        np.add.at(years, [year - OLDEST for year in self._columns["born"] if year is not None], 1)
        years /= years.sum()
        within = [
            float((np.convolve(years, np.ones(2 * apart + 1), mode="same") * years).sum()) for apart in APART
        ]
        return (-np.diff([1, *within, 0])).tolist()

    def prior(self, chances: Chances) -> float:
        """The chance that two records of two agencies are of one person."""
        return min(0.5, chances.known / (self.size * max(1 - self.same("agency"), 1 / self.size)))

    def most_bearers(self, chances: Chances, least: float) -> int:
        """A name that more people bear does not reach the bound, whatever else agrees."""
        region = max(LEAST_REGION, self._shares("region").min())
        others = (
            chances.sex[-1]
            / self.same("sex")
            * chances.born[-1]
            / self.near()[-1]
            * chances.region[-1]
            / region
        )
        prior = self.prior(chances)
        odds = prior / (1 - prior) * (1 - least) / least
        return int(np.clip(chances.names[-1] * others * odds * self.size + 1, 2, MOST_BEARERS))

    def table(self, most: int) -> pa.Table:
        """One row a record; `keys` are those that others bear too, `blocks` those of them that at most `most` bear."""
        shared = self._keys < self.shared
        columns = self._columns
        return pa.table(
            {
                "id": np.arange(len(self.records), dtype=np.int32),
                "keys": self._lists(shared),
                "blocks": self._lists(shared & (self._bearers[self._keys] <= most)),
                "size": self._lengths,
                "person": np.unique(columns["person"], return_inverse=True)[1],
                "agency": np.unique(columns["agency"], return_inverse=True)[1],
                "sex": pa.array(columns["sex"], pa.string()),
                "born": pa.array(columns["born"], pa.int32()),
                "region": pa.array(columns["region"], pa.string()),
            }
        )

    def _shares(self, column: str) -> np.ndarray:
        told = [value for value in self._columns[column] if value is not None]
        return np.unique(told, return_counts=True)[1] / len(told) if told else np.array([1.0])

    def _lists(self, kept: np.ndarray) -> pa.Array:
        rows = np.repeat(np.arange(len(self.records)), self._lengths)[kept]
        ends = np.cumsum(np.bincount(rows, minlength=len(self.records)))
        return pa.ListArray.from_arrays(np.concatenate([[0], ends]).astype(np.int32), self._keys[kept])
