"""Marks on the map of Mali, for the drawing made here and for the script; the table beside says the same."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import point_of
from siraba.foundation.services.map import HEIGHT, WIDTH, Place, outlines


@dataclass(frozen=True)
class Mark:
    """A circle at the chief town of a zone, in degrees; `unknown` is drawn empty and dashed."""

    name: str
    lat: float
    lon: float
    label: str
    radius: float
    url: str
    unknown: bool = False

    @property
    def place(self) -> Place:
        return Place(self.name, self.lat, self.lon, 1)


def mark(area: Area, label: str, radius: float, url: str, unknown: bool = False) -> Mark | None:
    """None where nothing says where the zone is."""
    point = point_of(area)
    return None if point is None else Mark(area.name, *point, label, round(radius, 1), url, unknown)


def drawn(marks: Iterable[Mark], told: str) -> SafeString:
    """The regions, and a link with its circle for each mark. `told` is what a reader of screens hears."""
    regions = format_html_join("", '<path d="{}"/>', ([path] for _name, path in outlines()))
    circles = format_html_join(
        "",
        '<a href="{}" aria-label="{}"><circle cx="{}" cy="{}" r="{}" class="{}"><title>{}</title></circle></a>',
        (
            (
                one.url,
                said,
                one.place.x,
                one.place.y,
                f"{one.radius:.1f}",
                "unknown" if one.unknown else "",
                said,
            )
            for one in marks
            for said in [f"{one.name} : {one.label}"]
        ),
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        WIDTH,
        HEIGHT,
        told,
        regions,
        circles,
    )


def for_script(marks: Iterable[Mark]) -> list[dict]:
    return [asdict(one) for one in marks]
