"""Back-tests carried out: by the timer when somebody asked, or by `siraba climate outlook`; never inside a request."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from siraba.prevention.climate.observations.models import Indicator
from siraba.prevention.climate.outlook import engine
from siraba.prevention.climate.outlook.actions import HORIZONS, keep_backtest
from siraba.prevention.climate.outlook.models import BacktestRun
from siraba.prevention.climate.outlook.observed import series_of, with_rain

Progress = Callable[[int, int], None]


def run_asked() -> int:
    """Carry out the back-tests that wait; how many."""
    asked = BacktestRun.objects.filter(started_at__isnull=True, failed=False).order_by("asked_at", "pk")
    return sum(carry_out(run) for run in list(asked.select_related("indicator")))


def run_for(indicators: Iterable[Indicator], progress: Progress | None = None) -> list[BacktestRun]:
    """A new back-test of each of these indicators, at once."""
    runs = []
    for indicator in indicators:
        run = BacktestRun.objects.create(indicator=indicator, horizon=HORIZONS[indicator.frequency])
        if carry_out(run, progress):
            runs.append(run)
    return runs


def carry_out(run: BacktestRun, progress: Progress | None = None) -> bool:
    """Whether it was this process that did it. A fault leaves the run failed, and is raised."""
    with transaction.atomic():
        held = BacktestRun.objects.select_for_update().get(pk=run.pk)
        if held.started_at is not None:
            return False
        held.started_at = timezone.now()
        held.save()
    run.started_at = held.started_at
    try:
        series = with_rain(run.indicator, series_of(run.indicator))
        run.total = len(series)
        frequency = run.indicator.frequency
        ladder = engine.backtest(series, run.horizon, frequency, _told(run, progress))
        found = engine.forecast(series, run.horizon, ladder.shown, frequency) if ladder.shown else []
        keep_backtest(None, run, ladder, found)
    except BaseException:
        BacktestRun.objects.filter(pk=run.pk).update(failed=True)
        raise
    return True


def _told(run: BacktestRun, progress: Progress | None) -> Progress:
    def tell(done: int, total: int) -> None:
        BacktestRun.objects.filter(pk=run.pk).update(done=done, total=total)
        if progress:
            progress(done, total)

    return tell
