"""What may be asked of the outlook. Each act: the right, the state, the saving, the line of the journal."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.audit.journal import action, record
from siraba.prevention.climate.observations.models import Indicator
from siraba.prevention.climate.outlook.conditional import conditional
from siraba.prevention.climate.outlook.engine import Ladder, Quantiles, Series
from siraba.prevention.climate.outlook.models import BacktestRun, Forecast, Scenario, Verdict
from siraba.prevention.climate.outlook.observed import SPI, homes_of, series_of, values_by_day
from siraba.prevention.climate.outlook.selectors import waiting

CONFLICTS = "conflicts"
# Steps ahead that an indicator is looked at: a quarter of months, one season, one year
HORIZONS = {"day": 7, "month": 3, "season": 1, "year": 1}


@action
def ask_backtest(actor: Actor, indicator: Indicator) -> BacktestRun:
    """Have the indicator tried on its past at the next turn of the timer. Raises StateNotOpen while one waits or runs."""
    check_right(actor, "ask_backtest", indicator)
    if waiting(indicator) is not None:
        raise StateNotOpen(_("Un essai de cet indicateur est déjà demandé ou en cours."))
    made = BacktestRun.objects.create(
        indicator=indicator, horizon=HORIZONS[indicator.frequency], by_id=actor.account_id
    )
    record(actor, "ask_backtest", made.code, indicator=indicator.code)
    return made


@action
def keep_backtest(actor: None, run: BacktestRun, ladder: Ladder, quantiles: list[Quantiles]) -> None:
    """Write down what a back-test found, with the forecast of the step that may be shown."""
    run.table, run.shown = ladder.table, ladder.shown
    run.verdict = (
        Verdict.NOT_ENOUGH if not ladder.shown else Verdict.MODEL if ladder.gains else Verdict.LAST_VALUE
    )
    run.made_at, run.done = timezone.now(), run.total
    with transaction.atomic():
        run.save()
        Forecast.objects.bulk_create(
            Forecast(
                run=run,
                place_id=one.place,
                start=one.start,
                q10=one.q10,
                q50=one.q50,
                q90=one.q90,
                method=run.shown,
            )
            for one in quantiles
        )
    record(actor, "keep_backtest", run.code, indicator=run.indicator.code, verdict=run.verdict)


@action
def run_scenario(
    actor: Actor,
    *,
    name: str,
    indicator: Indicator,
    spi: float | None = None,
    conflict: float | None = None,
) -> Scenario:
    """What the indicator would be under a rain (SPI) and a change of conflict in per cent; what is None is not looked at.

    Raises:
        Invalid: nothing is set, the indicator is itself an input, or it has no series.
    """
    check_right(actor, "run_scenario", indicator)
    if spi is None and conflict is None:
        raise Invalid(_("Donnez au moins une hypothèse : la pluie ou les conflits."), "spi")
    if indicator.code in (*SPI, CONFLICTS):
        raise Invalid(_("Cet indicateur est lui-même une hypothèse : choisissez-en un autre."), "indicator")
    series = [one for one in series_of(indicator) if len(one.points) > 1]
    if not series:
        raise Invalid(_("Cet indicateur n’a encore aucune série : chargez ses données d’abord."), "indicator")
    found = conditional(
        series,
        unit=indicator.unit,
        homes=homes_of(one.place for one in series),
        **_inputs(spi, conflict, series),
    )
    said = {name: value for name, value in (("spi", spi), ("conflict", conflict)) if value is not None}
    made = Scenario.objects.create(
        name=name,
        indicator=indicator,
        inputs=said,
        result=found.told(),
        enough=found.enough,
        extrapolated=found.extrapolated,
        author_id=actor.account_id,
    )
    record(actor, "run_scenario", made.code, indicator=indicator.code, inputs=said)
    return made


def _inputs(spi: float | None, conflict: float | None, series: list[Series]) -> dict[str, Any]:
    """Each input with what was observed of it; of the SPI, the scale that is there."""
    inputs: dict[str, Any] = {}
    if spi is not None:
        inputs["spi"] = (spi, _observed(*SPI))
    if conflict is not None:
        inputs["conflict"] = (conflict, _observed(CONFLICTS))
    return inputs


def _observed(*codes: str):
    known = {one.code: one for one in Indicator.objects.filter(code__in=codes)}
    return next((values_by_day(known[code]) for code in codes if code in known), {})
