"""What was observed, as the rules take it: values in the order of their periods, with the day on which each was known."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from siraba.prevention.climate.observations.models import Indicator, Observation, Place, Source
from siraba.prevention.climate.observations.selectors import LEAST_COVER
from siraba.prevention.climate.warning.episodes import Value

# Days of one step; a gauge read by telephone is read about once a week
STEP_DAYS = {"day": 7, "month": 31, "season": 122, "year": 366}
KIND_OF = {"river-level": Place.Kind.GAUGE, "staple-price": Place.Kind.MARKET}


def usable(indicator: Indicator) -> QuerySet[Observation]:
    rows = Observation.objects.filter(indicator=indicator)
    return rows.filter(Q(cover__isnull=True) | Q(cover__gte=LEAST_COVER))


def delay_of(indicator: Indicator) -> int:
    """Days from the end of a period to the day on which its figure is known; a derived one waits for what it is made of."""
    source = indicator.source
    if source is None and indicator.derived_from is not None:
        return delay_of(indicator.derived_from)
    return source.delay_days if source else 0


def values_of(indicator: Indicator, places: Iterable[int] = ()) -> dict[int, list[Value]]:
    """By place, all values in order; of these places alone when some are named."""
    rows = usable(indicator)
    if wanted := list(places):
        rows = rows.filter(place__in=wanted)
    return _by_place(indicator, rows)


def last_values(indicator: Indicator) -> dict[int, Value]:
    """By place, the value of the last period."""
    rows = usable(indicator)
    latest = dict(rows.order_by().values_list("place").annotate(Max("start")))
    # A place whose series stopped sooner brings along the others' values of that day, which are left
    found = _by_place(indicator, rows.filter(start__in=set(latest.values())))
    return {place: values[-1] for place, values in found.items()}


def _by_place(indicator: Indicator, rows: QuerySet[Observation]) -> dict[int, list[Value]]:
    found: dict[int, list[Value]] = {}
    delays: dict[int | None, int] = dict(Source.objects.values_list("pk", "delay_days"))
    own = delay_of(indicator)
    columns = ("place", "start", "end", "value", "edition__source")
    for place, start, end, value, source in rows.order_by("start").values_list(*columns):
        known = end + timedelta(days=delays.get(source, own))
        found.setdefault(place, []).append(Value(start, end, value, known))
    return found


def is_fresh(indicator: Indicator, value: Value, today: date | None = None) -> bool:
    """Whether a value is recent enough to warn of: an old file that is loaded today announces nothing."""
    age = (today or timezone.localdate()) - value.known_on
    return age.days <= settings.WARNING_FRESH_STEPS * STEP_DAYS[indicator.frequency]


def places_of(indicator: Indicator) -> QuerySet[Place]:
    """Where the indicator is observed, or would be."""
    seen = Observation.objects.filter(indicator=indicator).values("place")
    return Place.objects.filter(Q(pk__in=seen) | Q(kind=KIND_OF.get(indicator.code, "")))
