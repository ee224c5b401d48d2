"""Reading areas: by version and code, by name, by level; which version serves which use."""

from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from siraba.foundation.geography.models import Area, AreaCode, AreaLink, AreaVersion
from siraba.foundation.geography.names import parse_name


class UnknownArea(LookupError):
    """No area has this code in this version, or no version was given."""


class UnknownVersion(LookupError):
    """No version of the map has this name, or an official one has replaced it."""


def current_areas(level: int) -> QuerySet[Area]:
    """The areas of a level (0 country, 1 region, 2 cercle, 3 locality) in the current version, by name."""
    return Area.objects.filter(version__current=True, level=level).select_related("parent")


def areas_of(version: AreaVersion | str, level: int) -> QuerySet[Area]:
    """The areas of a level in a version, by name: what it calls by a code of this level; places of level 3 have no version.

    `cod-2015` has 9 regions and 50 cercles, `cod-2021` 10 and 53, `loi-2023` 19 regions and no cercle.
    """
    if level == Area.Level.LOCALITY:
        return current_areas(level)
    code = version if isinstance(version, str) else version.code
    found = AreaCode.objects.filter(version__code=code, level=level)
    return Area.objects.filter(pk__in=found.values("area")).select_related("parent")


def version_for_long_series() -> AreaVersion:
    """The nine old regions: what is counted in new areas is summed up to them, which is nearly exact."""
    return AreaVersion.objects.get(use=AreaVersion.Use.LONG_SERIES)


def version_for_operations() -> AreaVersion:
    """The map of 2023: the approximate one, with its notice, until the official one is imported."""
    return AreaVersion.objects.get(use=AreaVersion.Use.OPERATIONS)


def versions() -> QuerySet[AreaVersion]:
    """The maps of areas that serve today, the oldest first: neither lists of places nor what was replaced."""
    mapped = Q(codes__level__lt=Area.Level.LOCALITY)
    return (
        AreaVersion.objects.filter(mapped, replaced_by__isnull=True).distinct().order_by("valid_from", "pk")
    )


def version_by_name(name: str) -> AreaVersion:
    """The version of this code, or of this year: 2015, 2021, or 2023 for the one that serves operations.

    Raises UnknownVersion, with the versions there are.
    """
    for version in versions():
        is_operations = version.use == AreaVersion.Use.OPERATIONS
        if name in (version.code, "2023" if is_operations else version.code.removeprefix("cod-")):
            return version
    replaced = AreaVersion.objects.filter(code=name, replaced_by__isnull=False).select_related("replaced_by")
    if (old := replaced.first()) is not None:
        raise UnknownVersion(
            _("La version %(version)s est remplacée par %(new)s.")
            % {"version": name, "new": old.replaced_by.code}  # type: ignore[union-attr]
        )
    raise UnknownVersion(
        _("Version inconnue : %(version)s. Versions : %(known)s.")
        % {"version": name or "—", "known": ", ".join(version.code for version in versions())}
    )


def area_of_reference(reference: str) -> Area:
    """The area of `cod-2021:ML0501`. Raises UnknownArea: a bare P-code is refused."""
    version, colon, code = reference.partition(":")
    return area_by_code(version, code) if colon else area_by_code("", reference)


def reference_of(area: Area) -> str:
    """The one reference of an area, in the version that it belongs to: Bafoulabé is cod-2021:ML0101, also from cod-2015:ML0102."""
    codes = sorted(
        area.codes.select_related("version"), key=lambda code: (code.version_id != area.version_id, code.pk)
    )
    return f"{codes[0].version.code}:{codes[0].code}"


def references(version: AreaVersion) -> dict[int, str]:
    """`cod-2021:ML0501` for each area of the version, by its id; one query."""
    codes = AreaCode.objects.filter(version=version)
    return {area: f"{version.code}:{code}" for area, code in codes.values_list("area_id", "code")}


def comparison_limits(version: AreaVersion) -> dict[int, str]:
    """Why an area of the version may not be compared with what it was or became, by its id; two queries."""
    links = AreaLink.objects.exclude(limit="").filter(
        Q(from_area__codes__version=version) | Q(to_area__codes__version=version)
    )
    ours = set(AreaCode.objects.filter(version=version).values_list("area_id", flat=True))
    ends = links.values_list("from_area_id", "to_area_id", "limit")
    return {end: limit for *pair, limit in ends for end in pair if end in ours}


def area_by_code(version: str, code: str) -> Area:
    """The area that a version (`cod-2015`, `cod-2021`, `geonames`) calls by this code.

    A code of 2015 names the current area where the two are the same, else the former area.
    Raises UnknownArea: a P-code without its version is refused, since most codes changed meaning.
    """
    if not version:
        raise UnknownArea(
            _(
                "Le code %(code)s n’a de sens qu’avec sa version : 42 des 50 codes de cercle de 2015 désignent "
                "un autre cercle en 2021. Écrivez par exemple cod-2021:%(code)s."
            )
            % {"code": code}
        )
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
    """The current areas that a former area became, each with its share (the shares sum to 1)."""
    current = AreaLink.objects.filter(from_area=area, to_area__version__current=True)
    links = current.select_related("to_area").order_by("to_area")
    return [(link.to_area, link.weight) for link in links]
