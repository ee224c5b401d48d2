"""Totals by area, read in another version of the map: the declared place stays what it was.

What goes whole to one area is added there; what was split is shared by the weights of the links and marked estimated.
Decimals are exact, so a total never changes. Only for what may be added (persons, acts, km², FCFA): not for rates or means,
and never for rules about small counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from fractions import Fraction

from django.utils.translation import gettext as _

from siraba.foundation.geography.models import Area, AreaCode, AreaLink, AreaVersion
from siraba.foundation.geography.names import name_key
from siraba.foundation.geography.weights import largest_remainder

# Enough figures for any sum of totals; one that would need more is refused rather than rounded
EXACT = Context(prec=400, traps=[Inexact, InvalidOperation])


class NotConvertible(ValueError):
    """The area has no counterpart in the version, or the total is not a number."""


@dataclass(frozen=True)
class Line:
    """What an area of the version has; `estimated` where a part of something was taken, `limit` where it compares badly."""

    area: Area
    value: Decimal
    estimated: bool = False
    limit: str = ""


@dataclass(frozen=True)
class Converted:
    to: AreaVersion
    lines: list[Line]

    @property
    def total(self) -> Decimal:
        return exact_sum(line.value for line in self.lines)

    @property
    def estimated(self) -> bool:
        return any(line.estimated for line in self.lines)

    def whole(self) -> "Converted":
        """The same in whole numbers that sum to the same total, by largest remainder: for persons.

        Raises ValueError when the total is not whole.
        """
        values = [Fraction(line.value) for line in self.lines]
        if self.total != self.total.to_integral_value():
            raise ValueError(str(self.total))
        shares = largest_remainder(values, int(self.total))
        lines = [
            Line(line.area, Decimal(share), line.estimated, line.limit)
            for line, share in zip(self.lines, shares, strict=True)
        ]
        return Converted(self.to, lines)


@dataclass(frozen=True)
class Step:
    """Where a part of an area's total goes."""

    area: Area
    weight: Decimal
    limit: str = ""


@dataclass
class Conversion:
    """The way from any area to the areas of a version at a level (1 region, 2 cercle); three queries for any number of totals.

    An area that the version knows at a wider level only, without weights, stays whole there: its parts are not known.
    """

    to: AreaVersion
    level: int
    _codes: dict[int, tuple[Area, int]] = field(init=False)
    _links: dict[int, list[tuple[int, Decimal, str]]] = field(init=False)

    def __post_init__(self) -> None:
        codes = AreaCode.objects.filter(version=self.to).select_related("area")
        self._codes = {code.area_id: (code.area, code.level) for code in codes}
        self._links = defaultdict(list)
        links = AreaLink.objects.filter(to_area__codes__version=self.to).order_by("pk")
        for start, end, weight, limit in links.values_list("from_area", "to_area", "weight", "limit"):
            self._links[start].append((end, weight, limit))
        self._parents = dict(Area.objects.values_list("pk", "parent_id"))

    def steps(self, area: Area) -> list[Step]:
        """Where the total of an area goes; the weights sum to 1. Raises NotConvertible."""
        at: int | None = area.pk
        while at is not None:
            for level in range(self.level, -1, -1):
                if steps := self._at(at, level):
                    return steps
            at = self._parents.get(at)
        raise NotConvertible(
            _("%(area)s n’a pas de correspondance dans la version %(version)s.")
            % {"area": area.name, "version": self.to.code}
        )

    def _at(self, area: int, level: int) -> list[Step]:
        found, own = self._codes.get(area, (None, None))
        if found is not None and own == level:
            return [Step(found, Decimal(1))]
        links = [link for link in self._links.get(area, ()) if self._codes[link[0]][1] == level]
        if sum(weight for _end, weight, _limit in links) != 1:
            return []
        return [Step(self._codes[end][0], weight, limit) for end, weight, limit in links]

    def of(self, totals: Mapping[Area, Decimal | int]) -> Converted:
        """The totals by area of the version, in the order of names. Raises NotConvertible."""
        values: dict[Area, Decimal] = defaultdict(Decimal)
        estimated, limits = set(), {}
        with localcontext(EXACT):
            for area, total in totals.items():
                if not isinstance(total, Decimal | int) or not Decimal(total).is_finite():
                    raise NotConvertible(
                        _("%(value)s n’est pas un total (%(area)s).") % {"value": total, "area": area.name}
                    )
                for step in self.steps(area):
                    values[step.area] += total * step.weight
                    if step.weight < 1:
                        estimated.add(step.area)
                    if step.limit:
                        limits[step.area] = step.limit
        return Converted(
            self.to,
            [
                Line(area, values[area], area in estimated, limits.get(area, ""))
                for area in sorted(values, key=lambda area: (name_key(area.name), area.pk))
            ],
        )


def convert(totals: Mapping[Area, Decimal | int], to: AreaVersion, level: int | None = None) -> Converted:
    """The totals in the areas of another version, at the level given, else at the finest of the totals.

    Raises NotConvertible. For many periods, make one `Conversion` and use its `of`.
    """
    finest = min(max((area.level for area in totals), default=Area.Level.REGION), Area.Level.CERCLE)
    return Conversion(to, finest if level is None else level).of(totals)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum of Decimals, to the last figure."""
    with localcontext(EXACT):
        return sum(values, Decimal(0))
