"""What a chosen map shows: its paintings, its table, its CSV, and its values for the script."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.geography.drawings import caption
from siraba.foundation.interface.exports import csv_of
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.prevention.climate.atlas.choosing import VALUE, Choice
from siraba.prevention.climate.atlas.looks import WARM, Look, class_labels, unit_of
from siraba.prevention.climate.atlas.painting import Painting
from siraba.prevention.climate.atlas.selectors import (
    THIN,
    Field,
    Origin,
    Period,
    Value,
    is_known,
    less,
    origin_of,
    raw_of,
)


@dataclass(frozen=True)
class Column:
    """A column of the table. `key` is a, b, d (difference) or raw; `period` the label that stands above it."""

    key: str
    label: str
    period: str


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str
    known: bool


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """All that the page of a choice says."""

    choice: Choice
    raw: Field | None
    origin: Origin | None

    @property
    def field(self) -> Field:
        return self.choice.field

    @property
    def title(self) -> str:
        return f"{self.field.indicator.label} ({unit_of(self.field.indicator)})"

    @cached_property
    def notes(self) -> list[str]:
        """What is printed under the map."""
        version, origin = self.field.layer.version, self.origin
        notes = [caption(version)]
        if origin is not None:
            told = {"title": origin.title, "day": local_date(origin.obtained_on), "licence": origin.licence}
            said = _("Source : %(title)s, édition obtenue le %(day)s. Licence : %(licence)s.") % told
            notes.insert(0, f"{said} {origin.attribution}")
        if self.field.undrawn:
            notes.append(
                _("Sans dessin, dans le tableau seul : %(names)s.") % {"names": ", ".join(self.field.undrawn)}
            )
        if version.approximate:
            notes.insert(0, _("DÉCOUPAGE APPROXIMATIF, à valider."))
        return notes

    @cached_property
    def paintings(self) -> list[Painting]:
        choice, field = self.choice, self.field
        if choice.differs:
            said = _("%(one)s moins %(other)s") % {"one": choice.period.label, "other": _label(choice.other)}
            return [self._painting("d", said, self.values("d"))]
        shown = [("a", choice.period), ("b", choice.other)]
        return [self._painting(key, one.label, field.column(one)) for key, one in shown if one is not None]

    def _painting(self, key: str, period: str, values: Sequence[Value]) -> Painting:
        field = self.field
        breaks, ramp = (
            (field.difference_breaks, field.look.ramp if field.look.two_ways else WARM)
            if key == "d"
            else (field.breaks, field.look.ramp)
        )
        known = [value for value in values if is_known(value)]
        labels = class_labels(breaks, field.look, min(known, default=0), max(known, default=0))
        said = [written(value, field.look) for value in values]
        return Painting(
            field.layer.drawing,
            self.title,
            period,
            field.codes,
            values,
            said,
            breaks,
            ramp,
            labels,
            self.notes,
            key,
        )  # fmt: skip

    def values(self, key: str) -> Sequence[Value]:
        choice, field = self.choice, self.field
        first = field.column(choice.period)
        if key == "a" or choice.other is None:
            return self.raw.column(choice.period) if key == "raw" and self.raw else first
        second = field.column(choice.other)
        return second if key == "b" else [less(one, other) for one, other in zip(first, second, strict=True)]

    @cached_property
    def columns(self) -> list[Column]:
        choice, label = self.choice, self.field.indicator.label
        found = [Column("a", label, choice.period.label)]
        if choice.other is not None:
            found += [Column("b", label, choice.other.label), Column("d", _("Différence"), "")]
        elif self.raw is not None:
            found.append(
                Column("raw", f"{self.raw.indicator.label} ({unit_of(self.raw.indicator)})", found[0].period)
            )
        return found

    @property
    def sorted_on(self) -> str:
        return "d" if self.choice.differs else "a"

    @cached_property
    def order(self) -> list[int]:
        """Of the areas: by name, or the highest value first and what is not known last."""
        places = list(range(len(self.field.codes)))
        if self.choice.sort != VALUE:
            return places
        values = self.values(self.sorted_on)
        return sorted(places, key=lambda n: (not is_known(values[n]), -(values[n] or 0), n))

    @cached_property
    def rows(self) -> list[Row]:
        field = self.field
        values = {column.key: self.values(column.key) for column in self.columns}
        looks = {"raw": self.raw.look} if self.raw else {}
        return [
            Row(
                field.codes[n],
                field.names[field.codes[n]],
                [
                    Cell(
                        column,
                        written(values[column.key][n], looks.get(column.key, field.look)),
                        is_known(values[column.key][n]),
                    )
                    for column in self.columns
                ],
            )
            for n in self.order
        ]

    @property
    def unknown(self) -> int:
        return sum(not is_known(value) for value in self.values(self.sorted_on))

    def for_script(self) -> dict[str, Any]:
        """All the periods, latest first as in the lists of the page; values in whole steps, null and false as in `Field`."""
        field = self.field
        return {
            "codes": field.codes,
            "decimals": field.look.decimals,
            "columns": list(reversed(field.columns)),
            "raw": list(reversed(self.raw.columns)) if self.raw else None,
            "rawDecimals": self.raw.look.decimals if self.raw else 0,
            "breaks": field.breaks,
            "differenceBreaks": field.difference_breaks,
        }


def _label(period: Period | None) -> str:
    return period.label if period else ""


def written(value: Value, look: Look) -> str:
    if value is THIN:
        return _("couverture insuffisante")
    return look.written(value) if is_known(value) else _("pas de données")


def sheet_of(actor: Actor, choice: Choice) -> Sheet:
    return Sheet(choice, raw_of(actor, choice.field), origin_of(actor, choice.field))


def csv_table(sheet: Sheet) -> bytes:
    """One line an area and period shown, with HXL hashtags under the header (hxlstandard.org, 1.1); empty where not known."""
    field, choice = sheet.field, sheet.choice
    level, version = field.layer.level, field.layer.version
    header = (
        *(_("Code"), _("Zone"), _("Découpage"), _("Du"), _("Au"), sheet.title),
        *([sheet.columns[-1].label] if sheet.raw and choice.other is None else []),
        *(_("Source"), _("Licence"), _("Édition obtenue le")),
    )
    tags = (
        *(f"#adm{level}+code", f"#adm{level}+name", "#meta+version", "#date+start", "#date+end"),
        field.indicator.hxl or f"#indicator+value+{field.indicator.code.replace('-', '_')}",
        *(["#indicator+value+raw"] if sheet.raw and choice.other is None else []),
        *("#meta+source", "#meta+license", "#date+edition"),
    )
    origin = sheet.origin
    end = ("", "", "") if origin is None else (origin.title, origin.licence, origin.obtained_on or "")
    lines = [
        (
            *(field.codes[n], field.names[field.codes[n]], version.code),
            *(period.start, period.end, _number(field.column(period)[n], field.look)),
            *(
                [_number(sheet.raw.column(period)[n], sheet.raw.look)]
                if sheet.raw and choice.other is None
                else []
            ),
            *end,
        )
        for period in (choice.period, choice.other)
        if period is not None
        for n in sheet.order
    ]
    return csv_of([header, tags, *lines])


def _number(value: Value, look: Look) -> float | str:
    return round(value / 10**look.decimals, look.decimals) if is_known(value) else ""
