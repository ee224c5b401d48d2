"""A network as plain data, for engines and pictures: entities, links, and what each figure rests on.

Merged entities are one; the links between them are gone, and parallel links of one kind are one link. Nothing here
knows of a nationality, an ethnic group or a religion, and links of kinship say that they are never ranked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from siraba.prosecution.networks.models import Entity, Link
from siraba.prosecution.networks.models.entities import NEVER_RANKED


@dataclass(frozen=True)
class GraphEntity:
    """`merged`: the ids of the entities that this one stands for, its own first. `removable` is False for whoever is protected,
    and for every entity that one protected person was merged into."""

    id: UUID
    kind: str
    label: str
    number: int
    standing: str
    removable: bool
    latitude: float | None = None
    longitude: float | None = None
    merged: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class GraphLink:
    """`links` are the ids of the links told together: their statements are the sources of `strength` (0 to 1), `sources` of
    them independent. `ranked` is False for kinship. `first`, `last` are days or None; `amount` francs CFA; `seconds` seconds.
    """

    kind: str
    source: UUID
    target: UUID
    strength: float
    sources: int
    ranked: bool
    first: date | None = None
    last: date | None = None
    times: int = 0
    seconds: int = 0
    amount: int = 0
    links: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Entities in the order of their numbers, links the strongest first; every end of a link is among the entities."""

    entities: Sequence[GraphEntity] = field(default_factory=tuple)
    links: Sequence[GraphLink] = field(default_factory=tuple)

    def ends(self) -> tuple[list[int], list[int]]:
        """For an engine: the places of the sources and of the targets of the links in `entities`."""
        place = {one.id: index for index, one in enumerate(self.entities)}
        return [place[one.source] for one in self.links], [place[one.target] for one in self.links]


def root_of(entity: Entity) -> UUID:
    return entity.into_id or entity.pk


def graph_from(entities: Iterable[Entity], links: Iterable[Link]) -> Graph:
    """Put merged entities together and their links with them. Every end of a link is to be among the entities."""
    groups: dict[UUID, list[Entity]] = defaultdict(list)
    for one in entities:
        groups[root_of(one)].append(one)
    root = {one.pk: key for key, group in groups.items() for one in group}
    together: dict[tuple[str, UUID, UUID], list[Link]] = defaultdict(list)
    for link in links:
        source, target = root.get(link.source_id), root.get(link.target_id)
        if source and target and source != target:
            together[link.kind, source, target].append(link)
    told = [_link(key, parallel) for key, parallel in together.items()]
    return Graph(
        sorted((_entity(key, group) for key, group in groups.items()), key=lambda one: one.number),
        sorted(told, key=lambda one: (-one.strength, one.kind, str(one.source), str(one.target))),
    )


def _entity(key: UUID, group: list[Entity]) -> GraphEntity:
    group.sort(key=lambda one: (one.pk != key, one.number))
    head = group[0]
    point = next((one for one in group if one.latitude is not None), head)
    protected = next((one.standing for one in group if one.standing), "")
    return GraphEntity(
        id=head.pk,
        kind=head.kind,
        label=head.label,
        number=head.number,
        standing=protected,
        removable=all(one.removable for one in group) and not protected,
        latitude=point.latitude,
        longitude=point.longitude,
        merged=tuple(one.pk for one in group),
    )


def _link(key: tuple[str, UUID, UUID], links: list[Link]) -> GraphLink:
    """Sources of two parallel links may be the same ones: the most of them counts, and not their sum."""
    kind, source, target = key
    best = max(links, key=lambda one: (one.strength, one.sources))
    days = [day for one in links for day in (one.first, one.last) if day]
    return GraphLink(
        kind=kind,
        source=source,
        target=target,
        strength=best.strength,
        sources=best.sources,
        ranked=kind not in NEVER_RANKED,
        first=min(days, default=None),
        last=max(days, default=None),
        times=sum(one.times for one in links),
        seconds=sum(one.seconds for one in links),
        amount=sum(one.amount for one in links),
        links=tuple(one.pk for one in links),
    )
