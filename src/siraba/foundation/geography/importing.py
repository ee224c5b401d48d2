"""Loading an official map after its checks: areas, drawings and links of a new version, in one transaction.

It serves operations from then on, and the approximate map of 2023 is replaced. What was declared in other versions stays.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from siraba.foundation.geography.checking import Check, Inspection
from siraba.foundation.geography.drawings import drawing
from siraba.foundation.geography.geometry import Geometry, drawn, holds, shared_km2, snapped
from siraba.foundation.geography.loading import CURRENT, FORMER, read_data
from siraba.foundation.geography.models import Area, AreaCode, AreaDrawing, AreaLink, AreaName, AreaVersion
from siraba.foundation.geography.names import name_key
from siraba.foundation.geography.overlapping import Ground, Side, summed
from siraba.foundation.geography.published import CERCLE, REGION, MapRefused, PublishedArea, PublishedMap

COUNTRY_CODE = "ML"
# Of the drawings kept, in degrees, by level
GRIDS = {REGION: 0.02, CERCLE: 0.01}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Release:
    """What a published map is called: its code here (`cod-v03`), source and licence."""

    code: str
    source: str
    licence: str


def inspect_map(map_: PublishedMap) -> list[Check]:
    """The checks of a map against what is loaded. Raises MapRefused when an official one has been loaded already."""
    approximate = _approximate()
    return Inspection(map_, approximate, AreaVersion.objects.get(code=FORMER)).checks()


def load_map(map_: PublishedMap, release: Release, progress: Progress | None = None) -> AreaVersion:
    """Add the version, replace the approximate one. Raises MapRefused when a check fails, and then nothing is written."""
    if AreaVersion.objects.filter(code=release.code).exists():
        raise MapRefused(
            _("La version %(version)s est déjà chargée ; une version publiée ne se modifie pas.")
            % {"version": release.code}
        )
    if failed := [check.label for check in inspect_map(map_) if not check.passed]:
        raise MapRefused(_("Vérifications non passées : %(checks)s") % {"checks": " ; ".join(failed)})
    with transaction.atomic():
        return _Loading(map_, release, progress or (lambda done, total: None)).load()


def _approximate() -> AreaVersion:
    found = AreaVersion.objects.filter(use=AreaVersion.Use.OPERATIONS, approximate=True).first()
    if found is None:
        raise MapRefused(_("Un découpage officiel de 2023 est déjà chargé."))
    return found


class _Loading:
    def __init__(self, map_: PublishedMap, release: Release, progress: Progress):
        self.map, self.release, self.progress = map_, release, progress
        self.approximate = _approximate()
        self.old = AreaVersion.objects.get(code=FORMER)

    def load(self) -> AreaVersion:
        steps = (self._add_version, self._add_areas, self._add_drawings, self._add_links, self._put_in_use)
        for done, step in enumerate(steps, start=1):
            step()
            self.progress(done, len(steps))
        return self.version

    def _add_version(self) -> None:
        said = ", ".join(sorted(self.map.versions)) or self.release.code
        self.version = AreaVersion.objects.create(
            code=self.release.code,
            label=_("Découpage officiel (COD-AB %(version)s)") % {"version": said},
            source=f"{self.release.source} · SHA-256 {self.map.digest[:16]}",
            licence=self.release.licence,
            valid_from=self.map.valid_from,
        )

    def _add_areas(self) -> None:
        mali = AreaCode.objects.select_related("area").get(version__code=CURRENT, code=COUNTRY_CODE).area
        AreaCode.objects.create(version=self.version, code=COUNTRY_CODE, area=mali, level=Area.Level.COUNTRY)
        self.areas: dict[str, Area] = {}
        for level in (REGION, CERCLE):
            found = self.map.at(level)
            rows = [
                Area(version=self.version, level=level, name=one.name, parent=self.areas.get(one.parent))
                for one in found
            ]
            Area.objects.bulk_create(rows)
            self.areas |= {one.code: area for one, area in zip(found, rows, strict=True)}
        AreaCode.objects.bulk_create(
            AreaCode(
                version=self.version,
                code=one.code,
                area=self.areas[one.code],
                level=one.level,
                parent=self.areas.get(one.parent, mali),
            )
            for one in self.map.areas
        )
        AreaName.objects.bulk_create(
            AreaName(area=area, name=area.name, key=name_key(area.name)) for area in self.areas.values()
        )

    def _add_drawings(self) -> None:
        for level, grid in GRIDS.items():
            shapes = ((one.code, one.name, snapped(_shape(one), grid)) for one in self.map.at(level))
            AreaDrawing.objects.create(
                version=self.version, level=level, geojson=drawn(self.release.code, shapes)
            )

    def _add_links(self) -> None:
        features = drawing(self.old, CERCLE)["features"]
        codes = [feature["properties"]["code"] for feature in features]
        shapes = [feature["geometry"] for feature in features]
        cercles = self.map.at(CERCLE)
        km2 = shared_km2(shapes, [_shape(one) for one in cercles])
        old = self._areas_by_code(FORMER)
        number = {old[code].pk: place for place, code in enumerate(codes)}
        towns = self._towns(number, cercles)
        ground = self._ground(km2, codes, towns)
        new = Side([self.areas[one.code] for one in cercles], [[place] for place in range(len(cercles))])
        self._link(
            ground, Side([old[code] for code in codes], [[place] for place in range(len(codes))]), new, number
        )
        AreaLink.objects.bulk_create(self._links_of_towns(towns, cercles))

    def _ground(self, km2, codes: list[str], towns: list["_Town"]) -> Ground:
        import numpy as np

        people = np.zeros_like(km2)
        for town in towns:
            people[town.old, town.new] += town.area.population or 0
        shares = {row["code"]: float(row["share_of_region"]) for row in read_data("cercle_shares.csv")}
        return Ground(km2, people, np.array([shares[code] for code in codes]))

    def _link(self, ground: Ground, old: Side, new: Side, number: dict[int, int]) -> None:
        """Cercles and regions of before to those of now, and back; what is known by cercle is summed by region, so that the two agree."""
        source, regions = self.release.source, self._regions_of_now(new)
        former, current, law = (
            self._regions_of_before(version, number) for version in (FORMER, CURRENT, self.approximate.code)
        )
        onwards, back = ground.links(old, new, source), ground.turned().links(new, old, source)
        links = onwards + summed(onwards, regions.whole_of(new)) + back
        for side in (former, current, law):
            links += ground.links(side.without(old), regions, source, by_people=True)
        for side in (former, current):
            links += summed(back, side.whole_of(old))
        to_current = ground.turned().links(regions, current, source)
        links += to_current + summed(to_current, former.holding(current))
        once = {(link.from_area.pk, link.to_area.pk): link for link in reversed(links)}
        AreaLink.objects.bulk_create(once.values())

    def _regions_of_now(self, new: Side) -> Side:
        regions = [self.areas[one.code] for one in self.map.at(REGION)]
        return Side(
            regions,
            [[place for place, area in enumerate(new.areas) if area.parent == region] for region in regions],
        )

    def _regions_of_before(self, version: str, number: dict[int, int]) -> Side:
        """Each region of a version as its cercles of 2015."""
        inside: dict[int, list[int]] = {}
        for cercle, region in self._cercles_of(version):
            inside.setdefault(region, []).append(number[cercle])
        areas = Area.objects.in_bulk(inside)
        return Side([areas[pk] for pk in inside], list(inside.values()))

    def _cercles_of(self, version: str) -> list[tuple[int, int]]:
        """The cercles of 2015 and the region of the version in which each lies."""
        cercles = AreaCode.objects.filter(version__code=FORMER, level=CERCLE)
        regions = AreaCode.objects.filter(version__code=version, level=REGION).values("area")
        if version == FORMER:
            return [
                (cercle, region) for cercle, region in cercles.values_list("area_id", "parent_id") if region
            ]
        if version == self.approximate.code:
            links = AreaLink.objects.filter(from_area__in=cercles.values("area"), to_area__in=regions)
            return list(links.values_list("from_area_id", "to_area_id"))
        whole = set(regions.values_list("area", flat=True))
        own = cercles.values_list("area_id", "area__parent_id")
        return [(cercle, cercle if cercle in whole else region) for cercle, region in own if region]

    def _areas_by_code(self, version: str) -> dict[str, Area]:
        codes = AreaCode.objects.filter(version__code=version).select_related("area")
        return {code.code: code.area for code in codes}

    def _towns(self, number: dict[int, int], cercles: list[PublishedArea]) -> list["_Town"]:
        """The places with a point, by the old cercle that holds them and the new one that does."""
        found = []
        places = Area.objects.filter(version__code=CURRENT, level=Area.Level.LOCALITY, latitude__isnull=False)
        for area in places.select_related("parent"):
            above = (area.parent_id, area.parent.parent_id if area.parent else None)  # Ménaka: the region
            old = next((number[one] for one in above if one in number), None)
            new = next((place for place, one in enumerate(cercles) if _lies_in(area, one)), None)
            if old is not None and new is not None:
                found.append(_Town(area, old, new))
        return found

    def _links_of_towns(self, towns: list["_Town"], cercles: list[PublishedArea]) -> list[AreaLink]:
        said = {"weight": 1, "kind": AreaLink.Kind.MERGED, "basis": AreaLink.Basis.LOCALITIES}
        links = []
        for town in towns:
            cercle = self.areas[cercles[town.new].code]
            links += [
                AreaLink(from_area=town.area, to_area=to, source=self.release.source, **said)
                for to in (cercle, cercle.parent)
            ]
        return links

    def _put_in_use(self) -> None:
        AreaVersion.objects.filter(pk=self.approximate.pk).update(use="", replaced_by=self.version)
        self.version.use = AreaVersion.Use.OPERATIONS
        self.version.save(update_fields=["use"])


@dataclass(frozen=True)
class _Town:
    area: Area
    old: int
    new: int


def _shape(area: PublishedArea) -> Geometry:
    return area.shape or {}


def _lies_in(area: Area, one: PublishedArea) -> bool:
    return (
        area.latitude is not None
        and area.longitude is not None
        and holds(_shape(one), area.latitude, area.longitude)
    )
