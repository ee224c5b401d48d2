"""Lines over time, with bands between two values (a forecast's interval): drawn here as SVG, and again by the script of charts.

A page shows it with `{% include "interface/_chart.html" with chart=… %}` and the script and style `siraba/chart`; the table
that stands beside says the same, so that nothing is only in a picture.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil, floor, log10

from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 300, 58, 12, 26, 28
ROW = 20  # the height of a line of the legend
# Told apart by the dash too, since colours alone are not seen by all
STROKES = (("#2a2f6e", ""), ("#b3541e", "7 4"), ("#1f7a4d", "2 3"), ("#6b7280", "10 3 2 3"))
FILLS = ("#c9cdea", "#f0d5c2", "#c9e3d5")
FORMATS = {"year": "Y", "season": "N Y", "month": "N Y", "day": "j N Y"}

Values = Sequence[float | None]


@dataclass(frozen=True)
class Line:
    """One value a day, None where nothing is known; `dots` draws the values without a line between them."""

    label: str
    values: Values
    dots: bool = False


@dataclass(frozen=True)
class Band:
    """What lies between two values on each day; None on either side where there is no interval."""

    label: str
    low: Values
    high: Values


@dataclass(frozen=True)
class Chart:
    """`days` in order, each with one value of every line and band. `unit` stands at the axis.

    `svg` is the drawing, `for_script` the same for uPlot, `head` and `body` the table.
    """

    title: str
    days: Sequence[date]
    lines: Sequence[Line]
    bands: Sequence[Band] = ()
    unit: str = ""
    frequency: str = "month"
    name: str = "chart"
    decimals: int = 1

    def __bool__(self) -> bool:
        return any(value is not None for values in self._all() for value in values)

    def _all(self) -> list[Values]:
        return [
            *(one.values for one in self.lines),
            *(values for one in self.bands for values in (one.low, one.high)),
        ]

    @property
    def svg(self) -> SafeString | str:
        return drawn(self) if self else ""

    @property
    def for_script(self) -> dict:
        """Days in seconds since 1970 (UTC), the values as they are; labels in the reader's language."""
        return {
            "unit": self.unit,
            "period": _("Période"),
            "decimals": self.decimals,
            "yearly": self.frequency == "year",
            "days": [(day - date(1970, 1, 1)).days * 86_400 for day in self.days],
            "lines": [
                {"label": one.label, "values": list(one.values), "dots": one.dots} for one in self.lines
            ],
            "bands": [
                {"label": one.label, "low": list(one.low), "high": list(one.high)} for one in self.bands
            ],
        }

    @property
    def head(self) -> list[str]:
        return [
            _("Période"),
            *(one.label for one in self.lines),
            *(
                label
                for one in self.bands
                for label in (
                    _("%(band)s, bas") % {"band": one.label},
                    _("%(band)s, haut") % {"band": one.label},
                )
            ),
        ]

    @property
    def body(self) -> list[list[str]]:
        columns = self._all()
        return [
            [self.said(day), *(self.written(values[place]) for values in columns)]
            for place, day in enumerate(self.days)
        ]

    def said(self, day: date) -> str:
        return date_format(day, FORMATS[self.frequency])

    def written(self, value: float | None) -> str:
        return "–" if value is None else number_format(value, self.decimals, force_grouping=True)


def steps(low: float, high: float, most: int = 5) -> list[float]:
    """Round values (1, 2 or 5 by a power of ten) that hold low to high in at most about `most` steps.

    Raises ValueError when low is above high.
    """
    if low > high:
        raise ValueError("low is above high")
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-3):
        low, high = min(low, 0), max(high, 0)
        high = high if high - low > 1e-9 else low + 1
    rough = (high - low) / most
    power: float = 10 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9))
    first, last = floor(low / step), ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def drawn(chart: Chart) -> SafeString:
    """The whole chart as SVG, in colours that print, with its legend below."""
    known = [value for values in chart._all() for value in values if value is not None]
    ticks = steps(min(known), max(known))
    x, y = _across(chart.days), _upwards(ticks)
    legend = [*chart.bands, *chart.lines]
    return format_html(
        '<svg class="chart-drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'font-family="sans-serif" font-size="13" fill="#3c362e">'
        '<text x="0" y="13">{}</text>{}{}{}{}{}</svg>',
        WIDTH,
        HEIGHT + ROW * len(legend),
        _("%(title)s : le tableau dit la même chose.") % {"title": chart.title},
        chart.unit,
        _grid(chart, ticks, y),
        _years(chart, x),
        _join(_band(one, number, chart.days, x, y) for number, one in enumerate(chart.bands)),
        _join(_line(one, number, chart.days, x, y) for number, one in enumerate(chart.lines)),
        _legend(chart),
    )


Place = Callable[[date], float]
Level = Callable[[float], float]


