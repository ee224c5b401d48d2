"""Series for the computing, which nobody in particular reads: values in order, of measures that cover their place."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q

from siraba.prevention.climate.observations.models import Indicator, Observation, Place, Source
from siraba.prevention.climate.observations.selectors import LEAST_COVER
from siraba.prevention.climate.outlook.engine import Point, Series

SPI = ("spi-3", "spi-12")
CLIMATE = (
    *("rain-mm", "rain-anomaly", "temperature-anomaly", "precipitation-year", "river-level"),
    *SPI,
)


def series_of(indicator: Indicator) -> list[Series]:
    """By place, in the order of places' names."""
    rows = Observation.objects.filter(indicator=indicator)
    rows = rows.filter(Q(cover__isnull=True) | Q(cover__gte=LEAST_COVER))
    delays: dict[int | None, int] = dict(Source.objects.values_list("pk", "delay_days"))
    own = _delay(indicator)
    found: dict[int, Series] = {}
    columns = ("place", "place__name", "start", "end", "value", "edition__source")
    for place, name, start, end, value, source in rows.order_by("place__name", "place", "start").values_list(
        *columns
    ):
        known = end + timedelta(days=delays.get(source, own))
        found.setdefault(place, Series(place, name, [])).points.append(Point(start, end, value, known))
    return list(found.values())


def _delay(indicator: Indicator) -> int:
    while indicator.source is None and indicator.derived_from is not None:
        indicator = indicator.derived_from
    return indicator.source.delay_days if indicator.source else 0


def with_rain(indicator: Indicator, series: list[Series]) -> list[Series]:
    """The mean SPI of the twelve months before a value was known, beside it where the place has one; not of rain itself."""
    if indicator.code in CLIMATE:
        return series
    rain = (
        Indicator.objects.filter(code__in=SPI)
        .order_by("-code")
        .select_related("source", "derived_from")
        .first()
    )
    known = {one.place: one.points for one in series_of(rain)} if rain else {}
    for one in series:
        wet = known.get(one.place, [])
        one.points = [
            replace(point, covariates={"rain": mean})
            if (mean := _mean_before(wet, point.known_on)) is not None
            else point
            for point in one.points
        ]
    return series


def _mean_before(points: list[Point], day: date) -> float | None:
    """Over at least six months of the last twelve that were published by that day."""
    since = day - timedelta(days=400)
    values = [one.value for one in points if one.known_on <= day and one.start >= since][-12:]
    return sum(values) / len(values) if len(values) >= 6 else None


def homes_of(places: Iterable[int]) -> dict[int, int]:
    """The country that each of these areas lies in: all maps are of Mali."""
    mali = Place.objects.filter(kind=Place.Kind.COUNTRY, code="MLI").first()
    areas = Place.objects.filter(pk__in=list(places), kind=Place.Kind.AREA).values_list("pk", flat=True)
    return dict.fromkeys(areas, mali.pk) if mali else {}


def values_by_day(indicator: Indicator) -> dict[int, list[tuple[date, date, float]]]:
    """By place, (start, end, value), for what conditions a scenario."""
    return {one.place: [(p.start, p.end, p.value) for p in one.points] for one in series_of(indicator)}
