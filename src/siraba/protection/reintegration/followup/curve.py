"""The curve of a return: one line for each score over the months; the table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from siraba.engines.sustainability import COMPOSITE
from siraba.protection.reintegration.followup.models import FollowUp, Measure, ScoreTable
from siraba.protection.reintegration.followup.selectors import Course

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 340, 220, 30, 14, 14, 26
# Told apart by the dash too, since colours alone are not seen by all
STROKES = (("#2a2f6e", ""), ("#b3541e", "6 4"), ("#1f7a4d", "2 3"), ("#6b7280", "10 3 2 3"))


@dataclass(frozen=True)
class Cell:
    """A score as it is shown, under its name, and how many of its questions were answered."""

    name: str
    text: str
    share: str = ""


@dataclass(frozen=True)
class Curve:
    """One table's measures of a return: the drawing, the names of its scores, and a row for each follow-up."""

    table: ScoreTable
    names: Sequence[str]
    rows: Sequence[tuple[FollowUp, Sequence[Cell]]]
    drawing: SafeString | str


def curves_of(course: Course) -> list[Curve]:
    """One for each table that measured something, in the order of subjects: the return before autonomy."""
    tables = {measure.table_id: measure.table for measure in course.measures}
    return [
        _curve(course, table)
        for table in sorted(tables.values(), key=lambda one: (-len(one.subject), one.pk))
    ]


def _curve(course: Course, table: ScoreTable) -> Curve:
    found = {one.follow_up_id: one for one in course.measures if one.table_id == table.pk}
    # A table of one dimension says the same twice
    names = table.table.names if len(table.table.dimensions) > 1 else table.table.dimensions
    ordered = sorted(names, key=lambda name: name != COMPOSITE)
    labels = [table.dimension_label(name) for name in ordered]
    rows = [
        (one, [_cell(found.get(one.pk), *named) for named in zip(ordered, labels, strict=True)])
        for one in course.follow_ups
    ]
    lines = [
        [
            (one.month, value)
            for one in course.follow_ups
            if (value := _value(found.get(one.pk), name)) is not None
        ]
        for name in ordered
    ]
    return Curve(table, labels, rows, drawn(labels, lines))


def _value(measure: Measure | None, name: str) -> float | None:
    return measure.scores[name]["value"] if measure else None


def _cell(measure: Measure | None, name: str, label: str) -> Cell:
    if measure is None:
        return Cell(label, "–")
    one = measure.scores[name]
    share = _("%(answered)d réponses sur %(asked)d") % one
    return Cell(label, written(one["value"]), share)


def written(value: float | None) -> str:
    return _("insuffisant") if value is None else number_format(value, decimal_pos=2)


def drawn(labels: Sequence[str], lines: Sequence[Sequence[tuple[int, float]]]) -> SafeString | str:
    """An SVG of (month, score) lines on an axis from 0 to 1; nothing when there is no score."""
    months = sorted({month for line in lines for month, _value in line})
    if not months:
        return ""
    scale = (WIDTH - LEFT - RIGHT) / (max(months) or 1)

    def place(month: int, value: float) -> tuple[str, str]:
        high = HEIGHT - TOP - BOTTOM
        return f"{LEFT + month * scale:.1f}", f"{TOP + (1 - value) * high:.1f}"

    floor = HEIGHT - BOTTOM
    return format_html(
        '<svg class="course" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}" font-size="11">'
        '<line x1="{3}" y1="{4}" x2="{5}" y2="{4}" stroke="currentColor"/>'
        '<line x1="{3}" y1="{6}" x2="{3}" y2="{4}" stroke="currentColor"/>'
        '<text x="14" y="{7}" fill="currentColor">1</text><text x="14" y="{4}" fill="currentColor">0</text>{8}{9}</svg>',
        WIDTH,
        HEIGHT + 16 * len(labels),
        _("Courbe des scores, de 0 à 1, selon les mois : le tableau dit la même chose."),
        LEFT,
        floor,
        WIDTH - RIGHT,
        TOP,
        TOP + 8,
        format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="middle" fill="currentColor">{}</text>',
            ((place(month, 0)[0], floor + 14, month) for month in months),
        ),
        format_html_join(
            "", "{}", ((_line(n, labels[n], [place(*one) for one in line]),) for n, line in enumerate(lines))
        ),
    )


def _line(number: int, label: str, points: Sequence[tuple[str, str]]) -> SafeString:
    colour, dash = STROKES[number % len(STROKES)]
    y = HEIGHT + 16 * number
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>{}'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>'
        '<text x="{}" y="{}" fill="currentColor">{}</text>',
        " ".join(f"{x},{y}" for x, y in points),
        colour,
        dash,
        format_html_join(
            "", '<circle cx="{}" cy="{}" r="3" fill="{}"/>', ((x, y, colour) for x, y in points)
        ),
        *(LEFT, y, LEFT + 30, y, colour, dash),
        *(LEFT + 38, y + 4, label),
    )
