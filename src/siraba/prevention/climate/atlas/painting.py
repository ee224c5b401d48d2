"""The choropleth drawn here: what works without a script, what is printed, and what the picture to keep is made from.

Everything that a map must say stands on it: what, when, the classes, where nothing is known, the source, the day of the
edition, the licence and the version of the boundaries, approximate where they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from siraba.prevention.climate.atlas.classes import class_of
from siraba.prevention.climate.atlas.drawings import Drawing
from siraba.prevention.climate.atlas.looks import HATCH, OUTLINE
from siraba.prevention.climate.atlas.selectors import Value, is_known

WIDTH = 640
SMALL, BIG = 13, 17
LINE, MARGIN = 18, 12
NOTE_WIDTH, NOTE_LINE = 90, 16


@dataclass(frozen=True)
class Painting:
    """One map. `values` in the order of `codes`; `said` are the same as texts, `labels` those of the classes.

    `key` tells the maps of one page apart.
    """

    drawing: Drawing
    title: str
    period: str
    codes: Sequence[str]
    values: Sequence[Value]
    said: Sequence[str]
    breaks: Sequence[int]
    ramp: Sequence[str]
    labels: Sequence[str]
    notes: Sequence[str]
    key: str = "a"

    def fill(self, value: Value) -> str:
        if not is_known(value):
            return "url(#hatch)"
        return self.colours[class_of(value, self.breaks)]

    @property
    def key_rows(self) -> list[tuple[str, str]]:
        return [*zip(self.colours, self.labels, strict=True), ("url(#hatch-key)", _("pas de données"))]

    @property
    def colours(self) -> Sequence[str]:
        return spread(self.ramp, len(self.breaks) + 1)


def spread(ramp: Sequence[str], count: int) -> list[str]:
    """As many colours of the ramp as there are classes, from one end to the other; the middle one for a single class."""
    if count == 1:
        return [ramp[len(ramp) // 2]]
    return [ramp[round(number * (len(ramp) - 1) / (count - 1))] for number in range(count)]


def definitions(drawing: Drawing) -> SafeString:
    """The shapes, once a page or a file, and the hatching; what draws a map refers to them."""
    return format_html(
        '<defs><pattern id="hatch" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="16" height="16" fill="#fff"/><path d="M0 0V16" stroke="{}" stroke-width="5"/></pattern>'
        '<pattern id="hatch-key" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
        '<rect width="6" height="6" fill="#fff"/><path d="M0 0V6" stroke="{}" stroke-width="2"/></pattern>{}</defs>',
        HATCH,
        HATCH,
        format_html_join(
            "",
            '<path id="s-{}" d="{}"/>',
            ((code, shape.path) for code, shape in drawing.shapes.items()),
        ),
    )


def ground(drawing: Drawing, width: int, top: int) -> tuple[str, float, int]:
    """The transformation from steps to the drawing, its scale, and the height that the drawing takes."""
    west, south, east, north = drawing.frame
    scale = (width - 2 * MARGIN) / ((east - west) * drawing.stretch)
    across = scale * drawing.stretch
    moved = (
        f"translate({MARGIN - west * across:.2f} {top + north * scale:.2f}) scale({across:.5f} {-scale:.5f})"
    )
    return moved, scale, round((north - south) * scale)


def painted(one: Painting, alone: bool = False) -> SafeString:
    """The map as SVG; `alone` for a file, which brings its own shapes."""
    top = MARGIN + 2 * LINE + 10
    moved, scale, height = ground(one.drawing, WIDTH, top)
    notes = [line for note in one.notes for line in wrap(note, NOTE_WIDTH)]
    foot = top + height + LINE + 4
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="atlas-map" data-map="{}" data-colours="{}" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'font-family="sans-serif" font-size="{}" fill="#2b2620">{}'
        '<text x="{}" y="{}" font-size="{}" font-weight="600">{}</text><text x="{}" y="{}" font-size="{}" data-period="">{}</text>'
        '<g transform="{}" stroke="{}" stroke-width="{}" stroke-linejoin="round" fill-rule="evenodd">{}</g>{}{}</svg>',
        one.key,
        " ".join(one.colours),
        WIDTH,
        foot + NOTE_LINE * len(notes),
        _("%(title)s : le tableau dit la même chose.") % {"title": f"{one.title}, {one.period}"},
        SMALL,
        definitions(one.drawing) if alone else "",
        *(MARGIN, MARGIN + LINE - 4, BIG, one.title, MARGIN, MARGIN + 2 * LINE, SMALL + 2, one.period),
        *(moved, OUTLINE, f"{0.8 / scale:.2f}", _areas(one)),
        _legend(one, top),
        _notes(notes, foot),
    )


def _areas(one: Painting) -> SafeString:
    return format_html_join(
        "",
        '<use href="#s-{}" data-code="{}" data-name="{}" fill="{}"><title>{} : {}</title></use>',
        (
            (code, code, name, one.fill(value), name, said)
            for code, value, said in zip(one.codes, one.values, one.said, strict=True)
            if code in one.drawing.shapes
            for name in [one.drawing.shapes[code].name]
        ),
    )


def _legend(one: Painting, top: int) -> SafeString:
    """In the corner that Mali leaves empty, to the north-west."""
    return key(one.key_rows, top + LINE)


def key(rows: Iterable[tuple[str, str]], top: int) -> SafeString:
    return format_html_join(
        "",
        '<rect x="{}" y="{}" width="26" height="16" fill="{}" stroke="{}" stroke-width="0.8"/><text x="{}" y="{}">{}</text>',
        (
            (MARGIN, y, fill, OUTLINE, MARGIN + 34, y + 13, label)
            for number, (fill, label) in enumerate(rows)
            for y in [top + number * 21]
        ),
    )


def _notes(lines: Sequence[str], top: int) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" font-size="{}">{}</text>',
        ((MARGIN, top + number * NOTE_LINE, SMALL - 1, line) for number, line in enumerate(lines)),
    )
