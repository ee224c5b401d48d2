"""Reading what was observed, always for an actor. What a reader of the category may see is the same for all: figures about places."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Avg, Count, Max, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.geography.models import Area, AreaVersion
from siraba.prevention.climate.observations.models import (
    Edition,
    Incident,
    Indicator,
    Observation,
    Place,
    Source,
    Taking,
    UnplacedName,
)
from siraba.prevention.climate.observations.rules import reads

FEWEST_POINTS = 5
LEAST_COVER = 0.6


class Point(NamedTuple):
    """A value over a period (both days included). `known_on`: the first day on which anybody could have known it."""

    start: date
    end: date
    value: float
    cover: float | None
    known_on: date


@dataclass
class Series:
    """The values of one indicator at one place, in order of time."""

    place: Place
    points: list[Point] = field(default_factory=list)


class Period(NamedTuple):
    start: date
    end: date
    places: int


class Lack(NamedTuple):
    """An area without enough data. `state`: none (no value), few (under 5 values) or thin (mean cover under 0.6)."""

    area: Area
    state: str
    points: int
    cover: float | None


def _for(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if reads(actor) else rows.none()


def indicators_open_to(actor: Actor) -> QuerySet[Indicator]:
    """All of them for a reader, with their source and what they are derived from."""
    return _for(actor, Indicator.objects.select_related("source", "derived_from__source"))


def indicator_for(actor: Actor, code: str) -> Indicator:
    """Raises NotVisible."""
    return _one(indicators_open_to(actor), code=code)


def series(actor: Actor, indicator_code: str, places: Collection[Place] | None = None) -> list[Series]:
    """The series of an indicator by place, in the order of places' names; of these places alone when they are given.

    An unknown code has no series.
    """
    rows = _for(actor, Observation.objects.filter(indicator__code=indicator_code))
    if places is not None:
        rows = rows.filter(place__in=places)
    found: dict[int, Series] = {}
    delays = _delays(indicator_code)
    own = delays.get(None, 0)
    for one in rows.select_related("place", "edition").order_by("place__name", "place_id", "start"):
        source = one.edition.source_id if one.edition else None
        known = one.end + timedelta(days=delays.get(source, own))
        line = found.setdefault(one.place_id, Series(one.place))
        line.points.append(Point(one.start, one.end, one.value, one.cover, known))
    return list(found.values())


def _delays(code: str) -> dict[int | None, int]:
    """Days of delay by source; under None those of the indicator itself, or of what it is computed from."""
    delays: dict[int | None, int] = dict(Source.objects.values_list("pk", "delay_days"))
    row = Indicator.objects.filter(code=code).values_list("source", "derived_from__source").first()
    for source in row or ():
        if source is not None:
            delays.setdefault(None, delays[source])
    return delays


def observations_of(actor: Actor, indicator_code: str, start: date, end: date) -> list[Observation]:
    """The latest value of each place that lies within these days (both included), with place, area and edition."""
    rows = _for(
        actor,
        Observation.objects.filter(indicator__code=indicator_code, start__gte=start, end__lte=end),
    )
    latest = {one.place_id: one for one in rows.select_related(*WHOLE).order_by("start", "pk")}
    return sorted(latest.values(), key=lambda one: (one.place.name, one.place_id))


WHOLE = ("place__area__parent", "place__area__version", "edition__source")


def periods_of(actor: Actor, indicator: Indicator) -> list[Period]:
    """The periods that have a value, the first one first, with how many places have one."""
    rows = _for(actor, Observation.objects.filter(indicator=indicator)).order_by("start", "end")
    return [Period(*row) for row in rows.values_list("start", "end").annotate(n=Count("pk"))]


def places_without(actor: Actor, indicator: Indicator, version: AreaVersion) -> list[Lack]:
    """The cercles of a version of the map that have not enough data of an indicator to say anything, by name."""
    if not reads(actor):
        return []
    known = {
        row["place__area"]: (row["points"], row["mean"])
        for row in Observation.objects.filter(indicator=indicator, place__area__isnull=False)
        .values("place__area")
        .annotate(points=Count("pk"), mean=Avg("cover"))
        .order_by()
    }
    cercles = (
        Area.objects.filter(codes__version=version, level=Area.Level.CERCLE)
        .select_related("parent")
        .order_by("name", "pk")
    )
    lacks = (Lack(area, *_state(*known.get(area.pk, (0, None)))) for area in cercles)
    return [one for one in lacks if one.state]


def _state(points: int, cover: float | None) -> tuple[str, int, float | None]:
    if not points:
        return "none", 0, None
    if points < FEWEST_POINTS:
        return "few", points, cover
    return ("thin" if cover is not None and cover < LEAST_COVER else ""), points, cover


def incidents(actor: Actor, start: date, end: date, source: str) -> QuerySet[Incident]:
    """The recorded incidents of a source (its code) between two days, both included, the first one first."""
    rows = Incident.objects.filter(source__code=source, happened_on__range=(start, end))
    return _for(actor, rows).select_related("route", "edition").order_by("happened_on", "pk")


def observations_open_to(actor: Actor) -> QuerySet[Observation]:
    return _for(actor, Observation.objects.select_related("indicator", *WHOLE))


def places_open_to(actor: Actor) -> QuerySet[Place]:
    return _for(actor, Place.objects.select_related("area__parent", "area__version"))


def place_for(actor: Actor, pk: int) -> Place:
    """Raises NotVisible."""
    return _one(places_open_to(actor), pk=pk)


def sources_open_to(actor: Actor) -> QuerySet[Source]:
    return _for(actor, Source.objects.all())


def editions_open_to(actor: Actor) -> QuerySet[Edition]:
    return _for(actor, Edition.objects.select_related("source", "taken_by"))


def edition_for(actor: Actor, pk: int) -> Edition:
    """Raises NotVisible."""
    return _one(editions_open_to(actor), pk=pk)


def names_open_to(actor: Actor) -> QuerySet[UnplacedName]:
    """The queue of names, for whoever reads; only the keepers settle them."""
    return _for(actor, UnplacedName.objects.select_related("source", "version", "area", "settled_by"))


def name_for(actor: Actor, pk: int) -> UnplacedName:
    """Raises NotVisible."""
    return _one(names_open_to(actor), pk=pk)


def takings_open_to(actor: Actor) -> QuerySet[Taking]:
    """The files that the actor handed in, without their content."""
    return _for(
        actor,
        Taking.objects.filter(asked_by=actor.account_id).select_related("edition__source").defer("content"),
    )


def taking_for(actor: Actor, pk: int) -> Taking:
    """Raises NotVisible."""
    return _one(takings_open_to(actor), pk=pk)


def stale_sources(actor: Actor) -> list[Source]:
    """The sources whose last edition was obtained more than CLIMATE_STALE_DAYS ago, the oldest first."""
    limit = timezone.localdate() - timedelta(days=settings.CLIMATE_STALE_DAYS)
    rows = sources_open_to(actor).annotate(latest=Max("editions__retrieved_on"))
    return list(rows.filter(latest__lt=limit).order_by("latest", "pk"))


def beside(indicator: Indicator) -> list[Indicator]:
    """What stands beside a value: the raw one beside a derived one, and the derived ones beside a raw one."""
    if indicator.derived_from is not None:
        return [indicator.derived_from]
    return list(indicator.derived.order_by("pk"))


@dataclass
class Line:
    """An observation, with those of other indicators at the same place and start (None where there is none)."""

    observation: Observation
    others: list[tuple[Indicator, Observation | None]]

    @property
    def edition(self) -> Edition | None:
        """Of the raw value where this one is computed."""
        own = (self.observation, *(other for _indicator, other in self.others))
        return next((one.edition for one in own if one is not None and one.edition is not None), None)


def lines(actor: Actor, rows: Collection[Observation], others: Collection[Indicator]) -> list[Line]:
    """The rows with what stands beside them, in one more query."""
    if not rows or not others:
        return [Line(row, []) for row in rows]
    found = {
        (one.indicator_id, one.place_id, one.start): one
        for one in observations_open_to(actor).filter(
            indicator__in=others,
            place__in={row.place_id for row in rows},
            start__range=(min(row.start for row in rows), max(row.start for row in rows)),
        )
    }
    return [
        Line(row, [(other, found.get((other.pk, row.place_id, row.start))) for other in others])
        for row in rows
    ]


class Holding(NamedTuple):
    """How much there is of an indicator."""

    indicator: Indicator
    values: int
    places: int
    first: date | None
    last: date | None


def holdings(actor: Actor) -> list[Holding]:
    """Every indicator with how much there is of it."""
    found = {
        row["indicator"]: row
        for row in observations_open_to(actor)
        .order_by()
        .values("indicator")
        .annotate(n=Count("pk"), p=Count("place", distinct=True), first=Min("start"), last=Max("end"))
    }
    empty: dict[str, Any] = {"n": 0, "p": 0, "first": None, "last": None}
    held = [(one, found.get(one.pk, empty)) for one in indicators_open_to(actor)]
    return [Holding(one, row["n"], row["p"], row["first"], row["last"]) for one, row in held]


def latest_of_place(actor: Actor, place: Place) -> list[Observation]:
    """The last value of each indicator at a place."""
    rows = observations_open_to(actor).filter(place=place)
    newest = rows.filter(indicator=OuterRef("indicator")).order_by("-start").values("pk")[:1]
    return list(rows.filter(pk=Subquery(newest)).order_by("indicator__label"))


def _one(rows: QuerySet[Any], **said: Any) -> Any:
    found = rows.filter(**said).first()
    if found is None:
        raise NotVisible
    return found
