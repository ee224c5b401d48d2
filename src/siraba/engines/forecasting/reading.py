"""Series and rain in one CSV file, whoever made it: read whole, or refused with the lines that are wrong."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from siraba.engines.forecasting.series import BadSeries, Frequency, Point, Series, after, guess_frequency

PLACES = (
    "place",
    "area",
    "lieu",
    "zone",
    "cercle",
    "coo_iso",
    "iso3",
    "route",
    "adm2_name",
    "adm1_name",
    "name",
    "code",
)
DATES = ("start", "date", "period", "période", "day", "jour")
YEARS = ("year", "année", "annee", "an")
MONTHS = ("month", "mois")
VALUES = ("value", "valeur", "count", "nombre", "total")
KNOWN = ("known_on", "published_on", "publié_le")
COVERS = ("cover", "couverture")
EMPTY = ("", "na", "n/a", "nan", "null", "-", "–")
# Millimetres in one of each unit that a column of rain may be in.
UNITS = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
SHOWN = 10


@dataclass(frozen=True)
class Reading:
    """How to read a file of series; what is not said is looked for among the usual names.

    Attributes:
        place, time, value, known_on: columns; `time` may be `year,month`, `value` a sum or a share (`a+b`, `a/b`).
        covariates: columns kept beside the value, as known the same day.
        where: only rows whose columns hold these words.
        every: the calendar, when the dates do not tell.
        add_up: rows of the same place and period are added, not refused.
        empty: an empty value is left out (`skip`) or is 0 (`zero`).
        delay: days from the end of a period to its publication, where no column says it.
        today: no period may start after it.
    """

    place: str | None = None
    time: str | None = None
    value: str | None = None
    known_on: str | None = None
    covariates: Sequence[str] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    every: Frequency | None = None
    add_up: bool = False
    empty: str = "skip"
    delay: int = 0
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Found:
    """The series, their calendar, and how many rows had no value."""

    series: Sequence[Series]
    frequency: Frequency
    without_value: int


@dataclass
class _Row:
    line: int
    place: str
    start: date
    written: str
    above: float
    below: float
    known_on: date | None
    covariates: dict[str, float]
    cover: float | None

    @property
    def value(self) -> float:
        return self.above / self.below


def read_series(path: Path, reading: Reading | None = None) -> Found:
    """The series of a CSV. Raises BadSeries: a column missing, or the lines that are wrong, in French."""
    reading = reading or Reading()
    header, lines = _table(path)
    columns = _Columns(header, reading)
    faults: list[str] = []
    rows, without = [], 0
    for number, cells in lines:
        if any(cells[name].casefold() != said.casefold() for name, said in columns.where.items()):
            continue
        row = _row(number, cells, columns, reading, faults)
        if row is None:
            continue
        if row.value != row.value and reading.empty == "skip":
            without += 1
        else:
            rows.append(row)
    _refuse(faults)
    if not rows:
        raise BadSeries("le fichier ne contient aucune valeur.")
    frequency = (
        reading.every or _written_calendar(rows) or guess_frequency(sorted({row.start for row in rows}))
    )
    return Found(_series(rows, frequency, reading, columns.below is not None), frequency, without)


def _written_calendar(rows: Sequence[_Row]) -> Frequency | None:
    """Years or months, when no cell says a day."""
    if all(re.fullmatch(r"\d{4}(\.0)?", row.written) for row in rows):
        return "year"
    without_day = r"\d{4}[-/. ]\d{1,2}(\.0)?|\d{4}\.0 \d{1,2}\.0|\d{1,2}[-/]\d{4}"
    return "month" if all(re.fullmatch(without_day, row.written) for row in rows) else None


class _Columns:
    """Which column of the header is which."""

    def __init__(self, header: Sequence[str], reading: Reading):
        self.header = header
        self.place = self._said(reading.place) if reading.place else self._usual(PLACES)
        self.where = {self._said(name): said for name, said in reading.where.items()}
        self.known_on = self._said(reading.known_on) if reading.known_on else self._usual(KNOWN)
        self.cover = self._usual(COVERS)
        self.covariates = [self._said(name) for name in reading.covariates]
        self.time = self._time(reading.time)
        self.above, self.below = self._value(reading.value)

    def _usual(self, names: Sequence[str]) -> str | None:
        folded = {name.casefold(): name for name in reversed(self.header)}
        return next((folded[name] for name in names if name in folded), None)

    def _said(self, name: str) -> str:
        found = self._usual([name.strip().casefold()])
        if found is None:
            raise BadSeries(f"la colonne « {name} » manque ; le fichier a : {', '.join(self.header)}.")
        return found

    def _time(self, said: str | None) -> tuple[str, ...]:
        if said:
            whole = self._usual([said.casefold()])
            return (whole,) if whole else tuple(self._said(name) for name in re.split(r"[,+]", said))
        if day := self._usual(DATES):
            return (day,)
        year, month = self._usual(YEARS), self._usual(MONTHS)
        if year and month:
            return year, month
        if one := year or month:
            return (one,)
        raise BadSeries(
            f"aucune colonne de temps (date, year, year et month) : dites-la par --time ; le fichier a : {', '.join(self.header)}."
        )

    def _value(self, said: str | None) -> tuple[list[str], str | None]:
        if said:
            if whole := self._usual([said.casefold()]):
                return [whole], None
            above, _slash, below = said.partition("/")
            return [self._said(name) for name in above.split("+")], self._said(below) if below else None
        if usual := self._usual(VALUES):
            return [usual], None
        taken = {self.place, self.known_on, self.cover, *self.time, *self.covariates, *self.where}
        left = [name for name in self.header if name not in taken]
        if len(left) == 1:
            return left, None
        raise BadSeries(
            f"aucune colonne de valeur (value) : dites-la par --value ; le fichier a : {', '.join(self.header)}."
        )


def _row(number: int, cells: Mapping[str, str], columns: _Columns, reading: Reading, faults: list[str]):
    before = len(faults)

    def read(name: str, how: Callable[[str], object], wanted: str):
        try:
            return how(cells[name])
        except ValueError:
            faults.append(f"ligne {number} : « {cells[name]} » n’est pas {wanted} ({name})")
            return None

    place = cells[columns.place] if columns.place else ""
    if columns.place and not place:
        faults.append(f"ligne {number} : le lieu manque ({columns.place})")
    start = _start([cells[name] for name in columns.time], number, columns.time, faults)
    if start and start > reading.today:
        faults.append(f"ligne {number} : {start} est dans l’avenir")
    parts = [read(name, _number, "un nombre") for name in columns.above]
    divisor = read(columns.below, _number, "un nombre") if columns.below else 1.0
    cover = read(columns.cover, _number, "un nombre") if columns.cover else None
    beside = {name: read(name, _number, "un nombre") for name in columns.covariates}
    known_on = read(columns.known_on, _day, "une date AAAA-MM-JJ") if columns.known_on else None
    if known_on and start and known_on < start:
        faults.append(f"ligne {number} : publié le {known_on}, avant le début de sa période")
    if known_on and known_on > reading.today:
        faults.append(f"ligne {number} : publié le {known_on}, dans l’avenir")
    if divisor == 0:
        faults.append(f"ligne {number} : division par 0 ({columns.below})")
    if len(faults) > before or start is None:
        return None
    said = [part for part in parts if part is not None]
    above = sum(said) if said and divisor is not None else 0.0 if reading.empty == "zero" else float("nan")
    kept = {name: one for name, one in beside.items() if one is not None}
    written = " ".join(cells[name] for name in columns.time)
    return _Row(number, place, start, written, above, divisor or 1.0, known_on, kept, cover)


def _series(rows: Sequence[_Row], frequency: Frequency, reading: Reading, share: bool) -> list[Series]:
    places: dict[str, dict[date, _Row]] = defaultdict(dict)
    faults: list[str] = []
    for row in rows:
        period = _period(row.start, frequency)
        held = places[row.place].setdefault(period, row)
        if held is row:
            continue
        if reading.add_up:
            held.above += row.above
            held.below += row.below if share else 0
        else:
            faults.append(
                f"ligne {row.line} : {f'{row.place}, ' if row.place else ''}{_told(period, frequency)} est déjà à la ligne {held.line}"
            )
    if faults:
        faults.append("(plusieurs lignes à additionner : --add-up ; plusieurs lieux : --place)")
    _refuse(faults)
    return [_one(place, held, frequency, reading) for place, held in places.items()]


def _one(place: str, held: Mapping[date, _Row], frequency: Frequency, reading: Reading) -> Series:
    covers = [row.cover for row in held.values() if row.cover is not None]
    points = [
        Point(period, row.value, row.known_on or _published(period, frequency, reading.delay), row.covariates)
        for period, row in sorted(held.items())
    ]
    if reading.add_up and reading.empty == "zero":
        points = _filled(points, frequency, reading.delay)
    return Series(place, points, sum(covers) / len(covers) if covers else None)


def _filled(points: list[Point], frequency: Frequency, delay: int) -> list[Point]:
    """Periods between the first and the last in which nothing was counted are 0."""
    if frequency == "snapshot":
        return points
    held = {point.start: point for point in points}
    filled, day = [], points[0].start
    while day <= points[-1].start:
        filled.append(held.get(day) or Point(day, 0.0, _published(day, frequency, delay)))
        day = after(day, 1, frequency)
    return filled


def _published(period: date, frequency: Frequency, delay: int) -> date:
    end = period if frequency == "snapshot" else after(period, 1, frequency) - timedelta(days=1)
    return end + timedelta(days=delay)


def _period(day: date, frequency: Frequency) -> date:
    if frequency == "snapshot":
        return day
    return date(day.year, 1 if frequency == "year" else day.month, 1)


def _told(period: date, frequency: Frequency) -> str:
    return str(period)[: {"year": 4, "month": 7, "snapshot": 10}[frequency]]


# Rain


@dataclass(frozen=True)
class Rain:
    """Months of one place in mm, None where the cell is empty; `cover` is the share of the place that they come from."""

    place: str
    months: Mapping[date, float | None]
    cover: float | None


def read_rain(
    path: Path,
    *,
    place: str | None = None,
    time: str | None = None,
    value: str | None = None,
    unit: str | None = None,
    today: date | None = None,
) -> list[Rain]:
    """Monthly rain of a CSV; the unit is the end of its column's name (`rain_mm`) or is said. Raises BadSeries."""
    header, lines = _table(path)
    rain = value or next((name for name in header if _unit_of(name)), None)
    reading = Reading(place=place, time=time, value=rain, today=today or date.today())
    columns = _Columns(header, reading)
    if len(columns.above) > 1 or columns.below:
        raise BadSeries("la pluie est une seule colonne.")
    name = columns.above[0]
    factor = UNITS.get(unit or _unit_of(name) or "")
    if factor is None:
        raise BadSeries(f"la colonne « {name} » n’a pas d’unité : nommez-la rain_mm, ou dites --unit mm.")
    faults: list[str] = []
    rows = [row for number, cells in lines if (row := _row(number, cells, columns, reading, faults))]
    faults += [
        f"ligne {row.line} : une pluie n’est pas négative ({row.value:g})" for row in rows if row.value < 0
    ]
    _refuse(faults)
    if not rows:
        raise BadSeries("le fichier ne contient aucun mois.")
    found = _series(rows, "month", reading, share=False)
    return [
        Rain(one.place, {p.start: _scaled(p.value, factor) for p in one.points}, one.cover) for one in found
    ]


