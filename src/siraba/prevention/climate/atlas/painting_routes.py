"""The map of the road as SVG: countries, and marks told apart by their form as well as by their colour."""

from collections.abc import Collection, Iterable, Sequence
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from siraba.prevention.climate.atlas.drawings import GRID, Drawing, Shape, drawing_of_countries
from siraba.prevention.climate.atlas.painting import (
    BIG,
    LINE,
    MARGIN,
    NOTE_LINE,
    NOTE_WIDTH,
    SMALL,
    WIDTH,
    ground,
)
from siraba.prevention.climate.atlas.routes import Road, radius_of
from siraba.prevention.climate.atlas.towns import FRAME

HOME = "MLI"
# The form of each mark around its point, in units of the drawing; the others are circles
FORMS = {
    "point": "M0-6L6 0 0 6-6 0z",
    "branch": "M-5-5H5V5H-5z",
    "danger": "M0-8L8 7H-8z",
}
COLOURS = {
    "point": "#f4c542",
    "branch": "#1b7a4b",
    "service": "#fff",
    "danger": "#c4231a",
    "death": "#4b2e83",
}
STROKES = {"point": "#2b2620", "branch": "#fff", "service": "#2a2f6e", "danger": "#fff", "death": "#fff"}
LAYERS = ("death", "service", "branch", "point", "danger")  # from the ground up


def layer_labels() -> dict[str, str]:
    return {
        "point": _("Ville de transit (liste à valider)"),
        "branch": _("Antenne d’accueil"),
        "service": _("Services de l’annuaire"),
        "danger": _("Danger noté"),
        "death": _("Décès enregistrés (OIM)"),
    }


def countries() -> Drawing:
    """The countries of which something lies in the frame, Mali last so that its border is whole."""
    west, south, east, north = (round(degrees * GRID) for degrees in FRAME)
    whole = drawing_of_countries()
    inside = {
        code: shape
        for code, shape in whole.shapes.items()
        if any(west <= x <= east and south <= y <= north for x, y in _starts(shape))
    }
    ordered = {code: inside[code] for code in sorted(inside, key=lambda code: (code == HOME, code))}
    return Drawing(ordered, (west, south, east, north), whole.geojson)


def _starts(shape: Shape) -> list[tuple[int, int]]:
    """Where each ring of the path begins: enough to tell a country of the frame from one far away."""
    rings = [one.partition("l")[0] for one in shape.path.split("M") if one]
    return [(int(x), int(y)) for x, y in (ring.replace("-", " -").split() for ring in rings)]


def shapes(drawing: Drawing) -> SafeString:
    return format_html(
        "<defs>{}</defs>",
        format_html_join(
            "",
            '<path id="s-{}" d="{}"/>',
            ((code, shape.path) for code, shape in drawing.shapes.items()),
        ),
    )


def painted(
    road: Road, shown: Collection[str], title: str, notes: Sequence[str], alone: bool = False
) -> SafeString:
    """The map with the layers `shown`; `alone` for a file, which brings its own shapes."""
    drawing, top = countries(), MARGIN + 2 * LINE + 4
    moved, scale, height = ground(drawing, WIDTH, top)
    rows = [name for name in reversed(LAYERS) if name in shown]
    lines = [line for note in notes for line in wrap(note, NOTE_WIDTH)]
    foot = top + height + 22 + 20 * ((len(rows) + 1) // 2)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="atlas-map" data-map="road" data-frame="{}" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'font-family="sans-serif" font-size="{}" fill="#2b2620">{}<clipPath id="frame"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath>'
        '<text x="{}" y="{}" font-size="{}" font-weight="600">{}</text><rect x="{}" y="{}" width="{}" height="{}" fill="#dfe9ee"/>'
        '<g clip-path="url(#frame)"><g transform="{}" stroke="#8a7a5c" stroke-width="{}" fill-rule="evenodd">{}</g>{}</g>{}{}</svg>',
        " ".join(map(str, FRAME)),
        *(WIDTH, foot + NOTE_LINE * len(lines), _("%(title)s : les tableaux disent la même chose.") % {"title": title}),
        *(SMALL, shapes(drawing) if alone else ""),
        *(MARGIN, top, WIDTH - 2 * MARGIN, height),
        *(MARGIN, MARGIN + LINE - 4, BIG, title),
        *(MARGIN, top, WIDTH - 2 * MARGIN, height),
        *(moved, f"{0.7 / scale:.2f}", _ground(drawing)),
        format_html_join("", "{}", ((_marks(name, road, drawing, top),) for name in LAYERS if name in shown)),
        _legend(rows, top + height + 10),
        format_html_join(
            "",
            '<text x="{}" y="{}" font-size="{}">{}</text>',
            ((MARGIN, foot + n * NOTE_LINE, SMALL - 1, line) for n, line in enumerate(lines)),
        ),
    )  # fmt: skip


