"""Lines of telephone records and of transfers, told together: who to whom, from when to when, how often, how much.

A part of some ten thousand lines is read at a time, so that memory does not grow with the file. Each line is read on its
own: one that is broken is told by its number and spoils no other.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.tables.meaning import columns_of
from siraba.prosecution.networks.models import Layout

KEPT_ERRORS = 500
MOST_CACHED = 500_000
CONSTANT = "="
DAY_LETTERS = 10
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")
_UNIT = re.compile(r"\s*(?:fcfa|cfa|xof|f)\.?$", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
Pair = tuple[str, str]


class LineRefused(ValueError):
    """A line that cannot be read; its text says why."""


@dataclass
class Together:
    """What one pair did: days as numbers of the calendar (0: none), times, seconds, francs CFA."""

    first: int
    last: int
    times: int
    seconds: int
    amount: int

    def add(self, other: "Together") -> None:
        self.first = min(self.first or other.first, other.first or self.first)
        self.last = max(self.last, other.last)
        self.times += other.times
        self.seconds += other.seconds
        self.amount += other.amount


@dataclass
class Told:
    """What some lines say together. `errors`: the first refused lines, by number, with the reason; `refused`: all of them."""

    pairs: dict[Pair, Together] = field(default_factory=dict)
    good: int = 0
    refused: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, number: int, reason: str) -> None:
        self.refused += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.append((number, reason))

    def add(self, other: "Told") -> None:
        for pair, told in other.pairs.items():
            known = self.pairs.get(pair)
            if known is None:
                self.pairs[pair] = told
            else:
                known.add(told)
        self.good += other.good
        self.refused += other.refused
        self.errors += other.errors[: KEPT_ERRORS - len(self.errors)]

    def to_json(self) -> dict[str, Any]:
        pairs = [
            [*pair, one.first, one.last, one.times, one.seconds, one.amount]
            for pair, one in self.pairs.items()
        ]
        return {"pairs": pairs, "good": self.good, "refused": self.refused, "errors": self.errors}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Told":
        pairs = {(one[0], one[1]): Together(*one[2:]) for one in told["pairs"]}
        errors = [(number, reason) for number, reason in told["errors"]]
        return cls(pairs, told["good"], told["refused"], errors)


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line of a CSV. Raises LineRefused: a quotation mark that nothing closes."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        raise LineRefused(_("guillemet ouvert et jamais fermé")) from None
    return cells


Getter = Callable[[Sequence[str]], str]


def getter(asked: str, header: Sequence[str]) -> Getter:
    """What answers a field in a line: one column, several put together, the same text always, or nothing."""
    if asked.startswith(CONSTANT):
        said = asked.removeprefix(CONSTANT).strip()
        return lambda cells: said
    places = [header.index(one) for one in columns_of(asked) if one in header] if asked else []
    if not places:
        return lambda cells: ""
    if len(places) == 1:
        place = places[0]
        return itemgetter(place)
    return lambda cells: " ".join(filter(None, (cells[place].strip() for place in places)))


def read_day(text: str) -> date:
    """The day of `2026-03-01 12:00`, `01/03/2026`… Raises LineRefused."""
    found = _DAY.match(text)
    if found is None:
        raise LineRefused(_("« %(text)s » n’est pas une date") % {"text": text[:30]})
    year, month, day, first, second, last = found.groups()
    try:
        read = date(int(year), int(month), int(day)) if year else date(int(last), int(second), int(first))
    except ValueError:
        raise LineRefused(_("« %(text)s » n’est pas une date") % {"text": text[:30]}) from None
    if not 1990 <= read.year <= 2100:
        raise LineRefused(_("« %(text)s » est hors du calendrier attendu") % {"text": text[:30]})
    return read


def read_amount(text: str) -> int:
    """Whole francs: `12 500 FCFA`, `12.500`. Raises LineRefused for letters, decimals and negative amounts."""
    bare = _UNIT.sub("", text.replace("\u00a0", " ").replace("\u202f", " ").strip())
    if _THOUSANDS.fullmatch(bare):
        bare = re.sub(r"[ .,]", "", bare)
    if not (bare.isascii() and bare.isdigit()):
        raise LineRefused(_("« %(text)s » n’est pas un montant en francs entiers") % {"text": text[:30]})
    if len(bare) > 15:
        raise LineRefused(_("« %(text)s » est un montant trop grand") % {"text": text[:30]})
    return int(bare)


def read_seconds(text: str) -> int:
    """`75`, `1:15`, `0:01:15`; nothing is 0. Raises LineRefused."""
    parts = text.split(":") if text else ["0"]
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        raise LineRefused(_("« %(text)s » n’est pas une durée") % {"text": text[:30]})
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


def read_phone(text: str) -> str:
    """The number in its one form, digits only. Raises LineRefused."""
    if not text:
        raise LineRefused(_("il manque un numéro : un lien ne mène pas à rien"))
    found = read_number(text)
    if found is None:
        raise LineRefused(_("« %(text)s » n’est pas un numéro de téléphone") % {"text": text[:30]})
    return found


def read_holder(text: str) -> str:
    """Who sends or receives money: a number where it is one (a wallet is its telephone), else the name. Raises LineRefused."""
    if not text:
        raise LineRefused(_("il manque l’un des deux : un lien ne mène pas à rien"))
    return read_number(text) or " ".join(text.split())[:200]


class _Cached(dict):
    """What each text was read as; texts of a file come again and again."""

    def __init__(self, read: Callable[[str], Any]):
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        if len(self) > MOST_CACHED:
            self.clear()
        found = self[text] = self._read(text)
        return found


class Reader:
    """Reads the lines of a file of one layout. `mapping` says for each field which column answers.

    Lines are read in columns, each different text once; whatever is unusual about a line (a quotation mark, a cell too many,
    a value that is none) is looked at again line by line, which says what is wrong.
    """

    def __init__(
        self, layout: str, header: Sequence[str], delimiter: str, mapping: dict[str, Any], today: date
    ):
        self._header, self._delimiter, self._today = header, delimiter, today.toordinal()
        self._calls = layout == Layout.CALLS
        fields = (
            ("caller", "called", "day", "seconds") if self._calls else ("sender", "receiver", "day", "amount")
        )
        self._getters = [getter(mapping.get(name, ""), header) for name in fields]
        self._ends = _Cached(read_phone if self._calls else read_holder)
        self._days = _Cached(lambda text: read_day(text).toordinal())
        self._numbers = _Cached(read_seconds if self._calls else read_amount)
        self._names: list[str] = []
        self._places: dict[str, int] = {}

    def read(self, lines: Iterable[str], first_line: int) -> Told:
        """What the lines say together; blank lines are passed over. `first_line` is the number of the first one."""
        told = Told()
        rows: list[list[str]] = []
        numbers: list[int] = []
        unusual: list[tuple[int, str]] = []
        for number, line in enumerate(lines, first_line):
            cells = line.split(self._delimiter)
            if len(cells) == len(self._header) and '"' not in line:
                rows.append(cells)
                numbers.append(number)
            elif line and not line.isspace():
                unusual.append((number, line))
        if rows:
            bad = self._in_columns(rows, told)
            unusual += [(numbers[place], self._delimiter.join(rows[place])) for place in bad]
        for number, line in sorted(unusual):
            try:
                self._one(line, told)
            except LineRefused as refused:
                told.refuse(number, str(refused))
        return told

    def _in_columns(self, rows: list[list[str]], told: Told) -> list[int]:
        """Tell the rows that hold; returns the places of the others."""
        texts = [pc.utf8_trim_whitespace(pa.array([get(cells) for cells in rows])) for get in self._getters]
        source, target = (_coded(column, self._place_of) for column in texts[:2])
        # With its time of day each moment is another text: the day alone is read
        day = _coded(pc.utf8_slice_codeunits(texts[2], 0, DAY_LETTERS), self._days.__getitem__)
        added = _coded(texts[3], self._numbers.__getitem__)
        good = (source >= 0) & (target >= 0) & (source != target) & (added >= 0)
        good &= (day >= 0) & (day <= self._today)
        if good.any():
            self._tell(source[good], target[good], day[good], added[good], told)
        return np.flatnonzero(~good).tolist()

    def _tell(
        self, source: np.ndarray, target: np.ndarray, day: np.ndarray, added: np.ndarray, told: Told
    ) -> None:
        key = source << 32 | target
        order = np.argsort(key, kind="stable")
        pairs, start, times = np.unique(key[order], return_index=True, return_counts=True)
        day, added = day[order], added[order]
        columns = (
            pairs >> 32,
            pairs & 0xFFFFFFFF,
            np.minimum.reduceat(day, start),
            np.maximum.reduceat(day, start),
            times,
            np.add.reduceat(added, start),
        )
        for one, other, first, last, many, total in zip(*(part.tolist() for part in columns), strict=True):
            told.pairs[self._names[one], self._names[other]] = self._together(first, last, many, total)
        told.good += len(day)

    def _place_of(self, text: str) -> int:
        """The number of whom a text names, within this reading."""
        name = self._ends[text]
        place = self._places.setdefault(name, len(self._names))
        if place == len(self._names):
            self._names.append(name)
        return place

    def _one(self, line: str, told: Told) -> None:
        """Tell one line. Raises LineRefused."""
        cells, columns = cells_of(line, self._delimiter), len(self._header)
        if len(cells) != columns:
            raise LineRefused(_("%(n)d cases au lieu de %(wanted)d") % {"n": len(cells), "wanted": columns})
        source, target, day, added = (get(cells).strip() for get in self._getters)
        pair = self._ends[source], self._ends[target]
        when, number = self._days[day[:DAY_LETTERS]], self._numbers[added]
        if pair[0] == pair[1]:
            raise LineRefused(_("les deux sont le même : un lien ne va pas à lui-même"))
        if when > self._today:
            raise LineRefused(_("cette date est dans le futur"))
        one = self._together(when, when, 1, number)
        told.good += 1
        if pair in told.pairs:
            told.pairs[pair].add(one)
        else:
            told.pairs[pair] = one

    def _together(self, first: int, last: int, times: int, total: int) -> Together:
        return Together(first, last, times, *((total, 0) if self._calls else (0, total)))


def _coded(texts: pa.Array, read: Callable[[str], int]) -> np.ndarray:
    """What each text is read as, each different one read once; −1 for one that is refused."""
    found = texts.dictionary_encode()
    values = []
    for text in found.dictionary.to_pylist():
        try:
            values.append(read(text))
        except LineRefused:
            values.append(-1)
    return np.array(values, dtype=np.int64)[found.indices.to_numpy()]


def parts_of(lines: Iterator[str], size: int) -> Iterator[list[str]]:
    """Lines in lots of `size`."""
    lot: list[str] = []
    for line in lines:
        lot.append(line)
        if len(lot) == size:
            yield lot
            lot = []
    if lot:
        yield lot
