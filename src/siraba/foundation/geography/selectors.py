"""Reading areas: by version and code, by name, by level."""

from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from siraba.foundation.geography.models import Area, AreaLink
from siraba.foundation.geography.names import parse_name


class UnknownArea(LookupError):
    """No area has this code in this version, or no version was given."""


def current_areas(level: int) -> QuerySet[Area]:
    """The areas of a level (0 country, 1 region, 2 cercle, 3 locality) in the current version, by name."""
    return Area.objects.filter(version__current=True, level=level).select_related("parent")


def area_by_code(version: str, code: str) -> Area:
    """The area that a version (`cod-2015`, `cod-2021`, `geonames`) calls by this code.

    A code of 2015 names the current area where the two are the same, else the former area.
    Raises UnknownArea: a P-code without its version is refused, since most codes changed meaning.
    """
    if not version:
        raise UnknownArea(_("Le code %(code)s n’a de sens qu’avec sa version.") % {"code": code})
    area = Area.objects.filter(codes__version__code=version, codes__code=code).first()
    if area is None:
        raise UnknownArea(
            _("Aucune zone n’a le code %(code)s dans la version %(version)s.")
            % {"code": code, "version": version}
        )
    return area


def find_area(name: str, level: int | None = None) -> Area | None:
    """The current area of this name, whatever its accents, case and hyphens, or None: never a guess.

    Where a region, its cercle and its town share a name and no level is given (by `level` or as
    “cercle de …”), it is the widest one, which is true whichever was meant.
    """
    key, stated = parse_name(name)
    if not key:
        return None
    found = Area.objects.filter(version__current=True, names__key=key)
    if (wanted := level if level is not None else stated) is not None:
        found = found.filter(level=wanted)
    areas = list(found.select_related("parent__parent__parent").order_by("level"))
    if areas and all(areas[0] in area_and_above(area) for area in areas):
        return areas[0]
    return None


def region_of(area: Area) -> Area | None:
    """The region that holds the area (itself for a region), None for the country."""
    step: Area | None = area
    while step is not None and step.level > Area.Level.REGION:
        step = step.parent
    return step if step is not None and step.level == Area.Level.REGION else None


def area_and_above(area: Area) -> list[Area]:
    """The area and what contains it, up to the country."""
    chain = [area]
    while (parent := chain[-1].parent) is not None:
        chain.append(parent)
    return chain


def area_and_below(area: Area) -> QuerySet[Area]:
    """The area and all that it contains, for `area__in=`."""
    return Area.objects.filter(
        Q(pk=area.pk) | Q(parent=area) | Q(parent__parent=area) | Q(parent__parent__parent=area)
    )


def point_of(area: Area) -> tuple[float, float] | None:
    """Latitude and longitude in degrees: of the area, else of the nearest one above it that has a point.

    None when nothing below the country has one. Follows `parent`: select it with the areas (`parent__parent`).
    """
    for step in area_and_above(area):
        if step.latitude is not None and step.longitude is not None:
            return step.latitude, step.longitude
    return None


def successors(area: Area) -> list[tuple[Area, Decimal]]:
    """The areas that a former area became, each with its share (the shares sum to 1)."""
    links = AreaLink.objects.filter(from_area=area).select_related("to_area").order_by("to_area")
    return [(link.to_area, link.weight) for link in links]
