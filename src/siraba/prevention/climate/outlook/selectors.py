"""Reading what was computed, always for an actor: figures about places, the same for every reader."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.geography.models import Area
from siraba.prevention.climate.observations.models import Indicator, Observation
from siraba.prevention.climate.observations.rules import reads
from siraba.prevention.climate.observations.selectors import Lack, indicators_open_to, places_without
from siraba.prevention.climate.outlook.models import BacktestRun, Forecast, Scenario

# A run that has not ended by then was cut off: another may be asked for
CUT_OFF = timedelta(hours=6)


def waiting(indicator: Indicator) -> BacktestRun | None:
    """The back-test of an indicator that waits or runs."""
    since = timezone.now() - CUT_OFF
    rows = BacktestRun.objects.filter(indicator=indicator, made_at__isnull=True, failed=False)
    return rows.filter(asked_at__gt=since).first()


def last_run(actor: Actor, indicator: Indicator) -> BacktestRun | None:
    """The last back-test of the indicator that was carried out."""
    rows = BacktestRun.objects.filter(indicator=indicator, made_at__isnull=False)
    return rows.order_by("-made_at", "-pk").first() if reads(actor) else None


@dataclass(frozen=True)
class State:
    """An indicator in the list: how much is known of it, its last back-test if there is one, and whether one runs."""

    indicator: Indicator
    places: int
    values: int
    run: BacktestRun | None
    going: bool


def states(actor: Actor) -> list[State]:
    """The indicators that are observed somewhere, by label."""
    observed = Exists(Observation.objects.filter(indicator=OuterRef("pk")))
    indicators = list(indicators_open_to(actor).filter(observed).order_by("label", "pk"))
    counts = {
        row["indicator"]: (row["places"], row["n"])
        for row in Observation.objects.filter(indicator__in=indicators)
        .order_by()
        .values("indicator")
        .annotate(places=Count("place", distinct=True), n=Count("pk"))
    }
    runs = BacktestRun.objects.filter(indicator__in=indicators)
    latest = runs.filter(made_at__isnull=False).order_by().values("indicator").annotate(last=Max("made_at"))
    moments = {row["indicator"]: row["last"] for row in latest}
    done = {one.indicator_id: one for one in runs.filter(made_at__in=moments.values()).defer("table")}
    since = timezone.now() - CUT_OFF
    going = set(
        runs.filter(made_at__isnull=True, failed=False, asked_at__gt=since).values_list(
            "indicator", flat=True
        )
    )
    return [State(one, *counts[one.pk], done.get(one.pk), one.pk in going) for one in indicators]


def forecasts_of(actor: Actor, run: BacktestRun) -> QuerySet[Forecast]:
    rows = run.forecasts.select_related("place")
    return rows if reads(actor) else rows.none()


def lacks_of(actor: Actor, indicator: Indicator) -> list[Lack]:
    """The cercles without enough data, of the version of the map on which the indicator is observed; none for a country's."""
    area = (
        Observation.objects.filter(indicator=indicator, place__area__level=Area.Level.CERCLE)
        .select_related("place__area__version")
        .first()
    )
    if area is None or area.place.area is None:
        return []
    return places_without(actor, indicator, area.place.area.version)


def scenarios_open_to(actor: Actor) -> QuerySet[Scenario]:
    rows = Scenario.objects.select_related("indicator", "author")
    return rows if reads(actor) else rows.none()


def scenario_for(actor: Actor, pk: int) -> Scenario:
    """Raises NotVisible."""
    found = scenarios_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
