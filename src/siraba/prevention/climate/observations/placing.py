"""Which area a code or a written name means, in one version of the map: one, none or several; never a guess."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from siraba.foundation.geography.models import Area, AreaCode, AreaName, AreaVersion
from siraba.foundation.geography.names import parse_name
from siraba.prevention.climate.observations.models import Place, UnplacedName

LIKELY, PROPOSED = 75, 4


@dataclass
class Placed:
    """The area, or why there is none: `candidates` are what the name could be, `settled` that a person has put it aside."""

    area: int | None = None
    candidates: Sequence[int] = ()
    dismissed: bool = False


@dataclass
class Map:
    """The areas of a version by code and by name, with what persons decided about the names of a source."""

    version: AreaVersion
    source: str
    _codes: dict[str, int] = field(default_factory=dict)
    _names: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _above: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _decided: dict[tuple[int, str, str], UnplacedName] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._codes = dict(AreaCode.objects.filter(version=self.version).values_list("code", "area_id"))
        parents: dict[int, list[int]] = defaultdict(list)
        areas = Area.objects.filter(codes__version=self.version).distinct()
        for area, parent in areas.values_list("pk", "parent_id"):
            if parent is not None:
                parents[parent].append(area)
        names = AreaName.objects.filter(area__in=areas).values_list("area_id", "area__level", "key")
        for area, level, key in names:
            self._names[level, key].append(area)
        for parent, key in AreaName.objects.filter(area__in=parents).values_list("area_id", "key"):
            for child in parents[parent]:
                self._above[child].add(key)
        settled = UnplacedName.objects.filter(source__code=self.source, version=self.version)
        for one in settled.exclude(state=UnplacedName.State.WAITING):
            self._decided[one.level, one.name, one.within] = one

    def by_code(self, code: str) -> int | None:
        return self._codes.get(code)

    def by_name(self, level: int, name: str, within: str = "") -> Placed:
        """The one area of this name and level; the name of the area above tells two of them apart."""
        key, _stated = parse_name(name)
        found = self._names.get((level, key), []) if key else []
        if len(found) > 1 and within:
            above = parse_name(within)[0]
            found = [area for area in found if above in self._above[area]] or found
        if len(found) == 1:
            return Placed(found[0])
        decision = self._decided.get((level, name, within))
        if decision is not None:
            return Placed(decision.area_id, dismissed=decision.area_id is None)
        return Placed(None, tuple(found) or self._likely(level, key))

    def contradicts(self, area: int, level: int, name: str) -> bool:
        """Whether the name is that of other areas alone: then the code is of another version than was said."""
        found = self._names.get((level, parse_name(name)[0]), [])
        return bool(found) and area not in found

    def _likely(self, level: int, key: str) -> tuple[int, ...]:
        keys = [name for stated, name in self._names if stated == level]
        near = process.extract(key, keys, scorer=fuzz.ratio, limit=PROPOSED, score_cutoff=LIKELY)
        return tuple(dict.fromkeys(area for name, _score, _at in near for area in self._names[level, name]))


def code_of(area: Area, codes: dict[str, str]) -> str:
    """The code of a place that is an area: that of its own version where it has one. `codes`: version → code."""
    own = area.version.code
    version = own if own in codes else min(codes)
    return f"{version}:{codes[version]}"


def places_of_areas(areas: Sequence[int]) -> dict[int, Place]:
    """The places of these areas, by area; made where they are not there yet."""
    found = {place.area_id: place for place in Place.objects.filter(area__in=areas)}
    missing = set(areas) - set(found)
    if missing:
        codes: dict[int, dict[str, str]] = defaultdict(dict)
        rows: Any = AreaCode.objects.filter(area__in=missing)
        for area, version, code in rows.values_list("area_id", "version__code", "code"):
            codes[area][version] = code
        Place.objects.bulk_create(
            Place(kind=Place.Kind.AREA, code=code_of(area, codes[area.pk]), name=area.name, area=area)
            for area in Area.objects.filter(pk__in=missing).select_related("version")
        )
        found.update({place.area_id: place for place in Place.objects.filter(area__in=missing)})
    return {area: place for area, place in found.items() if area is not None}
