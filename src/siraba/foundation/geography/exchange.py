"""A table of totals by area, read in another version: each row that cannot be is refused with its line, and then nothing is.

The areas are told by code or name in the version stated. The columns of totals must be numbers; those of `by` (a date, a sex)
are kept, and totals are converted within each of their values.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from siraba.foundation.geography.converting import Conversion, Converted, NotConvertible, exact_sum
from siraba.foundation.geography.matching import Matcher
from siraba.foundation.geography.models import Area, AreaCode, AreaVersion
from siraba.foundation.geography.names import name_key
from siraba.foundation.geography.selectors import references

SHOWN = 20
LEVEL_OF_COLUMN = re.compile(r"(?P<cercle>adm2|cercle)|adm1|r[ée]gion", re.IGNORECASE)
AREA_COLUMNS = (
    "pcode",
    "code",
    "adm2_pcode",
    "adm1_pcode",
    "zone",
    "cercle",
    "region",
    "région",
    "area",
    "name",
    "nom",
)
# What our own tables and those of HDX say beside the area
BESIDE = re.compile(
    r"version|code|name|estimated|approximate|limited_comparison|adm\d_(pcode|name\d?)", re.IGNORECASE
)
FLAGS = ("estimated", "approximate", "limited_comparison")
# 1234, 1 234, 1234.5 or 1234,5; but 1,234 may be either
NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")
AMBIGUOUS = re.compile(r"[-+]?[0-9]{1,3},[0-9]{3}")
Group = tuple[str, ...]


class TableRefused(ValueError):
    """Why the table is not converted: one reason a line."""

    def __init__(self, reasons: Sequence[str]):
        more = (
            [_("… et %(count)d autres lignes") % {"count": len(reasons) - SHOWN}]
            if len(reasons) > SHOWN
            else []
        )
        super().__init__("\n".join([*reasons[:SHOWN], *more]))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Ask:
    """What to convert: versions, level of the result (None: that of the areas), and the columns of the table."""

    start: AreaVersion
    to: AreaVersion
    level: int | None = None
    area: str = ""
    values: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


@dataclass
class Table:
    """Totals by group and column, then by area."""

    values: list[str]
    by: list[str]
    totals: dict[Group, dict[str, dict[Area, Decimal]]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    # What the file says estimated stays so
    estimated: set[tuple[Group, Area]] = field(default_factory=set)

    def total(self, column: str) -> Decimal:
        return exact_sum(value for group in self.totals.values() for value in group[column].values())

    @property
    def finest(self) -> int:
        levels = (area.level for group in self.totals.values() for one in group.values() for area in one)
        return min(max(levels, default=Area.Level.REGION), Area.Level.CERCLE)


@dataclass(frozen=True)
class Result:
    """The converted table: its columns, rows as text, and the totals of each column before and after."""

    columns: list[str]
    rows: list[list[str]]
    totals: dict[str, tuple[Decimal, Decimal]]
    left_out: list[str]

    @property
    def estimated(self) -> int:
        """How many rows are estimated."""
        return sum(row[self.columns.index("estimated")] == "true" for row in self.rows)


def convert_table(text: str, ask: Ask, whole: bool = False) -> Result:
    """Convert a table. Raises TableRefused. `whole`: whole numbers by largest remainder, for persons."""
    table = read_table(text, ask)
    way = Conversion(ask.to, table.finest if ask.level is None else ask.level)
    named = references(ask.to)
    rows: list[list[str]] = []
    after: dict[str, list[Decimal]] = {column: [] for column in table.values}
    for group, by_column in table.totals.items():
        done = {column: _converted(way, totals, column, whole) for column, totals in by_column.items()}
        for column, converted in done.items():
            after[column].append(converted.total)
        marked = {step.area for at, area in table.estimated if at == group for step in way.steps(area)}
        rows += _rows(group, done, table.values, named, marked)
    totals = {column: (table.total(column), exact_sum(after[column])) for column in table.values}
    if changed := [column for column, (was, is_) in totals.items() if was != is_]:
        raise TableRefused([_("Le total a changé : %(columns)s.") % {"columns": ", ".join(changed)}])
    columns = [*table.by, "version", "code", "name", *table.values, *FLAGS]
    for row in rows:
        row.insert(-1, "true" if ask.to.approximate else "false")
    return Result(columns, rows, totals, table.left_out)


def _converted(way: Conversion, totals: dict[Area, Decimal], column: str, whole: bool) -> Converted:
    try:
        converted = way.of(totals)
        return converted.whole() if whole else converted
    except NotConvertible as refusal:
        raise TableRefused([str(refusal)]) from None
    except ValueError:
        raise TableRefused(
            [_("La colonne « %(column)s » n’a pas un total entier : retirez --whole.") % {"column": column}]
        ) from None


def _rows(
    group: Group, done: dict[str, Converted], columns: list[str], named: dict[int, str], marked: set[Area]
) -> Iterator[list[str]]:
    lines = {(line.area, column): line for column, one in done.items() for line in one.lines}
    areas = sorted({area for area, _column in lines}, key=lambda area: (name_key(area.name), area.pk))
    for area in areas:
        mine = [lines.get((area, column)) for column in columns]
        version, _colon, code = named[area.pk].partition(":")
        values = [plain(line.value) if line else "" for line in mine]
        estimated = area in marked or any(line.estimated for line in mine if line)
        limit = next((line.limit for line in mine if line and line.limit), "")
        yield [*group, version, code, area.name, *values, "true" if estimated else "false", limit]


def plain(value: Decimal) -> str:
    """Without the zeros that say nothing after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_table(text: str, ask: Ask) -> Table:
    """The totals of a CSV (comma, semicolon or tab). Raises TableRefused with every line that is wrong."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = [name.strip() for name in next(reader, [])]
    rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    if not header or not rows:
        raise TableRefused([_("Le fichier n’a pas de ligne à convertir.")])
    area = _area_column(header, ask)
    tags = [(line, row) for line, row in rows[:1] if row[0].startswith("#")]  # HXL, under the names
    return _Reading(header, rows[len(tags) :], area, ask).table()


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _area_column(header: list[str], ask: Ask) -> str:
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise TableRefused([_("Colonnes écrites deux fois : %(names)s.") % {"names": ", ".join(twice)}])
    known = {name.casefold(): name for name in header}
    wanted = [ask.area] if ask.area else [name for name in AREA_COLUMNS if name in known]
    missing = [
        name for name in (*([ask.area] if ask.area else []), *ask.values, *ask.by) if name not in header
    ]
    if missing:
        raise TableRefused(
            [
                _("Colonnes absentes : %(names)s. Le fichier a : %(header)s.")
                % {"names": ", ".join(missing), "header": ", ".join(header)}
            ]
        )
    if not wanted:
        raise TableRefused([_("Aucune colonne de zone reconnue : dites laquelle avec --area.")])
    return ask.area or known[wanted[0]]


class _Reading:
    """The rows of a table, with what is wrong in each."""

    def __init__(self, header: list[str], rows: list[tuple[int, list[str]]], area: str, ask: Ask):
        self.header, self.rows, self.area, self.ask = header, rows, area, ask
        self.wrong: list[str] = []
        rest = [name for name in header if name not in (area, *ask.by)]
        values = list(ask.values) or [name for name in rest if not BESIDE.fullmatch(name)]
        self.result = Table(values, list(ask.by), left_out=[name for name in rest if name not in values])
        codes = AreaCode.objects.filter(version=ask.start).select_related("area")
        self._codes = {code.code: code.area for code in codes}
        self._levels = {code.code: code.level for code in codes}
        self._names: dict[int, Matcher] = {
            level: Matcher(ask.start, level) for level in (Area.Level.REGION, Area.Level.CERCLE)
        }
        self._level: int = Area.Level.REGION
        self._seen: set[tuple[Group, str]] = set()

    def table(self) -> Table:
        self._check_columns()
        self._level = self._level_of_names()
        for line, cells in self.rows:
            if len(cells) != len(self.header):
                self._refuse(line, _("%(found)d cellules pour %(wanted)d colonnes") % {
                    "found": len(cells), "wanted": len(self.header)})  # fmt: skip
                continue
            self._take(line, dict(zip(self.header, (cell.strip() for cell in cells), strict=True)))
        if self.wrong:
            raise TableRefused(self.wrong)
        return self.result

    def _refuse(self, line: int, reason: str) -> None:
        self.wrong.append(_("Ligne %(line)d : %(reason)s.") % {"line": line, "reason": reason})

    def _check_columns(self) -> None:
        """A column without one number is words: it is named once, rather than on each line."""
        reasons = []
        for column in self.result.values:
            place = self.header.index(column)
            cells = [row[place].strip() for _line, row in islice(self.rows, 50) if len(row) > place]
            if not any(_number(cell) is not None for cell in cells):
                reasons.append(
                    _(
                        "La colonne « %(column)s » n’est pas faite de nombres (« %(cell)s ») : gardez-la avec --by, "
                        "ou nommez celles à convertir avec --value."
                    )
                    % {"column": column, "cell": next(filter(None, cells), "")}
                )
        if reasons or not self.result.values:
            raise TableRefused(reasons or [_("Aucune colonne à convertir.")])

    def _level_of_names(self) -> int:
        """The level that the column says, else the only one that has all the names: Kayes is a region and a cercle."""
        if stated := LEVEL_OF_COLUMN.match(self.area):
            return Area.Level.CERCLE if stated.group("cercle") else Area.Level.REGION
        place = self.header.index(self.area)
        written = {row[place].strip() for _line, row in self.rows if len(row) > place}
        names = [name for name in written if name.rpartition(":")[2] not in self._codes]
        if len(names) < len(written):
            return max(self._levels[name.rpartition(":")[2]] for name in written if name not in names)
        known = {
            level: sum(bool(own.match(name).area) for name in names) for level, own in self._names.items()
        }
        if names and len(set(known.values())) == 1 and any(known.values()):
            raise TableRefused(
                [
                    _(
                        "Ces noms sont à la fois des régions et des cercles : nommez la colonne « région » ou "
                        "« cercle », ou donnez les codes."
                    )
                ]
            )
        return max(known, key=lambda level: known[level])

    def _take(self, line: int, row: dict[str, str]) -> None:
        said = row.get("version", self.ask.start.code)
        if "version" not in self.ask.by and said != self.ask.start.code:
            return self._refuse(line, _("la version écrite est %(version)s") % {"version": said or "—"})
        area = self._area(line, row[self.area])
        if area is None:
            return None
        group = tuple(row[name] for name in self.result.by)
        if (group, row[self.area]) in self._seen:
            return self._refuse(
                line,
                _("%(area)s est déjà écrit ; s’il s’agit d’une autre date, gardez-la avec --by")
                % {"area": row[self.area]},
            )
        self._seen.add((group, row[self.area]))
        if row.get("estimated") == "true":
            self.result.estimated.add((group, area))
        self._add(line, row, area, group)
        return None

    def _add(self, line: int, row: dict[str, str], area: Area, group: Group) -> None:
        totals = self.result.totals.setdefault(group, {column: {} for column in self.result.values})
        for column in self.result.values:
            if not row[column]:
                continue  # not known is not zero
            if (value := _number(row[column])) is None:
                self._refuse(
                    line,
                    _("« %(cell)s » n’est pas un nombre (%(column)s)")
                    % {"cell": row[column], "column": column},
                )
            else:
                totals[column][area] = exact_sum([totals[column].get(area, Decimal(0)), value])

    def _area(self, line: int, written: str) -> Area | None:
        """By the code of the version, else by its name."""
        version, colon, code = written.rpartition(":")
        if (not colon or version == self.ask.start.code) and (area := self._codes.get(code)) is not None:
            return area
        found = self._names[self._level].match(written)
        if found.area is not None:
            return found.area
        reason = _("%(written)s n’est ni un code ni un nom de la version %(version)s") % {
            "written": f"« {written} »", "version": self.ask.start.code}  # fmt: skip
        others = (own.match(written).candidates for own in self._names.values())
        if proposed := found.candidates or next(filter(None, others), ()):
            names = dict.fromkeys(one.area.name for one in proposed[:3])
            reason += _(" (est-ce %(names)s ?)") % {"names": ", ".join(names)}
        self._refuse(line, reason)
        return None


def _number(text: str) -> Decimal | None:
    """12, 12.5, 12,5 or 1 234, as people write them; None for anything else."""
    plain = "".join(text.split())
    if not NUMBER.fullmatch(plain) or AMBIGUOUS.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", "."))
