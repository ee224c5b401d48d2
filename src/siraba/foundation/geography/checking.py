"""What an official map of 2023 must hold before it is loaded: counts, codes, and each new region inside the old one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from siraba.foundation.geography.drawings import drawing
from siraba.foundation.geography.geometry import Geometry, area_km2, box, shared_km2
from siraba.foundation.geography.matching import Matcher
from siraba.foundation.geography.models import Area, AreaCode, AreaLink, AreaVersion
from siraba.foundation.geography.names import name_key
from siraba.foundation.geography.published import CERCLE, REGION, PublishedArea, PublishedMap

if TYPE_CHECKING:
    pass

# COD-AB v03 on HDX shows these counts: 19 regions and Bamako, 159 cercles and Bamako
REGIONS, CERCLES = 20, 160
INSIDE = 0.75
BAMAKO_KM2, WITHIN = 733, 0.05
# A frame around Mali, in degrees
WEST, SOUTH, EAST, NORTH = -13.5, 9.0, 5.5, 26.5


@dataclass(frozen=True)
class Check:
    """One thing verified: what, whether it holds, and what was found."""

    label: str
    passed: bool
    found: str = ""


class Inspection:
    """The checks of a published map against the regions of 2015 and the parents that the law gives to the new ones."""

    def __init__(self, map_: PublishedMap, approximate: AreaVersion, old: AreaVersion):
        self.map, self._approximate, self._old = map_, approximate, old

    def checks(self) -> list[Check]:
        return [*self._of_codes(), *(self._of_shapes() if (drawn := self._of_place()).passed else [drawn])]

    def _of_place(self) -> Check:
        """Shapes that are missing or elsewhere are compared with nothing."""
        wrong = (area.code for area in self.map.areas if area.shape is None or not _in_mali(area.shape))
        return _none(_("Chaque zone a son dessin, au Mali"), wrong)

    def _of_codes(self) -> Iterator[Check]:
        for level, wanted, label in (
            (REGION, REGIONS, _("%(count)d zones de niveau 1 (régions et district)")),
            (CERCLE, CERCLES, _("%(count)d zones de niveau 2 (cercles et district)")),
        ):
            count = len(self.map.at(level))
            yield Check(label % {"count": wanted}, count == wanted, str(count))
        codes = Counter(area.code for area in self.map.areas)
        yield _none(_("Codes uniques"), (code for code, count in codes.items() if count > 1))
        yield _none(
            _("Codes de 20 caractères et noms de 80, au plus"),
            (area.code for area in self.map.areas if len(area.code) > 20 or len(area.name) > 80),
        )
        regions = {area.code for area in self.map.at(REGION)}
        yield _none(
            _("Chaque cercle est dans une région du fichier"),
            (area.code for area in self.map.at(CERCLE) if area.parent not in regions),
        )
        said = len(self.map.versions) <= 1 and len(self.map.days) <= 1
        yield Check(
            _("Une seule version, une seule date"), said, ", ".join(sorted(self.map.versions | self.map.days))
        )

    def _of_shapes(self) -> Iterator[Check]:
        regions, cercles = self.map.at(REGION), self.map.at(CERCLE)
        number = {area.code: place for place, area in enumerate(regions)}
        within = shared_km2(_shapes(cercles), _shapes(regions))
        outside = (
            area.code
            for area, shared in zip(cercles, within, strict=True)
            if area.parent in number and shared[number[area.parent]] < 0.9 * shared.sum()
        )
        yield _none(_("Chaque cercle est dessiné dans sa région"), outside)
        yield from self._of_parents(regions)

    def _of_parents(self, regions: list[PublishedArea]) -> Iterator[Check]:
        parents = self._parents(regions)
        times = Counter(name_key(area.name) for area in regions)
        yield _none(
            _("Chaque région est nommée par la loi n° 2023-006, une fois"),
            (
                area.name
                for area, parent in zip(regions, parents, strict=True)
                if parent is None or times[name_key(area.name)] > 1
            ),
        )
        old = {
            feature["properties"]["code"]: feature["geometry"]
            for feature in drawing(self._old, REGION)["features"]
        }
        shared = shared_km2(_shapes(regions), list(old.values()))
        places = {code: place for place, code in enumerate(old)}
        for area, parent, row in zip(regions, parents, shared, strict=True):
            if parent is None:
                continue
            code, name = parent
            if name == "Bamako":
                whole = shared[:, places[code]].sum() or 1.0
                part = row[places[code]] / whole
                label = _("L’ancien Bamako est dans le nouveau à %(part)d %% au moins")
            else:
                part = row[places[code]] / (row.sum() or 1.0)
                label = _("%(area)s est dans l’ancienne région de %(parent)s à %(part)d %% au moins")
            told = {"area": area.name, "parent": name, "part": round(100 * INSIDE)}
            yield Check(label % told, bool(part >= INSIDE), f"{100 * part:.0f} %")
            if name == "Bamako":
                yield self._of_bamako(area)

    def _of_bamako(self, area: PublishedArea) -> Check:
        km2 = area_km2(area.shape or {})
        label = _("Bamako a environ %(area)d km²") % {"area": BAMAKO_KM2}
        return Check(label, abs(km2 / BAMAKO_KM2 - 1) <= WITHIN, f"{km2:.0f} km²")

    def _parents(self, regions: list[PublishedArea]) -> list[tuple[str, str] | None]:
        """The code and name of the old region of each new one, by its name in the approximate map."""
        names = Matcher(self._approximate, Area.Level.REGION)
        links = AreaLink.objects.filter(
            from_area__codes__version=self._approximate, to_area__codes__version=self._old
        )
        above = dict(links.filter(to_area__codes__level=REGION).values_list("from_area", "to_area"))
        codes = AreaCode.objects.filter(version=self._old, level=REGION).select_related("area")
        named = {code.area_id: (code.code, code.area.name) for code in codes}
        found = [names.match(area.name).area for area in regions]
        return [named.get(above.get(area.pk)) if area else None for area in found]  # type: ignore[arg-type]


def _in_mali(shape: Geometry) -> bool:
    west, south, east, north = box(shape)
    return west >= WEST and south >= SOUTH and east <= EAST and north <= NORTH


def _shapes(areas: list[PublishedArea]) -> list[Geometry]:
    return [area.shape or {} for area in areas]


def _none(label: str, wrong: Iterator[str]) -> Check:
    """Passed when nothing is wrong; else the first that are."""
    named = list(wrong)
    more = f"… ({len(named)})" if len(named) > 5 else ""
    return Check(label, not named, ", ".join(named[:5]) + more)
