"""A series and its forecast as a drawing made here; the table beside it says the same."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 240, 64, 12, 14, 26

Past = Sequence[tuple[date, float]]
Ahead = Sequence[tuple[date, float, float, float]]


def drawn(past: Past, ahead: Ahead, title: str) -> SafeString | str:
    """The past as a line, the forecast as a dashed line in its band. Nothing without a value."""
    days = [day for day, _value in past] + [day for day, *_rest in ahead]
    known = [value for _day, value in past] + [value for _day, *three in ahead for value in three]
    if len(days) < 2:
        return ""
    first, span = min(days), max((max(days) - min(days)).days, 1)
    low, high = min(*known, 0), max(known)
    high = high if high > low else low + 1

    def at(day: date, value: float) -> str:
        x = LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span
        y = TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)
        return f"{x:.1f},{y:.1f}"

    joined = [*past[-1:], *((day, middle) for day, _low, middle, _high in ahead)]
    band = [at(day, top) for day, _low, _mid, top in ahead] + [
        at(day, bottom) for day, bottom, _mid, _high in reversed(ahead)
    ]
    if past and ahead:
        band = [at(*past[-1]), *band]
    marks = [(HEIGHT - BOTTOM, low), (TOP + 6, high)]
    return format_html(
        '<svg class="chart-drawing" viewBox="0 0 {} {}" role="img" aria-label="{}" fill="none" font-size="13">'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#6b7280"/>{}{}'
        '<polygon points="{}" fill="#c9cdea"/>'
        '<polyline points="{}" stroke="#2a2f6e" stroke-width="2"/>'
        '<polyline points="{}" stroke="#b3541e" stroke-width="2" stroke-dasharray="7 4"/></svg>',
        WIDTH,
        HEIGHT,
        _("%(title)s : le tableau dit la même chose.") % {"title": title},
        LEFT,
        HEIGHT - BOTTOM,
        WIDTH - RIGHT,
        HEIGHT - BOTTOM,
        format_html_join(
            "",
            '<text x="0" y="{}" fill="#3c362e">{}</text>',
            ((y, number_format(value, 1 if high < 100 else 0, force_grouping=True)) for y, value in marks),
        ),
        format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="{}" fill="#3c362e">{}</text>',
            (
                (LEFT, HEIGHT - 6, "start", first.year),
                (WIDTH - RIGHT, HEIGHT - 6, "end", max(days).year),
            ),
        ),
        " ".join(band),
        " ".join(at(*one) for one in past),
        " ".join(at(*one) for one in joined),
    )


def for_script(past: Past, ahead: Ahead, unit: str) -> dict:
    """The same for a chart drawn in the browser: one row a day, None where nothing is."""
    days = [day for day, _value in past] + [day for day, *_rest in ahead]
    nothing, before = [None] * len(ahead), [None] * len(past)
    return {
        "unit": unit,
        "days": [day.isoformat() for day in days],
        "observed": [*(value for _day, value in past), *nothing],
        "low": [*before, *(low for _day, low, _mid, _high in ahead)],
        "middle": [*before, *(middle for _day, _low, middle, _high in ahead)],
        "high": [*before, *(high for _day, _low, _mid, high in ahead)],
    }