def _across(days: Sequence[date]) -> Place:
    first = days[0].toordinal()
    length = days[-1].toordinal() - first or 1
    return lambda day: LEFT + (day.toordinal() - first) / length * (WIDTH - LEFT - RIGHT)


def _upwards(ticks: Sequence[float]) -> Level:
    low, high = ticks[0], ticks[-1]
    return lambda value: TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _grid(chart: Chart, ticks: Sequence[float], y: Level) -> SafeString:
    decimals = max(0, -floor(log10(ticks[1] - ticks[0]) + 1e-9))
    return format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                *(LEFT, f"{y(tick):.1f}", WIDTH - RIGHT, f"{y(tick):.1f}"),
                "#6b6355" if abs(tick) < 1e-12 else "#ddd3c1",
                *(LEFT - 6, f"{y(tick) + 4:.1f}", number_format(tick, decimals, force_grouping=True)),
            )
            for tick in ticks
        ),
    )


def _years(chart: Chart, x: Place) -> SafeString:
    """The first day of some years; for a short run, its first and last day in words."""
    first, last = chart.days[0], chart.days[-1]
    years = list(range(first.year + (first > date(first.year, 1, 1)), last.year + 1))
    every = max(1, ceil(len(years) / 8))
    marks = [(date(year, 1, 1), str(year)) for year in years[::every]]
    if len(marks) < 2:
        marks = [(day, chart.said(day)) for day in dict.fromkeys((first, last))]
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((f"{x(day):.1f}", HEIGHT - 8, _anchor(x(day)), text) for day, text in marks),
    )


def _anchor(x: float) -> str:
    if x > WIDTH - 50:
        return "end"
    return "start" if x < LEFT + 20 else "middle"


def _runs(*columns: Values) -> list[list[int]]:
    """The places where every column has a value, in unbroken runs."""
    known = [all(value is not None for value in row) for row in zip(*columns, strict=True)]
    return [
        [place for place, _known in run]
        for there, run in groupby(enumerate(known), key=lambda one: one[1])
        if there
    ]


def _path(places: Iterable[int], days: Sequence[date], values: Values, x: Place, y: Level) -> str:
    return " ".join(f"{x(days[n]):.1f},{y(values[n] or 0):.1f}" for n in places)


def _line(line: Line, number: int, days: Sequence[date], x: Place, y: Level) -> SafeString:
    colour, dash = STROKES[number % len(STROKES)]
    runs = _runs(line.values)
    joined = [] if line.dots else [run for run in runs if len(run) > 1]
    alone = [n for run in runs if line.dots or len(run) == 1 for n in run]
    return format_html(
        "{}{}",
        format_html_join(
            "",
            '<polyline points="{}" fill="none" stroke="{}" stroke-width="1.8" stroke-dasharray="{}"/>',
            ((_path(run, days, line.values, x, y), colour, dash) for run in joined),
        ),
        format_html_join(
            "",
            '<circle cx="{}" cy="{}" r="2.6" fill="{}"/>',
            ((f"{x(days[n]):.1f}", f"{y(line.values[n] or 0):.1f}", colour) for n in alone),
        ),
    )


def _band(band: Band, number: int, days: Sequence[date], x: Place, y: Level) -> SafeString:
    """A polygon for each unbroken run; a single day is an upright stroke."""
    fill = FILLS[number % len(FILLS)]
    return format_html_join(
        "",
        '<polygon points="{} {}" fill="{}" stroke="{}" stroke-width="{}"/>',
        (
            (
                _path(run, days, band.high, x, y),
                _path(reversed(run), days, band.low, x, y),
                *(fill, fill, 1 if len(run) > 1 else 6),
            )
            for run in _runs(band.low, band.high)
        ),
    )


def _legend(chart: Chart) -> SafeString:
    bands = [
        format_html(
            '<rect x="{}" y="{}" width="28" height="12" fill="{}"/><text x="{}" y="{}">{}</text>',
            *(LEFT, HEIGHT + ROW * n, FILLS[n % len(FILLS)], LEFT + 36, HEIGHT + ROW * n + 11, one.label),
        )
        for n, one in enumerate(chart.bands)
    ]
    lines = []
    for n, one in enumerate(chart.lines):
        top, (colour, dash) = HEIGHT + ROW * (n + len(bands)) + 6, STROKES[n % len(STROKES)]
        mark = (
            format_html('<circle cx="{}" cy="{}" r="3" fill="{}"/>', LEFT + 14, top, colour)
            if one.dots
            else format_html(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>',
                *(LEFT, top, LEFT + 28, top, colour, dash),
            )
        )
        lines.append(format_html('{}<text x="{}" y="{}">{}</text>', mark, LEFT + 36, top + 5, one.label))
    return _join([*bands, *lines])
