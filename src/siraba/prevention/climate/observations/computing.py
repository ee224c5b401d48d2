"""The indicators that are computed from others, and those that the platform's own registers count."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date

from django.utils import timezone

from siraba.foundation.indicators import registered, safe_counts
from siraba.prevention.climate.observations import indices
from siraba.prevention.climate.observations.batches import batched
from siraba.prevention.climate.observations.models import Indicator, Observation
from siraba.prevention.climate.observations.placing import places_of_areas
from siraba.prevention.climate.observations.reading.values import month_before, month_of
from siraba.prevention.climate.observations.writing import AT_ONCE, Tally, Write, write_values

RAIN = "rain-mm"
SMALLEST_SHOWN = 5
# How far back the registers are counted anew each time: late entries come within months
MONTHS_BACK = 24
Progress = Callable[[int, int], None]
Derived = dict[str, tuple[Callable[[dict[date, float]], dict[date, float]], int]]

# Indicator → how it is computed from the rain of one place, and over how many months
FROM_RAIN: Derived = {
    "rain-anomaly": (indices.anomaly, 1),
    "spi-3": (lambda rain: indices.spi(rain, 3), 3),
    "spi-12": (lambda rain: indices.spi(rain, 12), 12),
}


def compute_all(progress: Progress | None = None) -> Tally:
    """Compute what is derived, and count the registers, within the caller's transaction."""
    tally = Tally()
    codes = dict(Indicator.objects.values_list("code", "pk"))
    rain = _rain()
    for done, (place, months) in enumerate(rain.items(), 1):
        _replace(place, list(_derived(place, months, codes)), codes, tally)
        if progress:
            progress(done, len(rain))
    _drop_orphans(rain, codes, tally)
    _count_registers(codes, tally)
    return tally


def _rain() -> dict[int, dict[date, tuple[float, float | None]]]:
    rows = Observation.objects.filter(indicator__code=RAIN).order_by("place_id", "start")
    found: dict[int, dict[date, tuple[float, float | None]]] = defaultdict(dict)
    for place, start, value, cover in rows.values_list("place_id", "start", "value", "cover").iterator():
        found[place][start] = (value, cover)
    return found


def _derived(
    place: int, months: dict[date, tuple[float, float | None]], codes: dict[str, int]
) -> Iterator[Write]:
    rain = {month: value for month, (value, _cover) in months.items()}
    covers = {month: cover for month, (_value, cover) in months.items()}
    for code, (compute, scale) in FROM_RAIN.items():
        for month, value in compute(rain).items():
            cover = indices.window_cover(covers, month, scale)
            yield Write((codes[code], place, month), month_of(month)[1], value, cover)


def _replace(place: int, writes: list[Write], codes: dict[str, int], tally: Tally) -> None:
    """Write what is computed, and take away what is no longer."""
    write_values(writes, None, tally)
    kept = {(one.key[0], one.key[2]) for one in writes}
    rows = Observation.objects.filter(place=place, indicator__in=[codes[code] for code in FROM_RAIN])
    gone = [
        pk
        for pk, indicator, start in rows.values_list("pk", "indicator_id", "start")
        if (indicator, start) not in kept
    ]
    _forget(gone, tally)


def _forget(gone: list[int], tally: Tally) -> None:
    for some in batched(gone, AT_ONCE):
        tally.changed += Observation.objects.filter(pk__in=some).delete()[0]


def _drop_orphans(rain: Collection[int], codes: dict[str, int], tally: Tally) -> None:
    rows = Observation.objects.filter(indicator__in=[codes[code] for code in FROM_RAIN])
    tally.changed += rows.exclude(place__in=list(rain)).delete()[0]


def _count_registers(codes: dict[str, int], tally: Tally) -> None:
    """The counts that houses offer, by month that has ended; what is hidden is not stored at all."""
    for one in registered():
        if one.code not in codes:
            continue
        start = month_before(timezone.localdate())
        writes = []
        for _ in range(MONTHS_BACK):
            first, last = month_of(start)
            counts = safe_counts(one.code, first, last, SMALLEST_SHOWN)
            places = places_of_areas(list(counts))
            writes += [
                Write((codes[one.code], places[area].pk, first), last, count, None)
                for area, count in counts.items()
            ]
            start = month_before(start)
        _replace_counts(codes[one.code], writes, month_of(start)[1], tally)


def _replace_counts(indicator: int, writes: list[Write], since: date, tally: Tally) -> None:
    write_values(writes, None, tally)
    kept = {one.key for one in writes}
    rows = Observation.objects.filter(indicator=indicator, start__gt=since)
    gone = [
        pk
        for pk, place, start in rows.values_list("pk", "place_id", "start")
        if (indicator, place, start) not in kept
    ]
    _forget(gone, tally)