def _ground(drawing: Drawing) -> SafeString:
    return format_html_join(
        "",
        '<use href="#s-{}" data-code="{}" fill="{}"><title>{}</title></use>',
        (
            (code, code, "#f0e8d9" if code == HOME else "#fbf8f1", shape.name)
            for code, shape in drawing.shapes.items()
        ),
    )  # fmt: skip


Mark = tuple[float, float, str, float]  # latitude, longitude, what is said, radius


def marks_of(name: str, road: Road) -> Iterable[Mark]:
    if name == "point":
        return ((one.latitude, one.longitude, one.name, 6) for one in road.points)
    if name == "branch":
        return ((one.latitude, one.longitude, f"{one.name} ({one.organisation})", 6) for one in road.branches)
    if name == "service":
        said = _("%(place)s : %(count)d services")
        return ((one.lat, one.lon, said % {"place": one.name, "count": one.count}, 4.5) for one in road.services)  # fmt: skip
    if name == "danger":
        return (
            (one.latitude, one.longitude, f"{one.place} : {one.get_kind_display()}", 8)
            for one in road.dangers
        )
    told = _("%(place)s : %(count)d décès et disparitions enregistrés")
    return (
        (one.latitude, one.longitude, told % {"place": one.place, "count": one.deaths}, radius_of(one.deaths, road.largest))
        for one in road.clusters
    )  # fmt: skip


def _marks(name: str, road: Road, drawing: Drawing, top: int) -> SafeString:
    west, _south, _east, north = drawing.frame
    scale = (WIDTH - 2 * MARGIN) / ((drawing.frame[2] - west) * drawing.stretch)
    return format_html_join(
        "",
        '<g transform="translate({} {})" data-point="{} {}" data-radius="{}" data-form="{}" {}>{}<title>{}</title></g>',
        (
            (
                f"{MARGIN + (longitude * GRID - west) * drawing.stretch * scale:.1f}",
                f"{top + (north - latitude * GRID) * scale:.1f}",
                *(f"{longitude:.3f}", f"{latitude:.3f}", radius, FORMS.get(name, "")),
                *(_style(name), _form(name, radius), said),
            )
            for latitude, longitude, said, radius in marks_of(name, road)
        ),
    )


def _style(name: str) -> SafeString:
    return format_html(
        'fill="{}" stroke="{}" stroke-width="1.3" fill-opacity="{}"',
        *(COLOURS[name], STROKES[name], "0.6" if name == "death" else "1"),
    )


def _form(name: str, radius: float) -> SafeString:
    if name in FORMS:
        return format_html('<path d="{}"/>', FORMS[name])
    return format_html('<circle r="{}"/>', radius)


def key_mark(name: str) -> SafeString:
    return format_html("<g {}>{}</g>", _style(name), _form(name, 9 if name == "death" else 5))


def _legend(rows: Sequence[str], top: int) -> SafeString:
    """In two columns under the map."""
    labels = layer_labels()
    return format_html_join(
        "",
        '<g transform="translate({} {})">{}</g><text x="{}" y="{}">{}</text>',
        (
            (x + 10, y + 8, key_mark(name), x + 28, y + 13, labels[name])
            for number, name in enumerate(rows)
            for x, y in [(MARGIN + number % 2 * WIDTH // 2, top + number // 2 * 20)]
        ),
    )
