"""An inverted index over people: who shares two facts with the one who is sought.

One fact is too common (a surname is worn by a tenth of a country), three are too many to be all well written. Each record
is therefore found by pairs of what it holds: given name and father's, surname and village, mother's names; a telephone
number alone is enough. Segments are only added to: a new record is found as soon as its own small segment is there, and one
that is removed is left out of what is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from siraba.engines.matching.people import JANUARY_1, LAST_YEAR, TEXTS, People, Words

# What is asked together. The year is that of birth by spans of four, since an age is often a year or two off.
PAIRS = (
    ("given_name", "family_name"),
    ("given_name", "father_given"),
    ("given_name", "mother_given"),
    ("given_name", "mother_family"),
    ("given_name", "village"),
    ("family_name", "father_given"),
    ("family_name", "mother_given"),
    ("family_name", "village"),
    ("father_given", "mother_given"),
    ("father_given", "mother_family"),
    ("father_given", "village"),
    ("mother_given", "mother_family"),
    ("mother_given", "village"),
)
WITH_YEAR = (
    ("given_name", "cercle"),
    ("given_name", "region"),
    ("family_name", "cercle"),
    ("family_name", "region"),
)
# A whole date of birth is asked with one other fact
WITH_DATE = ("given_name", "family_name", "father_given", "mother_given", "village", "cercle")
# Given name and surname are one kind of fact: each is written in the other's place now and then
_OWN = {"given_name": "name", "family_name": "name"}
_NAMED = [tuple(_OWN.get(column, column) for column in pair) for pair in PAIRS + WITH_YEAR]
_YEARLY = [False] * len(PAIRS) + [True] * len(WITH_YEAR)
_KINDS = [2 * _NAMED.index(named) + yearly for named, yearly in zip(_NAMED, _YEARLY, strict=True)]
EITHER_WAY = 2 * _NAMED.index(("name", "name"))
PHONE = 63  # a kind of its own: a number is rare enough alone
SPAN, AROUND = 4, 2
MOST = 20_000  # of one pair; a longer list says too little, and the others of the same person are shorter
# By how many pairs they share; who shares but one of a common kind is not found among so many
MOST_FOUND = 20_000
MOST_SEGMENTS = 8
_COLUMNS = sorted({*WITH_DATE, *(column for pair in PAIRS + WITH_YEAR for column in pair)})
_MULTIPLIERS = tuple(np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


@dataclass
class Index:
    """Sorted entries of 64 bits: 32 of a pair's hash, then the number of the record; two pairs of one hash are harmless,
    since what is found is compared in full.

    A record's number is its row in `people` and never another's. `len` is how many can be found, `removed` how many no
    longer can: their rows, their entries and the counts of their names stay until the owner builds another index. `births`
    counts who is born in each year.
    """

    words: Words
    people: People = field(init=False)
    removed: int = field(default=0, init=False)
    births: np.ndarray = field(init=False)
    _there: np.ndarray = field(init=False)
    _segments: list[np.ndarray] = field(default_factory=list)
    _counts: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = People.of_records([], self.words)
        self.births = np.zeros(LAST_YEAR + 1, dtype=np.int64)
        self._there = np.ones(0, dtype=bool)

    def __len__(self) -> int:
        return len(self.people) - self.removed

    def add(self, people: People) -> None:
        """Let these be found from now on; their numbers follow those already here, removed ones too."""
        first = len(self.people)
        self.people = People.joined([self.people, people])
        self._there = np.concatenate([self._there, np.ones(len(people), dtype=bool)])
        self.births += np.bincount(people.born[people.born > 0], minlength=LAST_YEAR + 1)
        self._segments.append(_entries(self.words, people, first))
        for column, before in self._counts.items():
            self._counts[column] = self._counted(column, people, before)
        while len(self._segments) > MOST_SEGMENTS or self._last_is_large():
            last, before = self._segments.pop(), self._segments.pop()
            self._segments.append(np.sort(np.concatenate([before, last]), kind="stable"))

    def remove(self, numbers: Sequence[int] | np.ndarray) -> None:
        """Let these records no longer be found; one that was removed before may be named again.

        Raises:
            IndexError: a number that no record has; none is removed then.
        """
        chosen = np.asarray(numbers, dtype=np.int64)
        if ((chosen < 0) | (chosen >= len(self.people))).any():
            raise IndexError("no record has this number")
        self._there[chosen] = False
        self.removed = len(self.people) - int(np.count_nonzero(self._there))

    def _last_is_large(self) -> bool:
        return len(self._segments) > 1 and len(self._segments[-1]) > len(self._segments[-2]) // 2

    def counts(self, column: str) -> np.ndarray:
        """How many records have each string of a column, by the string's number."""
        counted = self._counts.get(column)
        if counted is None:
            counted = self._counted(column, self.people, np.zeros(0, dtype=np.int64))
        elif len(counted) < len(self.words.of(column)):
            counted = self._counted(column, None, counted)
        self._counts[column] = counted
        return counted

    def _counted(self, column: str, people: People | None, before: np.ndarray) -> np.ndarray:
        """The counts before, with these people's, for all the strings there are now."""
        values = np.zeros(0, dtype=np.int32) if people is None else people.column(column)
        counts = np.bincount(values, minlength=len(self.words.of(column)))
        counts[: len(before)] += before
        return counts

    def settle(self) -> None:
        """Have ready what searches will need, before other processes share it."""
        for column in TEXTS:
            self.counts(column)

    def near(self, person: People, row: int) -> np.ndarray:
        """The numbers of the records that share a pair of facts with this person, in order; of very many, those that share
        the most. Shape (found,), int64."""
        asked = _asked(self.words, person, row)
        found = []
        for segment in self._segments:
            starts = np.searchsorted(segment, asked << np.uint64(32))
            ends = np.searchsorted(segment, (asked + np.uint64(1)) << np.uint64(32))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
                if 0 < end - start <= MOST:
                    found.append(segment[start:end])
        if not found:
            return np.zeros(0, dtype=np.int64)
        met = (np.concatenate(found) & np.uint64(0xFFFFFFFF)).astype(np.int64)
        numbers, pairs = np.unique(met[self._there[met]] if self.removed else met, return_counts=True)
        if len(numbers) > MOST_FOUND:
            numbers = np.sort(numbers[np.argpartition(-pairs, MOST_FOUND)[:MOST_FOUND]])
        return numbers


