"""Many requests against one register, on all the processors of the machine."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from siraba.engines.matching.comparison import Compared
from siraba.engines.matching.explanation import Explanation, explain
from siraba.engines.matching.index import Index
from siraba.engines.matching.learning import BEST, learnt
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People, Words
from siraba.engines.matching.tables import BadTable, people_of, read_table, write_table

AT_ONCE = 100
# Requests that say something of how records are written, and as many as are looked at
FEWEST, LEARNT_FROM = 500, 1_000

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
    matcher = _fitted(files, processes)
    answers, total = Answers(files.requests, files.records), len(files.sought)
    rank = partial(_rank, top=top)
    for done, ranked in enumerate(_each(rank, range(total), matcher, files.sought, processes), 1):
        answers.add(*ranked)
        if progress and (done % AT_ONCE == 0 or done == total):
            progress(done, total)
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
    return explain(_fitted(files), files.sought, row, number)


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
        nothing = np.zeros(0)
        self._kept: list[tuple[int, np.ndarray, np.ndarray, np.ndarray]] = [
            (0, nothing.astype(np.int64), nothing, nothing)
        ]

    def __len__(self) -> int:
        return sum(len(found) for _row, found, _weights, _probabilities in self._kept)

    def add(self, row: int, found: np.ndarray, weights: np.ndarray, probabilities: np.ndarray) -> None:
        self._kept.append((row, found, weights, probabilities))

    def write(self, out: Path) -> None:
        rows, found, weights, probabilities = zip(*self._kept, strict=True)
        sizes = [len(one) for one in found]
        write_table(
            out,
            {
                "request_id": pa.array(self._requests, type=pa.string()).take(
                    pa.array(np.repeat(rows, sizes))
                ),
                "record_id": self._records.take(pa.array(np.concatenate(found))),
                "rank": np.concatenate([np.arange(1, size + 1) for size in sizes]),
                "weight": np.round(np.concatenate(weights), 3),
                "probability": np.round(np.concatenate(probabilities), 6),
            },
        )


# What a process forked from this one finds in place
_work: tuple[Matcher, People] | None = None


def _each(do: Callable, rows: Iterable[int], matcher: Matcher, people: People, processes: int) -> Iterator:
    """`do` for each row of `people`, in order, by processes that share the index since they are forked from this one, which
    does it alone where they are few or cannot be forked."""
    global _work
    _work = matcher, people
    processes = processes or os.cpu_count() or 1
    try:
        if processes == 1 or len(people) <= AT_ONCE or "fork" not in multiprocessing.get_all_start_methods():
            yield from map(do, rows)
            return
        matcher.index.settle()
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap(do, rows, chunksize=AT_ONCE // 4)
    finally:
        _work = None


def _fitted(files: _Files, processes: int = 0) -> Matcher:
    """A matcher with weights that fit these requests, where there are enough of them to say anything."""
    matcher, total = Matcher(files.index), len(files.sought)
    if total >= FEWEST:
        rows = range(0, total, max(1, total // LEARNT_FROM))
        matcher.weights = learnt(matcher, list(_each(_compare, rows, matcher, files.sought, processes)))
    return matcher


def _compare(row: int) -> Compared:
    assert _work is not None
    matcher, people = _work
    return matcher.best(people, row, BEST)


def _rank(row: int, top: int) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    assert _work is not None
    matcher, people = _work
    ranked = matcher.rank(people, row, top)
    return row, ranked.records, ranked.weight, ranked.probability
