"""The places that a scenario knows: areas with a point, those of branches, and those where a branch could open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_above, current_areas, point_of
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.branches.models import Branch, BranchState

Point = tuple[float, float]  # latitude, longitude
ABOVE = "parent__parent__parent"


def areas_of(numbers: Collection[int]) -> dict[int, Area]:
    """Areas by their number, with what they lie in."""
    return Area.objects.select_related(ABOVE).in_bulk(set(numbers))


def located(area: Area) -> Point | None:
    """Where an area is drawn and measured from; None for the country, and where nothing has a point."""
    return point_of(area) if area.level > Area.Level.COUNTRY else None


def borrowed(area: Area) -> bool:
    """The area has no point of its own: that of the area above it stands for it."""
    return area.latitude is None


def cercle_of(area: Area) -> Area | None:
    """The cercle that the area is in; a region for itself, None for the country."""
    return next(
        (one for one in area_and_above(area) if Area.Level.REGION <= one.level <= Area.Level.CERCLE), None
    )


@dataclass(frozen=True)
class Host:
    """A place that has branches, and whether one of them is open today."""

    area: Area
    branches: tuple[Branch, ...]

    @property
    def is_open(self) -> bool:
        return any(branch.state == BranchState.OPEN for branch in self.branches)

    @property
    def label(self) -> str:
        return ", ".join(f"{one} ({one.get_state_display()})" for one in self.branches)


def hosts(organisation: int) -> list[Host]:
    """The places of an organisation's branches that are not given up; a protected address is none of them."""
    rows = (
        Branch.objects.filter(unit__organisation=organisation, unit__address_protected=False)
        .exclude(state=BranchState.CLOSED)
        .exclude(unit__area__isnull=True)
        .select_related("unit", f"unit__area__{ABOVE}")
        .order_by("unit__area__name", "unit__name")
    )
    found: dict[Area, list[Branch]] = {}
    for branch in rows:
        area = branch.unit.area
        if area is not None and located(area):
            found.setdefault(area, []).append(branch)
    return [Host(area, tuple(branches)) for area, branches in found.items()]


def open_hosts(organisation: int) -> list[Host]:
    return [host for host in hosts(organisation) if host.is_open]


def possible_sites() -> list[Area]:
    """The chief towns, where a cercle has a point, and the localities where a border post of an organisation stands.

    A locality that is the chief town of its cercle is not named twice.
    """
    borders = Unit.objects.filter(kind=Unit.Kind.BORDER, address_protected=False).values("area")
    localities = Area.objects.filter(pk__in=borders, level=Area.Level.LOCALITY).select_related(ABOVE)
    towns = current_areas(Area.Level.CERCLE).filter(latitude__isnull=False).select_related(ABOVE)
    return apart([*towns, *localities])


def apart(areas: Iterable[Area], besides: Iterable[Area] = ()) -> list[Area]:
    """The areas whose own point is that of no other before them, nor of those `besides` which they stand.

    Where a point is borrowed nobody knows how near two places are: both stay.
    """
    seen: set[Point | int] = {_spot(area) for area in besides}
    kept = []
    for area in areas:
        if _spot(area) not in seen:
            seen.add(_spot(area))
            kept.append(area)
    return kept


def _spot(area: Area) -> Point | int:
    if area.latitude is None or area.longitude is None:
        return area.pk
    return area.latitude, area.longitude


def points_of(areas: Iterable[Area]) -> list[Point]:
    """Of areas that all have one."""
    return [point for area in areas if (point := located(area))]
