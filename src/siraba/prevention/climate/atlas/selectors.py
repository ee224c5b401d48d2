"""What a map reads: an indicator, on a level of a version of the map, over its periods; always for an actor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any, TypeGuard

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.geography.models import Area, AreaCode, AreaVersion
from siraba.foundation.geography.names import name_key
from siraba.prevention.climate.atlas.classes import balanced_breaks, quantile_breaks
from siraba.prevention.climate.atlas.drawings import Drawing, drawing_of
from siraba.prevention.climate.atlas.looks import Look, look_of, period_label
from siraba.prevention.climate.observations.models import Indicator, Observation, Place
from siraba.prevention.climate.observations.selectors import (
    LEAST_COVER,
    editions_open_to,
    indicators_open_to,
    observations_open_to,
    places_open_to,
)

LEVELS = (Area.Level.REGION, Area.Level.CERCLE)
Value = int | None | bool
NOTHING, THIN = None, False  # no observation; one that covers too little of the area


@dataclass(frozen=True)
class Layer:
    """A level of a version of the map that has a drawing."""

    version: AreaVersion
    level: int
    drawing: Drawing

    @property
    def key(self) -> str:
        return f"{self.version.code}-{self.level}"

    @property
    def label(self) -> str:
        words = {
            Area.Level.REGION: _("Régions – %(version)s"),
            Area.Level.CERCLE: _("Cercles – %(version)s"),
        }
        return words[Area.Level(self.level)] % {"version": self.version.label}


@dataclass(frozen=True)
class Period:
    start: date
    end: date
    label: str

    @property
    def key(self) -> str:
        return self.start.isoformat()


@dataclass(frozen=True)
class Field:
    """The values of an indicator on a layer, in whole steps of the last decimal shown.

    `names` by code. `columns` holds, for each period in order, one value for each area in the order of `codes`: None where nothing was
    observed, False where what was observed covers less than `LEAST_COVER` of the area.
    """

    indicator: Indicator
    layer: Layer
    look: Look
    periods: Sequence[Period]
    codes: Sequence[str]
    names: Mapping[str, str]
    columns: Sequence[Sequence[Value]]

    def column(self, period: Period) -> Sequence[Value]:
        return self.columns[self.periods.index(period)]

    @cached_property
    def undrawn(self) -> list[str]:
        """The names of the areas that have values and no shape: they stand in the table alone."""
        return [self.names[code] for code in self.codes if code not in self.layer.drawing.shapes]

    @cached_property
    def known(self) -> list[int]:
        return [value for column in self.columns for value in column if is_known(value)]

    @cached_property
    def breaks(self) -> list[int]:
        """One set for all the periods, so that a colour means the same in each."""
        if self.look.breaks:
            scale = 10**self.look.decimals
            return [round(value * scale) for value in self.look.breaks]
        return balanced_breaks(self.known) if self.look.two_ways else quantile_breaks(self.known)

    @cached_property
    def difference_breaks(self) -> list[int]:
        """For one period less another: how far the values usually lie from their middle."""
        middle = round(median(self.known)) if self.known else 0
        return balanced_breaks(value - middle for value in self.known)


def is_known(value: Value) -> TypeGuard[int]:
    return value is not NOTHING and value is not THIN


def less(one: Value, other: Value) -> Value:
    """The difference of two values, of the reason why there is none."""
    if is_known(one) and is_known(other):
        return one - other
    return other if is_known(one) else one


def _areas_open_to(actor: Actor) -> QuerySet[Observation]:
    return observations_open_to(actor).filter(place__kind=Place.Kind.AREA)


def mapped_indicators(actor: Actor) -> QuerySet[Indicator]:
    """Those that have a value in an area, by label."""
    found = _areas_open_to(actor).order_by().values("indicator")
    return indicators_open_to(actor).filter(pk__in=found).order_by("label")


def layers_of(actor: Actor, indicator: Indicator) -> list[Layer]:
    """The layers on which the indicator has values, the current version first, cercles before regions."""
    found = _areas_open_to(actor).filter(indicator=indicator).order_by().values("place")
    by_version: dict[str, set[str]] = {}
    for code in places_open_to(actor).filter(pk__in=found).values_list("code", flat=True):
        version, _colon, pcode = code.partition(":")
        by_version.setdefault(version, set()).add(pcode)
    levels: dict[str, set[int]] = {}
    for version, code, level in AreaCode.objects.filter(version__code__in=by_version).values_list(
        "version__code", "code", "level"
    ):
        if code in by_version[version]:
            levels.setdefault(version, set()).add(level)
    versions = AreaVersion.objects.filter(code__in=levels).order_by("-current", "-valid_from", "code")
    return [
        Layer(version, level, drawing)
        for version in versions
        for level in reversed(LEVELS)
        if level in levels[version.code] and (drawing := drawing_of(version, level))
    ]


def field_of(actor: Actor, indicator: Indicator, layer: Layer) -> Field:
    """All the values of the indicator on the layer, in two queries. Raises NotVisible when there is none."""
    names = _names_on(layer)
    rows = (
        _areas_open_to(actor)
        .filter(indicator=indicator, place__code__startswith=f"{layer.version.code}:")
        .order_by()
        .values_list("place__code", "start", "end", "value", "cover")
    )
    inside: list[tuple[Any, ...]] = [(place.partition(":")[2], *row) for place, *row in rows]
    inside = [row for row in inside if row[0] in names]
    if not inside:
        raise NotVisible
    shown = {code: shape.name for code, shape in layer.drawing.shapes.items()}
    shown |= {code: names[code] for code, *_row in inside if code not in shown}
    return _laid_out(indicator, layer, shown, inside)


def _names_on(layer: Layer) -> dict[str, str]:
    """The areas of the level by code: a stand-in of the drawing, such as a region among cercles, is none of them."""
    rows = AreaCode.objects.filter(version=layer.version, level=layer.level)
    return dict(rows.values_list("code", "area__name"))


def _laid_out(
    indicator: Indicator, layer: Layer, names: Mapping[str, str], rows: Iterable[tuple[Any, ...]]
) -> Field:
    codes = sorted(names, key=lambda code: (name_key(names[code]), code))
    look, number = look_of(indicator), {code: place for place, code in enumerate(codes)}
    columns: dict[date, list[Value]] = {}
    ends: dict[date, date] = {}
    for code, start, end, value, cover in rows:
        ends[start] = max(end, ends.get(start, end))
        enough = cover is None or cover >= LEAST_COVER
        column = columns.setdefault(start, [NOTHING] * len(codes))
        column[number[code]] = look.steps(value) if enough else THIN
    starts = sorted(columns)
    periods = [Period(one, ends[one], period_label(indicator.frequency, one, ends[one])) for one in starts]
    return Field(indicator, layer, look, periods, codes, names, [columns[one] for one in starts])


def raw_of(actor: Actor, field: Field) -> Field | None:
    """The raw values beside a computed indicator, on the same layer and periods; None for what is itself observed."""
    raw = field.indicator.derived_from
    if raw is None:
        return None
    try:
        found = field_of(actor, raw, field.layer)
    except NotVisible:
        return None
    number = {code: place for place, code in enumerate(found.codes)}
    by_start = {period.start: column for period, column in zip(found.periods, found.columns, strict=True)}
    columns = [
        [column[number[code]] if column and code in number else NOTHING for code in field.codes]
        for period in field.periods
        for column in [by_start.get(period.start)]
    ]
    return Field(raw, field.layer, found.look, field.periods, field.codes, field.names, columns)


@dataclass(frozen=True)
class Origin:
    """Where the values come from: what the map prints of its source."""

    title: str
    licence: str
    attribution: str
    obtained_on: date | None


def origin_of(actor: Actor, field: Field) -> Origin | None:
    """The source of the indicator, or of what it is computed from, and the day its latest edition was obtained."""
    one: Indicator | None = field.indicator
    while one is not None and one.source_id is None:
        one = one.derived_from
    if one is None or one.source is None:
        return None
    day = editions_open_to(actor).filter(source=one.source).aggregate(day=Max("retrieved_on"))["day"]
    return Origin(one.source.title, one.source.licence, one.source.attribution, day)
