"""Which area a written name means: the one that bears it, or those that resemble it, for a person to choose."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from siraba.foundation.geography.models import Area, AreaCode, AreaName, AreaVersion
from siraba.foundation.geography.names import LEVELS, parse_name

# Under this likeness (of 100) a name is not proposed
LIKENESS = 60
PROPOSED = 5


@dataclass(frozen=True)
class Candidate:
    area: Area
    likeness: float


@dataclass(frozen=True)
class Match:
    """The area of the name; else None and what it could be, the most alike first: never a guess."""

    area: Area | None
    candidates: tuple[Candidate, ...] = ()


class Matcher:
    """The names of one level of a version (1 region, 2 cercle, 3 locality), read once: four queries for any number of names."""

    def __init__(self, version: AreaVersion, level: int):
        self.level = level
        inside = Q(codes__version=version, codes__level=level)
        if level == Area.Level.LOCALITY:
            inside = Q(version__current=True, level=level)
        self._areas = {
            area.pk: area
            for area in Area.objects.filter(inside).select_related("parent__parent__parent").distinct()
        }
        self._above = self._parents(version)
        self._keys: dict[str, set[int]] = defaultdict(set)
        for area, key in AreaName.objects.filter(area__in=self._areas).values_list("area_id", "key"):
            self._keys[key].add(area)

    def match(self, name: str, within: Area | str | None = None) -> Match:
        """The one area that bears this name, whatever its accents, case, hyphens or “cercle de”, inside `within` if given."""
        key, stated = parse_name(name)
        allowed = set(self._areas) if within is None or within == "" else self._inside(within)
        found = self._keys.get(key, set()) & allowed
        if len(found) == 1 and stated in (None, self.level):
            return Match(self._areas[found.pop()])
        if found:
            return Match(None, tuple(Candidate(self._areas[one], 100.0) for one in sorted(found)))
        return Match(None, self._alike(key, allowed))

    def _alike(self, key: str, allowed: set[int]) -> tuple[Candidate, ...]:
        from rapidfuzz import fuzz

        best: dict[int, float] = {}
        for other, areas in self._keys.items():
            likeness = fuzz.ratio(key, other, score_cutoff=LIKENESS)
            for area in areas & allowed:
                best[area] = max(likeness, best.get(area, 0.0))
        alike = sorted((-likeness, area) for area, likeness in best.items() if likeness)
        return tuple(Candidate(self._areas[area], -likeness) for likeness, area in alike[:PROPOSED])

    def _inside(self, within: Area | str) -> set[int]:
        if isinstance(within, Area):
            return {one for one, above in self._above.items() if within.pk in above}
        key, level = parse_name(within)
        wanted = [level] if level else LEVELS.values()
        return {
            one
            for one, above in self._above.items()
            if any(key in keys and own in wanted for own, keys in above.values())
        }

    def _parents(self, version: AreaVersion) -> dict[int, dict[int, tuple[int, set[str]]]]:
        """For each area, those above it in the version or the current tree, with their level and the keys of their names."""
        by_code = dict(
            AreaCode.objects.filter(version=version, parent__isnull=False).values_list("area_id", "parent_id")
        )
        above: dict[int, set[int]] = {}
        for pk, area in self._areas.items():
            step, chain = by_code.get(pk, area.parent_id), set()
            while step is not None and step not in chain:
                chain.add(step)
                step = by_code.get(step)
            above[pk] = chain
        names: dict[int, set[str]] = defaultdict(set)
        levels: dict[int, int] = {}
        wanted = {one for chain in above.values() for one in chain}
        rows = AreaName.objects.filter(area__in=wanted).values_list("area_id", "area__level", "key")
        for pk, level, key in rows:
            names[pk].add(key)
            levels[pk] = level
        return {pk: {one: (levels[one], names[one]) for one in chain} for pk, chain in above.items()}


def match(name: str, version: AreaVersion, level: int, within: Area | str | None = None) -> Match:
    """The area of a name in a version at a level; see `Matcher`, which serves for many names."""
    return Matcher(version, level).match(name, within)
