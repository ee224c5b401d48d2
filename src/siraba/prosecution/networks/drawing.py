"""A network as it is drawn: compact, kept sealed with the picture, narrowed by filters, sent to the script.

A protected person is never named here: her node says « Personne 12 ».
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import NamedTuple

from siraba.engines.networks.graph import Graph as EngineGraph
from siraba.prosecution.networks.graph import Graph
from siraba.prosecution.networks.models import EntityKind, LinkKind

HELD = (EntityKind.PHONE, EntityKind.CHANNEL, EntityKind.VEHICLE)
HOLDS = (LinkKind.USES, LinkKind.OWNS)


class Node(NamedTuple):
    """`x`, `y` mostly within −1 to 1; `community` −1 where none was found; `standing` as of the entity."""

    id: str
    label: str
    kind: str
    number: int
    standing: str
    removable: bool
    latitude: float | None
    longitude: float | None
    x: float
    y: float
    community: int = -1


class Line(NamedTuple):
    """A link between two nodes, by their places in `Drawing.nodes`. Days as ISO; `links` are the ids told together."""

    source: int
    target: int
    kind: str
    strength: float
    sources: int
    ranked: bool
    first: str
    last: str
    times: int
    amount: int
    links: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    nodes: Sequence[Node] = ()
    lines: Sequence[Line] = ()

    def written(self) -> str:
        return json.dumps([self.nodes, self.lines], ensure_ascii=False, separators=(",", ":"))

    def for_script(self) -> str:
        """JSON without names of fields, in the order that `assets/network/data.js` reads."""
        nodes = [
            (one.id, one.label, one.kind, one.number, one.standing, one.x, one.y, one.community)
            for one in self.nodes
        ]
        lines = [
            (one.source, one.target, one.kind, one.strength, one.sources, one.first, one.last)
            for one in self.lines
        ]
        return json.dumps({"nodes": nodes, "lines": lines}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Drawing":
        nodes, lines = json.loads(text)
        return cls([Node(*one) for one in nodes], [Line._make([*one[:-1], tuple(one[-1])]) for one in lines])

    def degrees(self) -> list[int]:
        """Links of each node."""
        found = [0] * len(self.nodes)
        for line in self.lines:
            found[line.source] += 1
            found[line.target] += 1
        return found

    def engine(self, ranked_only: bool = True) -> tuple[EngineGraph, list[list[Line]]]:
        """For the engine, nodes in the same order; and for each of its ties, the links that it stands for.

        A tie is as strong as its strongest link. Links of kinship are left out of whatever ranks.
        """
        pairs: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.ranked or not ranked_only:
                pairs[min(line.source, line.target), max(line.source, line.target)].append(line)
        names = [node.id for node in self.nodes]
        ties = [
            (names[one], names[other], max(line.strength for line in lines))
            for (one, other), lines in pairs.items()
        ]
        return EngineGraph.of(ties, names), list(pairs.values())


def drawing_of(graph: Graph, places: Mapping[str, tuple[float, float]] | None = None) -> Drawing:
    """Nodes that have no place yet stand in a ring around."""
    places = places or {}
    at = {one.id: place for place, one in enumerate(graph.entities)}
    nodes = [
        Node(
            str(one.id),
            f"{EntityKind(one.kind).label} {one.number}" if one.standing else one.label,
            one.kind,
            one.number,
            one.standing,
            one.removable,
            one.latitude if not one.standing else None,
            one.longitude if not one.standing else None,
            *places.get(str(one.id), _in_a_ring(place, len(graph.entities))),
        )
        for place, one in enumerate(graph.entities)
    ]
    lines = [
        Line(
            at[one.source],
            at[one.target],
            one.kind,
            one.strength,
            one.sources,
            one.ranked,
            one.first.isoformat() if one.first else "",
            one.last.isoformat() if one.last else "",
            one.times,
            one.amount,
            tuple(map(str, one.links)),
        )
        for one in graph.links
    ]
    return Drawing(nodes, lines)


def with_holders(drawing: Drawing, apart: Collection[str] = (), alone: Collection[int] = ()) -> Drawing:
    """The drawing in which what one person alone uses or owns counts with that person: to arrest somebody is to silence a telephone.

    Kinds `apart` and the numbers `alone` stay by themselves; so does whatever several share.
    """
    holders = defaultdict(set)
    for line in drawing.lines:
        if line.kind in HOLDS and drawing.nodes[line.source].kind == EntityKind.PERSON:
            holders[line.target].add(line.source)
    into = list(range(len(drawing.nodes)))
    for thing, persons in holders.items():
        node = drawing.nodes[thing]
        if len(persons) == 1 and node.kind in HELD and node.kind not in apart and node.number not in alone:
            into[thing] = min(persons)
    kept = [place for place, whom in enumerate(into) if place == whom]
    lines = [line._replace(source=into[line.source], target=into[line.target]) for line in drawing.lines]
    return _renumbered(drawing, kept, [line for line in lines if line.source != line.target])


def _in_a_ring(place: int, count: int) -> tuple[float, float]:
    angle = 2 * pi * place / max(count, 1)
    return round(1.2 * cos(angle), 4), round(1.2 * sin(angle), 4)


@dataclass(frozen=True)
class Filters:
    """Kinds of entities and of links (all when empty), days as ISO, least strength, and steps around a number."""

    kinds: frozenset[str] = frozenset()
    link_kinds: frozenset[str] = frozenset()
    first: str = ""
    last: str = ""
    strength: float = 0.0
    around: int | None = None
    steps: int = 1

    def keeps(self, line: Line) -> bool:
        """A link without dates is of every period."""
        return (
            line.strength >= self.strength
            and (not self.link_kinds or line.kind in self.link_kinds)
            and (not self.first or not line.last or line.last >= self.first)
            and (not self.last or not line.first or line.first <= self.last)
        )


def narrowed(drawing: Drawing, filters: Filters) -> Drawing:
    """What the filters leave. Nodes without a link stay, unless the steps around one are asked for."""
    if filters == Filters():
        return drawing
    kept = [
        place for place, node in enumerate(drawing.nodes) if not filters.kinds or node.kind in filters.kinds
    ]
    inside = set(kept)
    lines = [
        line
        for line in drawing.lines
        if filters.keeps(line) and line.source in inside and line.target in inside
    ]
    if filters.around is not None:
        start = [place for place in kept if drawing.nodes[place].number == filters.around]
        near = _within(start, lines, filters.steps)
        kept = [place for place in kept if place in near]
        lines = [line for line in lines if line.source in near and line.target in near]
    return _renumbered(drawing, kept, lines)


def _within(start: Iterable[int], lines: Iterable[Line], steps: int) -> set[int]:
    around: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        around[line.source].append(line.target)
        around[line.target].append(line.source)
    reached, edge = set(start), list(start)
    for _step in range(steps):
        edge = list({other for place in edge for other in around[place]} - reached)
        reached.update(edge)
    return reached


def _renumbered(drawing: Drawing, kept: Sequence[int], lines: Iterable[Line]) -> Drawing:
    new = {place: number for number, place in enumerate(kept)}
    return Drawing(
        [drawing.nodes[place] for place in kept],
        [line._replace(source=new[line.source], target=new[line.target]) for line in lines],
    )