def _hash(
    kind: np.ndarray | int, one: np.ndarray, other: np.ndarray, more: np.ndarray | int = 0
) -> np.ndarray:
    """31 bits of what is asked; of given name and surname, the same whichever comes first."""
    either = np.asarray(kind) == EITHER_WAY
    first = np.where(either, np.minimum(one, other), one).astype(np.uint64)
    second = np.where(either, np.maximum(one, other), other).astype(np.uint64)
    which = np.asarray(more, dtype=np.uint64) * np.uint64(64) + np.asarray(kind, dtype=np.uint64)
    mixed = (first * _MULTIPLIERS[0] ^ second * _MULTIPLIERS[1] ^ which) * _MULTIPLIERS[2]
    return (mixed ^ mixed >> np.uint64(29)) * _MULTIPLIERS[0] >> np.uint64(33)


def _entries(words: Words, people: People, first: int) -> np.ndarray:
    """The sorted entries of some records; one that stands twice does no harm."""
    keys = {column: _keys_by_place(words, people, column) for column in _COLUMNS}
    numbers = np.arange(first, first + len(people), dtype=np.uint64)
    span = people.born // SPAN
    kept = [np.zeros(0, dtype=np.uint64)]
    for kind, yearly, (one, other) in zip(_KINDS, _YEARLY, PAIRS + WITH_YEAR, strict=True):
        more = span if yearly else None
        for a, b in product(keys[one], keys[other]):
            there = (a > 0) & (b > 0) if more is None else (a > 0) & (b > 0) & (more > 0)
            hashed = _hash(kind, a[there], b[there], 0 if more is None else more[there])
            kept.append(hashed << np.uint64(32) | numbers[there])
    date = _date(people)
    for column in WITH_DATE:
        for key in keys[column]:
            there = (key > 0) & (date > 0)
            hashed = _hash(_date_kind(column), key[there], date[there])
            kept.append(hashed << np.uint64(32) | numbers[there])
    phoned = people.phone > 0
    hashed = _hash(PHONE, people.phone[phoned], people.phone[phoned])
    kept.append(hashed << np.uint64(32) | numbers[phoned])
    entries = np.concatenate(kept)
    entries.sort()
    return entries


def _keys_by_place(words: Words, people: People, column: str) -> list[np.ndarray]:
    """The keys of a column's strings: an array of the first keys, one of the second, as long as some string has one."""
    strings, places = np.unique(people.column(column), return_inverse=True)
    table = words.of(column).key_table(strings)[places]
    return [table[:, place] for place in range(table.shape[1]) if table[:, place].any()]


def _asked(words: Words, person: People, row: int) -> np.ndarray:
    """The hashes of all pairs of keys of a person."""
    keys = {column: _keys_asked(words, person, row, column) for column in _COLUMNS}
    year = int(person.born[row])
    spans = sorted({(year + by) // SPAN for by in (-AROUND, 0, AROUND)}) if year else []
    combined = [
        (kind, one, other, span)
        for kind, yearly, (first, second) in zip(_KINDS, _YEARLY, PAIRS + WITH_YEAR, strict=True)
        for one, other, span in product(keys[first], keys[second], spans if yearly else [0])
    ]
    date = int(_date(person)[row])
    combined += [(_date_kind(column), key, date, 0) for column in WITH_DATE for key in keys[column] if date]
    number = int(person.phone[row])
    combined += [(PHONE, number, number, 0)] if number else []
    if not combined:
        return np.zeros(0, dtype=np.uint64)
    return np.unique(_hash(*np.array(combined, dtype=np.int64).T))


def _date(people: People) -> np.ndarray:
    """One number for a whole date of birth, 0 where it is not known; the first of January is no more than a year."""
    return np.where(people.day > JANUARY_1, people.born.astype(np.int64) * 512 + people.day, 0)


def _date_kind(column: str) -> int:
    return 2 * len(_NAMED) + (0 if column in _OWN else WITH_DATE.index(column))


def _keys_asked(words: Words, person: People, row: int, column: str) -> list[int]:
    vocabulary = words.of(column)
    return vocabulary.keys_asked(vocabulary.texts[person.column(column)[row]])