def _scaled(value: float, factor: float) -> float | None:
    return None if value != value else value * factor


def _unit_of(name: str) -> str | None:
    last = re.split(r"[_\s(\[]", name.casefold().rstrip(")] "))[-1]
    return last if last in UNITS else None


# Cells


def _table(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadSeries("ce fichier n’est pas du texte en UTF-8.") from None
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise BadSeries("le fichier est vide.")
    separator = max(",;\t", key=lines[0].count)
    reader = csv.reader(lines, delimiter=separator)
    header = [name.strip() for name in next(reader)]
    if len(set(header)) < len(header):
        raise BadSeries("une colonne est écrite deux fois.")
    return header, _cells(reader, header)


def _cells(reader, header: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    faults: list[str] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(f"ligne {reader.line_num} : {len(header)} cases attendues, {len(cells)} lues")
            continue
        yield reader.line_num, dict(zip(header, map(str.strip, cells), strict=True))
    _refuse(faults)


def _number(text: str) -> float | None:
    if text.casefold() in EMPTY:
        return None
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    number = float(plain.replace(",", ".") if "." not in plain else plain)
    if not abs(number) < float("inf"):
        raise ValueError(text)
    return number


def _day(text: str) -> date | None:
    if text.casefold() in EMPTY:
        return None
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text):
        return date(int(found[2]), int(found[1]), 1)
    if found := re.fullmatch(r"(\d{4})(?:\.0)?(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?(?:[T ].*)?", text):
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    raise ValueError(text)


def _start(said: Sequence[str], number: int, names: Sequence[str], faults: list[str]) -> date | None:
    try:
        if len(said) == 1:
            start = _day(said[0])
        else:
            year, month, *rest = (int(part.removesuffix(".0")) for part in said)
            start = date(year, month, *(rest or (1,)))
        if start is None:
            raise ValueError
    except ValueError:
        faults.append(
            f"ligne {number} : « {' '.join(said)} » n’est pas une date, un mois ou une année ({', '.join(names)})"
        )
        return None
    return start


def _refuse(faults: list[str]) -> None:
    if faults:
        more = f"\n… et {len(faults) - SHOWN} autres." if len(faults) > SHOWN else ""
        raise BadSeries("\n".join(faults[:SHOWN]) + more)
