"""What pages say of findings and plans: rows with names and links, from the plain JSON that was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from siraba.engines.networks.routes import Leg, Routes, routes
from siraba.foundation.services.map import HEIGHT, WIDTH, Place, outlines
from siraba.prosecution.networks.cautions import METHODS, told_of
from siraba.prosecution.networks.drawing import Drawing, Line, Node
from siraba.prosecution.networks.models import EntityKind, LinkKind

Found = Mapping[str, Any]
LONGEST_WAIT = 60  # days between two legs of a chain


def entity_url(node: Node) -> str:
    return reverse("networks:entity", args=[node.id])


@dataclass(frozen=True)
class Named:
    """An entity as a page names it."""

    node: Node

    @property
    def url(self) -> str:
        return entity_url(self.node)

    @property
    def kind(self) -> str:
        return str(EntityKind(self.node.kind).label)

    def __str__(self) -> str:
        return self.node.label


def named(drawing: Drawing, place: int) -> Named:
    return Named(drawing.nodes[place])


def _rows(drawing: Drawing, rows: Sequence[Found], *places: str) -> list[dict[str, Any]]:
    return [{**row, **{name: named(drawing, row[name]) for name in places}} for row in rows]


def found_in(drawing: Drawing, findings: Found) -> dict[str, Any]:
    """The findings with names for places; only the parts that are there."""
    told: dict[str, Any] = {
        name: {**part, **told_of(name, part)} for name, part in findings.items() if name in METHODS
    }
    if groups := told.get("communities"):
        groups["groups"] = [
            {**group, "first": [named(drawing, place) for place in group["first"]]}
            for group in groups["groups"]
        ]
    if actors := told.get("actors"):
        actors["rows"] = _rows(drawing, actors["rows"], "node")
    if cuts := told.get("cuts"):
        cuts["bridges"] = [
            {**row, "ends": [named(drawing, place) for place in row["ends"]]} for row in cuts["bridges"]
        ]
        cuts["articulations"] = _rows(drawing, cuts["articulations"], "node")
    return told


def moves_of(drawing: Drawing) -> list[dict[str, Any]]:
    """Who moved whom and when, the first to begin first; without days last."""
    moved = [line for line in drawing.lines if line.kind == LinkKind.MOVED]
    return [
        _line(drawing, line)
        for line in sorted(moved, key=lambda line: (not line.first, line.first, line.source))
    ]


def _line(drawing: Drawing, line: Line) -> dict[str, Any]:
    return {
        "source": named(drawing, line.source),
        "target": named(drawing, line.target),
        "kind": LinkKind(line.kind).label,
        "first": date.fromisoformat(line.first) if line.first else None,
        "last": date.fromisoformat(line.last) if line.last else None,
        "strength": line.strength,
        "sources": line.sources,
        "url": reverse("networks:link", args=[line.links[0]]),
    }


def stops_of(drawing: Drawing) -> list[Node]:
    """The places that a dated leg touches."""
    ends = {end for line in _legs(drawing) for end in (line.source, line.target)}
    return sorted((drawing.nodes[place] for place in ends), key=lambda node: node.label)


def _legs(drawing: Drawing) -> list[Line]:
    return [line for line in drawing.lines if line.kind == LinkKind.ROUTE and line.first]


def chains(drawing: Drawing, origin: int, destination: int) -> Routes:
    """Chains of dated legs from one place (by number) to another that time allows."""
    names = {node.number: node.id for node in drawing.nodes}
    legs = [
        Leg(
            drawing.nodes[line.source].id,
            drawing.nodes[line.target].id,
            date.fromisoformat(line.first).toordinal(),
            date.fromisoformat(line.last or line.first).toordinal(),
            key=line.links[0],
        )
        for line in _legs(drawing)
    ]
    return routes(legs, names.get(origin, ""), names.get(destination, ""), LONGEST_WAIT)


def chain_rows(drawing: Drawing, found: Routes) -> list[list[dict[str, Any]]]:
    label = {node.id: node for node in drawing.nodes}
    return [
        [
            {
                "origin": Named(label[leg.origin]),
                "destination": Named(label[leg.destination]),
                "departed": date.fromordinal(int(leg.departed)),
                "arrived": date.fromordinal(int(leg.arrived)),
                "url": reverse("networks:link", args=[leg.key]),
            }
            for leg in chain
        ]
        for chain in found.chains
    ]


def marks_of(drawing: Drawing) -> list[dict[str, Any]]:
    """Entities with a point, for the map, its script and its table."""
    degrees = drawing.degrees()
    return [
        {
            "name": node.label,
            "lat": node.latitude,
            "lon": node.longitude,
            "count": degrees[place],
            "label": _mark_label(node, degrees[place]),
            "radius": 6 + min(degrees[place], 20) / 2,
            "url": entity_url(node),
        }
        for place, node in enumerate(drawing.nodes)
        if node.latitude is not None and node.longitude is not None
    ]


def _mark_label(node: Node, links: int) -> str:
    told = ngettext("%(kind)s, %(n)d lien", "%(kind)s, %(n)d liens", links)
    return told % {"kind": EntityKind(node.kind).label, "n": links}


def map_svg(marks: Sequence[Mapping[str, Any]]) -> SafeString:
    """The regions of Mali and the marks, in a frame that holds those abroad too."""
    places = [(Place(mark["name"], mark["lat"], mark["lon"], 1), mark) for mark in marks]
    xs, ys = [float(place.x) for place, _m in places], [float(place.y) for place, _m in places]
    left, right = min([0, *(x - 30 for x in xs)]), max([WIDTH, *(x + 30 for x in xs)])
    top, bottom = min([0, *(y - 30 for y in ys)]), max([HEIGHT, *(y + 30 for y in ys)])
    return format_html(
        '<svg viewBox="{} {} {} {}" role="group" aria-label="{}">{}{}</svg>',
        round(left),
        round(top),
        round(right - left),
        round(bottom - top),
        _("Carte des lieux connus du réseau ; le tableau dit la même chose."),
        format_html_join("", '<path d="{}"/>', ([path] for _name, path in outlines())),
        format_html_join(
            "",
            '<a href="{}" aria-label="{}"><circle cx="{}" cy="{}" r="{}"><title>{}</title></circle></a>',
            (
                (mark["url"], said, place.x, place.y, f"{mark['radius']:.1f}", said)
                for place, mark in places
                for said in [f"{mark['name']} : {mark['label']}"]
            ),
        ),
    )


def reason_told(reason: Sequence[Any]) -> str:
    """Why a removal, in the reader's language; `reason` as `engines.dismantling.reasons.Reason` is kept."""
    whole, pieces, parts, forced, last = reason
    asked = _("Retrait imposé.") + " " if forced else ""
    if whole == 1:
        return asked + _("N’est plus relié à personne quand vient son tour.")
    if pieces == 1 and last:
        return asked + _(
            "Très relié dans un groupe de %(n)d : son retrait ne coupe rien, il ôte ses liens."
        ) % {"n": whole}
    if pieces == 1:
        return asked + _(
            "Très relié dans un groupe de %(n)d : son retrait ne coupe rien, il prépare les suivants."
        ) % {"n": whole}
    others = pieces - len(parts)
    listed = [str(part) for part in parts]
    if others:
        listed.append(ngettext("%(n)d plus petite", "%(n)d plus petites", others) % {"n": others})
    return asked + _(
        "Tient ensemble un groupe de %(n)d : son retrait laisse des parties sans lien entre elles (%(parts)s)."
    ) % {
        "n": whole,
        "parts": ", ".join(listed),
    }


def step_rows(drawing: Drawing, plan: Found, result: Found) -> list[dict[str, Any]]:
    """The steps of a plan with names, reasons, and the links behind each."""
    grounds = result.get("grounds", {})
    presence = plan.get("presence", [])
    rows = []
    for number, step in enumerate(plan.get("steps", []), 1):
        behind = grounds.get(str(step["node"]), {})
        rows.append(
            {
                **step,
                "number": number,
                "node": named(drawing, step["node"]),
                "reason": reason_told(step["reason"]),
                "presence": presence[number - 1] if number <= len(presence) else None,
                "sources": behind.get("sources"),
                "held_by_one": behind.get("held_by_one", False),
                "more": behind.get("more", 0),
                "links": [
                    {
                        **link,
                        "other": named(drawing, link["other"]),
                        "kind": LinkKind(link["kind"]).label,
                        "url": reverse("networks:link", args=[link["id"]]),
                    }
                    for link in behind.get("links", [])
                ],
            }
        )
    return rows
