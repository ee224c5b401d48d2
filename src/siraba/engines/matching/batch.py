"""Many requests against one register, on all the processors of the machine."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from siraba.engines.matching.comparison import Compared
from siraba.engines.matching.explanation import Explanation, explain
from siraba.engines.matching.index import Index
from siraba.engines.matching.learning import BEST, learnt
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People, Words
from siraba.engines.matching.tables import BadTable, people_of, read_table, write_table
from siraba.engines.matching.weights import Weights

AT_ONCE = 100
FEWEST, LEARNT_FROM = (
    500,
    1_000,
)  # requests that say something of how records are written, and as many as are looked at

Progress = Callable[[int, int], None]


def match_files(
    requests: Path,
    register: Path,
    out: Path,
    top: int = 10,
    progress: Progress | None = None,
    processes: int = 0,
) -> int:
    """Ranks the records of `register` for each of `requests` and writes the best `top` of each; how many answers there are.

    Files are CSV or Parquet as in `tables`. Nothing is written where a file cannot be read.

    Raises:
        BadTable: a file is no table of people; the message names the lines.
    """
    files = _Files.read(requests, register)
    answers = Answers(files.requests, files.records)
    with _Workers(Matcher(files.index), files.sought, top, processes or os.cpu_count() or 1) as workers:
        weights = workers.learn()
        for done, ranked in enumerate(workers.rank(weights), 1):
            answers.add(*ranked)
            if progress and (done % AT_ONCE == 0 or done == len(files.sought)):
                progress(done, len(files.sought))
    answers.write(out)
    return len(answers)


def explain_files(requests: Path, register: Path, request: str, record: str) -> Explanation | None:
    """Why one record of a file may be one person of another; None where they share no two facts.

    Raises:
        BadTable: a file is no table of people, or does not hold the one that is asked.
    """
    files = _Files.read(requests, register)
    row = files.requests.index(request) if request in files.requests else -1
    number = files.records.index(record).as_py()
    if row < 0 or number < 0:
        raise BadTable(
            f"{request if row < 0 else record} : inconnu dans {requests if row < 0 else register}."
        )
    with _Workers(Matcher(files.index), files.sought, 1, os.cpu_count() or 1) as workers:
        return explain(Matcher(files.index, workers.learn()), files.sought, row, number)


@dataclass(frozen=True)
class _Files:
    """Those sought, and an index of the others, with their identifiers."""

    index: Index
    records: pa.Array
    sought: People
    requests: list[str]

    @classmethod
    def read(cls, requests: Path, register: Path) -> "_Files":
        found = read_table(register, "record_id")
        sought = read_table(requests, "request_id")
        words = Words.empty()
        index = Index(words)
        index.add(people_of(found, words))
        identifiers = found["record_id"].combine_chunks()
        del found  # the texts of a million records are large
        return cls(index, identifiers, people_of(sought, words), sought["request_id"].to_pylist())


class Answers:
    """The columns of the file of answers, filled request by request."""

    def __init__(self, requests: list[str], records: pa.Array):
        self._requests, self._records = requests, records
        self._rows: list[np.ndarray] = []
        self._found: list[np.ndarray] = []
        self._weights: list[np.ndarray] = []
        self._probabilities: list[np.ndarray] = []

    def __len__(self) -> int:
        return sum(map(len, self._found))

    def add(self, row: int, found: np.ndarray, weights: np.ndarray, probabilities: np.ndarray) -> None:
        self._rows.append(np.full(len(found), row))
        self._found.append(found)
        self._weights.append(weights)
        self._probabilities.append(probabilities)

    def write(self, out: Path) -> None:
        rows = np.concatenate([*self._rows, np.zeros(0, dtype=np.int64)]).astype(np.int64)
        found = np.concatenate([*self._found, np.zeros(0, dtype=np.int64)])
        ranks = [np.arange(1, len(one) + 1) for one in self._found]
        write_table(
            out,
            {
                "request_id": pa.array(self._requests, type=pa.string()).take(pa.array(rows)),
                "record_id": self._records.take(pa.array(found)),
                "rank": np.concatenate([*ranks, np.zeros(0, dtype=np.int64)]).astype(np.int64),
                "weight": np.round(np.concatenate([*self._weights, np.zeros(0)]), 3),
                "probability": np.round(np.concatenate([*self._probabilities, np.zeros(0)]), 6),
            },
        )


Ranks = tuple[int, np.ndarray, np.ndarray, np.ndarray]
# What a process forked from this one finds in place
_work: tuple[Matcher, People, int] | None = None


class _Workers:
    """Processes that share an index, since it is there when they are forked; this process alone where there is no fork."""

    def __init__(self, matcher: Matcher, people: People, top: int, processes: int):
        self._matcher, self._people = matcher, people
        self._work = matcher, people, top
        alone = processes == 1 or len(people) <= AT_ONCE
        self._fork = not alone and "fork" in multiprocessing.get_all_start_methods()
        self._processes = processes
        self._pool: Any = None

    def __enter__(self) -> "_Workers":
        global _work
        _work = self._work
        if self._fork:
            self._matcher.index.settle()
            self._pool = multiprocessing.get_context("fork").Pool(self._processes)
        return self

    def __exit__(self, *_error: object) -> None:
        global _work
        _work = None
        if self._pool is not None:
            self._pool.terminate()

    def learn(self) -> Weights:
        """Weights that fit these requests, where there are enough of them to say anything."""
        if len(self._people) < FEWEST:
            return self._matcher.weights
        step = max(1, len(self._people) // LEARNT_FROM)
        return learnt(self._matcher, list(self._each(_compare, range(0, len(self._people), step))))

    def rank(self, weights: Weights) -> Iterator[Ranks]:
        return self._each(_rank, ((row, weights) for row in range(len(self._people))))

    def _each(self, do: Callable, arguments: Iterable) -> Iterator:
        return map(do, arguments) if self._pool is None else self._pool.imap(do, arguments, chunksize=25)


def _compare(row: int) -> Compared:
    assert _work is not None
    matcher, people, _top = _work
    return matcher.best(people, row, BEST)


def _rank(asked: tuple[int, Weights]) -> Ranks:
    assert _work is not None
    matcher, people, top = _work
    row, matcher.weights = asked
    ranked = matcher.rank(people, row, top)
    return row, ranked.records, ranked.weight, ranked.probability
