"""Drawings made here, as SVG: the network, the curve of a plan, the calendar of links, and places on a map."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from siraba.prosecution.networks.drawing import Drawing, Line
from siraba.prosecution.networks.models import EntityKind

COLOURS = {
    EntityKind.PERSON: "#2a2f6e",
    EntityKind.ORGANISATION: "#6b3fa0",
    EntityKind.PHONE: "#1b7a4b",
    EntityKind.CHANNEL: "#8a6d00",
    EntityKind.AGENT: "#a3265f",
    EntityKind.VEHICLE: "#0f6e84",
    EntityKind.PLACE: "#b0451f",
    EntityKind.SAFE_HOUSE: "#7a1f1f",
    EntityKind.PAYMENT: "#4a5a1f",
    EntityKind.EVENT: "#5b6270",
}
SIDE, ROOM, NAMED = 1000, 60, 60


def network_svg(drawing: Drawing, lone: bool = False) -> SafeString:
    """The network; `lone` for a file of its own, which has no style sheet and says what it is."""
    at = _places(drawing)
    degrees = drawing.degrees()
    lines = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>',
        (
            (
                *at[line.source],
                *at[line.target],
                "#8a8f9c" if line.sources > 1 else "#cfc4ad",
                f"{0.5 + 2 * line.strength:.1f}",
            )
            for line in drawing.lines
        ),
    )
    nodes = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}" fill="{}"><title>{}</title></circle>',
        (
            (
                *at[place],
                f"{3 + min(sqrt(degrees[place]), 9):.1f}",
                COLOURS[EntityKind(node.kind)],
                f"{node.label} ({EntityKind(node.kind).label})",
            )
            for place, node in enumerate(drawing.nodes)
        ),
    )
    order = sorted(range(len(drawing.nodes)), key=lambda place: -degrees[place])[:NAMED]
    names = format_html_join(
        "",
        '<text x="{}" y="{}" dx="8" dy="4" font-size="13" font-family="sans-serif">{}</text>',
        ((*at[place], drawing.nodes[place].label) for place in order),
    )
    says = _("Image d’un réseau : des pistes à vérifier, ni preuve, ni accusation.")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        SIDE,
        SIDE,
        says,
        lines,
        nodes,
        names,
        format_html('<text x="20" y="{}" font-size="14" font-family="sans-serif">{}</text>', SIDE - 15, says)
        if lone
        else "",
    )


def _places(drawing: Drawing) -> list[tuple[str, str]]:
    if not drawing.nodes:
        return []
    xs, ys = [node.x for node in drawing.nodes], [node.y for node in drawing.nodes]
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or 1
    scale = (SIDE - 2 * ROOM) / span
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [
        (f"{SIDE / 2 + (x - middle_x) * scale:.1f}", f"{SIDE / 2 + (y - middle_y) * scale:.1f}")
        for x, y in zip(xs, ys, strict=True)
    ]


WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 360, 210, 46, 30, 14


def curve_svg(curves: Sequence[tuple[str, Sequence[int]]], cap: int) -> SafeString:
    """Sizes of the largest cell after each step, one line a plan; `cap` is where the question stops."""
    most = max((max(sizes) for _label, sizes in curves if sizes), default=1) or 1
    steps = max((len(sizes) for _label, sizes in curves), default=2)
    wide, high = (WIDTH - LEFT - 12) / max(steps - 1, 1), HEIGHT - BOTTOM - TOP

    def point(step: int, size: int) -> str:
        return f"{LEFT + 4 + wide * step:.1f},{TOP + high * (1 - size / most):.1f}"

    drawn = format_html_join(
        "",
        '<polyline points="{}" class="curve-line{}"><title>{}</title></polyline>',
        (
            (
                " ".join(point(step, size) for step, size in enumerate(sizes)),
                " curve-other" if number else "",
                label,
            )
            for number, (label, sizes) in enumerate(curves)
        ),
    )
    level = f"{TOP + high * (1 - min(cap, most) / most):.1f}"
    return format_html(
        '<svg class="network-curve" viewBox="0 0 {w} {h}" role="img" aria-label="{told}">'
        '<line x1="{l}" y1="{b}" x2="{w}" y2="{b}" class="curve-axis"/>'
        '<line x1="{l}" y1="{c}" x2="{w}" y2="{c}" class="curve-cap"/>'
        '<text x="0" y="{t}" class="curve-label">{most}</text><text x="0" y="{b}" class="curve-label">0</text>'
        '<text x="{l}" y="{n}" class="curve-label">{axis}</text>{drawn}</svg>',
        w=WIDTH,
        h=HEIGHT,
        told=_("Taille de la plus grande cellule après chaque retrait ; le tableau dit la même chose."),
        l=LEFT,
        b=HEIGHT - BOTTOM,
        c=level,
        t=TOP + 5,
        most=most,
        n=HEIGHT - 8,
        axis=_("retraits, de 0 à %(n)d") % {"n": steps - 1},
        drawn=drawn,
    )


def months_of(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """How many links are told of each month, from the first to the last; a link counts in each month of its period."""
    found: Counter[str] = Counter()
    for line in lines:
        if not line.first:
            continue
        start, end = _month(line.first), _month(line.last or line.first)
        for month in range(start, min(end, start + 240) + 1):
            found[f"{month // 12:04d}-{month % 12 + 1:02d}"] += 1
    if not found:
        return []
    first, last = _month(min(found) + "-01"), _month(max(found) + "-01")
    months = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
    return [(month, found[month]) for month in months]


def _month(day: str) -> int:
    when = date.fromisoformat(day)
    return when.year * 12 + when.month - 1


def months_svg(months: Sequence[tuple[str, int]]) -> SafeString:
    most = max((count for _m, count in months), default=1) or 1
    wide = (WIDTH - LEFT) / max(len(months), 1)
    high = HEIGHT - BOTTOM - TOP
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" class="month"><title>{} : {}</title></rect>',
        (
            (
                f"{LEFT + wide * place:.1f}",
                f"{TOP + high * (1 - count / most):.1f}",
                f"{max(wide - 1, 0.5):.1f}",
                f"{high * count / most:.1f}",
                month,
                count,
            )
            for place, (month, count) in enumerate(months)
        ),
    )
    return format_html(
        '<svg class="network-curve" viewBox="0 0 {w} {h}" role="img" aria-label="{told}">'
        '<line x1="{l}" y1="{b}" x2="{w}" y2="{b}" class="curve-axis"/>'
        '<text x="0" y="{t}" class="curve-label">{most}</text>'
        '<text x="{l}" y="{n}" class="curve-label">{first}</text>'
        '<text x="{w}" y="{n}" class="curve-label" text-anchor="end">{last}</text>{bars}</svg>',
        w=WIDTH,
        h=HEIGHT,
        told=_("Liens par mois ; le tableau dit la même chose."),
        l=LEFT,
        b=HEIGHT - BOTTOM,
        t=TOP + 5,
        most=most,
        n=HEIGHT - 8,
        first=months[0][0] if months else "",
        last=months[-1][0] if months else "",
        bars=bars,
    )
