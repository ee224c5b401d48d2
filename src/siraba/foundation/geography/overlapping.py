"""The links between the maps of before and an official one, from what their areas have in common on the ground.

An old region goes to the new ones by the population of its cercles; a cercle by the population of its towns where each part
has one, else by area. What is under one hundredth of both areas is the noise of two drawings, and is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from siraba.foundation.geography.models import Area, AreaLink
from siraba.foundation.geography.names import name_key
from siraba.foundation.geography.weights import in_units

if TYPE_CHECKING:
    from numpy import ndarray

NOISE = 0.01
LIMITS = {
    "bamako": "Le district de Bamako a pris des terres à Koulikoro en 2023 : l’ancien et le nouveau ne se comparent pas.",
    "tombouctou": "Taoudénit est sortie de Tombouctou en 2023 : la part de chacune n’est qu’estimée.",
}
LIMITS["taoudenit"] = LIMITS["taoudenni"] = LIMITS["tombouctouettaoudenit"] = LIMITS["tombouctou"]

Kind, Basis = AreaLink.Kind, AreaLink.Basis


@dataclass(frozen=True)
class Side:
    """Areas of one map, each as the units (numbers of old or of new cercles) that it is made of."""

    areas: Sequence[Area]
    units: Sequence[Sequence[int]]

    def whole_of(self, cercles: "Side") -> dict[int, Area]:
        """The area that holds each cercle, by the cercle's id."""
        held = ((unit, area) for area, units in zip(self.areas, self.units, strict=True) for unit in units)
        return {cercles.areas[unit].pk: area for unit, area in held}

    def holding(self, parts: "Side") -> dict[int, Area]:
        """The area that holds each part of another division of the same cercles, by the part's id."""
        by_unit = {unit: area for area, units in zip(self.areas, self.units, strict=True) for unit in units}
        return {part.pk: by_unit[units[0]] for part, units in zip(parts.areas, parts.units, strict=True)}

    def without(self, other: "Side") -> "Side":
        known = {area.pk for area in other.areas}
        kept = [pair for pair in zip(self.areas, self.units, strict=True) if pair[0].pk not in known]
        return Side([area for area, _units in kept], [units for _area, units in kept])


@dataclass(frozen=True)
class Ground:
    """What old and new cercles share: km², and people of the towns that lie in both (old × new); people of each old cercle."""

    km2: "ndarray"
    people: "ndarray"
    weight_of_old: "ndarray"

    def turned(self) -> "Ground":
        return Ground(self.km2.T, self.people.T, self.weight_of_old)

    def links(self, start: Side, end: Side, source: str, by_people: bool = False) -> list[AreaLink]:
        """From each area of one side to those of the other. `by_people`: the units of the start have known populations."""
        km2, people = _grouped(self.km2, start, end), _grouped(self.people, start, end)
        real = _real(km2)
        links = []
        for place, area in enumerate(start.areas):
            ends = real[place].nonzero()[0]
            if not len(ends):
                continue
            if by_people and len(ends) > 1:
                parts, basis = self._by_cercle(start.units[place], end, ends), Basis.POPULATION
            elif people[place, ends].all():
                parts, basis = people[place, ends], Basis.LOCALITIES
            else:
                parts, basis = km2[place, ends], Basis.AREA
            for to, weight in zip(ends, in_units(list(map(float, parts))), strict=True):
                kind = _kind(real, place, ends, area, end.areas[to])
                if weight:
                    links.append(_link(area, end.areas[to], weight, kind, basis, source))
        return links

    def _by_cercle(self, units: Sequence[int], end: Side, ends: "ndarray") -> "ndarray":
        """People of each part: those of each cercle, shared as the cercle is."""
        import numpy as np

        parts = np.zeros(len(ends))
        for unit in units:
            km2 = np.array([self.km2[unit, list(end.units[to])].sum() for to in ends])
            people = np.array([self.people[unit, list(end.units[to])].sum() for to in ends])
            inside = km2 > NOISE * km2.sum()
            shares = np.where(inside, people if people[inside].all() else km2, 0)
            parts += self.weight_of_old[unit] * shares / (shares.sum() or 1)
        return parts


def summed(links: Sequence[AreaLink], whole: dict[int, Area]) -> list[AreaLink]:
    """The same links to the areas that hold their ends."""
    found: dict[tuple[int, int], AreaLink] = {}
    for link in links:
        start, end = link.from_area, whole[link.to_area.pk]
        if (kept := found.get((start.pk, end.pk))) is None:
            found[start.pk, end.pk] = _link(start, end, link.weight, link.kind, link.basis, link.source)
        else:
            kept.weight += link.weight
    for link in found.values():
        if link.weight == 1 and link.kind != Kind.BOUNDARY_CHANGE:
            link.kind = Kind.MERGED
    return list(found.values())


def _grouped(values: "ndarray", start: Side, end: Side) -> "ndarray":
    import numpy as np

    rows = np.array([values[list(units)].sum(axis=0) for units in start.units])
    return np.array([rows[:, list(units)].sum(axis=1) for units in end.units]).T


def _real(km2: "ndarray") -> "ndarray":
    """Which pairs share more than noise."""
    return (km2 > NOISE * km2.sum(axis=1, keepdims=True)) | (
        (km2 > NOISE * km2.sum(axis=0, keepdims=True)) & (km2 > 0)
    )


def _kind(real: "ndarray", place: int, ends: "ndarray", start: Area, end: Area) -> str:
    sources = real[:, ends].sum(axis=0)
    if len(ends) > 1:
        return Kind.SPLIT if (sources == 1).all() else Kind.BOUNDARY_CHANGE
    if sources[0] > 1:
        return Kind.MERGED
    return Kind.SAME if name_key(start.name) == name_key(end.name) else Kind.RENAMED


def _link(start: Area, end: Area, weight: Decimal, kind: str, basis: str, source: str) -> AreaLink:
    limits = (LIMITS.get(name_key(area.name), "") for area in (start, end))
    limit = "" if kind == Kind.SAME else next(filter(None, limits), "")
    return AreaLink(
        from_area=start, to_area=end, weight=weight, kind=kind, basis=basis, source=source, limit=limit
    )
