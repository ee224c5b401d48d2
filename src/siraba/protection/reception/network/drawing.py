"""The map of a scenario and its curve, as drawings made here; the tables beside them say the same."""

from collections.abc import Iterable, Sequence
from functools import cache
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from siraba.foundation.geography.models import Area
from siraba.foundation.services.map import HEIGHT, WIDTH, Place, outlines
from siraba.protection.reception.network.models import Site
from siraba.protection.reception.network.places import located
from siraba.protection.reception.network.reading import Reading, unit_of

LARGEST = 20  # the radius of the heaviest demand, in units of the drawing


def _at(area: Area) -> Place:
    latitude, longitude = located(area) or (0.0, 0.0)
    return Place(area.name, latitude, longitude, 1)


@cache
def _regions() -> SafeString:
    return format_html_join("", '<path d="{}" class="map-region"/>', ([path] for _name, path in outlines()))


def _marks(shape: str, sites: Iterable[Site]) -> SafeString:
    places = [_at(site.area) for site in sites]
    return format_html_join(
        "",
        '<use x="{}" y="{}" href="#{}"><title>{}</title></use>',
        ((place.x, place.y, shape, place.name) for place in places),
    )


SHAPES = SafeString(
    '<defs><g id="map-open"><rect x="-6" y="-6" width="12" height="12" class="map-open"/></g>'
    '<g id="map-new"><path d="M0 -11L10 8L-10 8Z" class="map-new"/></g>'
    '<g id="map-forbidden"><path d="M-6 -6L6 6M6 -6L-6 6" class="map-forbidden"/></g></defs>'
)


def drawn_map(reading: Reading) -> SafeString:
    """Regions; who is to be reached as circles of their weight; open, new and forbidden sites by their shapes."""
    ground = reading.ground
    heaviest = float(ground.weights.max()) if len(ground.weights) else 1.0
    circles = [
        (place.x, place.y, f"{max(LARGEST * sqrt(weight / heaviest), 2):.1f}", place.name)
        for area, weight in zip(ground.demands, ground.weights.tolist(), strict=True)
        for place in [_at(area)]
    ]
    names = [(place.x, place.y, place.name) for site in reading.proposed for place in [_at(site.area)]]
    return format_html(
        '<svg class="network-map" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        _("Carte du scénario : les tableaux de cette page disent la même chose."),
        SHAPES,
        _regions(),
        format_html_join(
            "", '<circle cx="{}" cy="{}" r="{}" class="map-demand"><title>{}</title></circle>', circles
        ),
        _marks("map-open", reading.existing),
        _marks("map-forbidden", reading.forbidden),
        _marks("map-new", reading.proposed),
        format_html_join(
            "", '<text x="{}" y="{}" dy="-14" class="map-name" text-anchor="middle">{}</text>', names
        ),
    )


CURVE_WIDTH, CURVE_HEIGHT, LEFT, BOTTOM, TOP = 320, 200, 44, 30, 16


def drawn_curve(reading: Reading) -> SafeString:
    """The figure of the model by the number of new branches; the chosen number is filled."""
    steps = reading.steps
    points = _points([step.value for step in steps])
    dots = [
        (x, y, "curve-chosen" if step is reading.chosen else "curve-dot")
        for (x, y), step in zip(points, steps, strict=True)
    ]
    labels = [
        (x, CURVE_HEIGHT - 10, str(step.result.number)) for (x, _y1), step in zip(points, steps, strict=True)
    ]
    top = max((step.value for step in steps), default=0)
    return format_html(
        '<svg class="network-curve" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" class="curve-axis"/>'
        '<text x="0" y="{}" class="curve-label">{}</text><text x="0" y="{}" class="curve-label">0</text>'
        '<polyline points="{}" class="curve-line"/>{}{}</svg>',
        CURVE_WIDTH,
        CURVE_HEIGHT,
        _("Courbe selon le nombre de nouvelles antennes, en %(unit)s ; le tableau dit la même chose.")
        % {"unit": unit_of(reading.scenario.model)},
        LEFT,
        CURVE_HEIGHT - BOTTOM,
        CURVE_WIDTH,
        CURVE_HEIGHT - BOTTOM,
        TOP + 5,
        f"{top:.1f}",
        CURVE_HEIGHT - BOTTOM,
        " ".join(f"{x},{y}" for x, y in points),
        format_html_join("", '<circle cx="{}" cy="{}" r="5" class="{}"/>', dots),
        format_html_join(
            "", '<text x="{}" y="{}" class="curve-label" text-anchor="middle">{}</text>', labels
        ),
    )


def _points(values: Sequence[float]) -> list[tuple[str, str]]:
    """Where each value stands; the axis begins at 0, so that a small gain looks small."""
    top = max(values, default=0) or 1
    step = (CURVE_WIDTH - LEFT - 12) / max(len(values) - 1, 1)
    high = CURVE_HEIGHT - BOTTOM - TOP
    return [
        (f"{LEFT + 6 + step * place:.1f}", f"{TOP + high * (1 - value / top):.1f}")
        for place, value in enumerate(values)
    ]
