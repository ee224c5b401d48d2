"""The ladder: every step tried from rolling origins, and the one that may be shown. See README.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import numpy as np

from siraba.engines.forecasting.examples import LINEAR, LOG, Examples, Scale, build
from siraba.engines.forecasting.scoring import Losses, Score, Skill, losses, score, skill
from siraba.engines.forecasting.series import (
    BadSeries,
    Frequency,
    Panel,
    Progress,
    Series,
    State,
    after,
    panel,
)
from siraba.engines.forecasting.steps import (
    LAST_VALUE,
    STEPS,
    WITH_COVARIATES,
    Context,
    NotTried,
    climbed,
    one_thread,
)

ScaleName = Literal["auto", "log", "value"]
# Test periods when the first is not said: ten years, five years of months, ten snapshots; never more than half.
TESTED = {"year": 10, "month": 60, "snapshot": 10}
# Months between two fits of a model in a back-test; what is known still moves on at each month.
REFIT = {"year": 1, "month": 6, "snapshot": 1}
ENOUGH_TRAINING = 8
# Periods before the origin that are learnt from: how things are recorded changes (chosen on years before 2013).
LEARNT = {"year": 25, "month": 240, "snapshot": 100}
PLACEBOS = 3


@dataclass(frozen=True)
class Climbed:
    """One step of a ladder. `score` is None when the step could not be fitted. `why` is `shown`, or why it is not: `not_sure`,
    `not_better`, `placebo`, or the code of a step that was not tried.

    `gain` is the skill of covariates against the same step without them, `placebo` the best of those whose years are
    shuffled.
    """

    name: str
    score: Score | None
    by_area: Mapping[str, Score]
    shown: bool
    why: str
    gain: Skill | None = None
    placebo: float | None = None


@dataclass(frozen=True)
class Ladder:
    """What a back-test found.

    Attributes:
        horizon: periods ahead, from the origin.
        scale: `log` (log1p) or `value`, of the model and of the scores.
        steps: in order, from the last value up.
        states: of every place given, `ok` or why it is left out.
        rows: forecasts compared; 0 when there was too little to compare.
    """

    horizon: int
    frequency: Frequency
    scale: str
    first_test: date | None
    last_test: date | None
    steps: Sequence[Climbed]
    states: Mapping[str, State]
    rows: int

    def step(self, name: str) -> Climbed:
        return next(one for one in self.steps if one.name == name)


@dataclass(frozen=True)
class Quantiles:
    """A forecast of one place and period, in the unit of the values; `start` is None after a snapshot.

    Nothing is forecast (all None) when `state` is not `ok`.
    """

    place: str
    start: date | None
    lead: int
    q10: float | None
    q50: float | None
    q90: float | None
    last: float | None
    last_start: date | None
    state: State


@dataclass(frozen=True)
class Setting:
    """A back-test ready to run: rows, what to test, and the scale."""

    panel: Panel
    scale: Scale
    examples: Examples
    context: Context
    tested: np.ndarray
    counts: bool = field(default=False)


def backtest(
    series: Iterable[Series],
    horizon: int = 1,
    *,
    by_area: bool = False,
    first_test: date | None = None,
    scale: ScaleName = "auto",
    frequency: Frequency | None = None,
    seed: int = 0,
    only: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Ladder:
    """Try every step on past periods, each forecast from what was published at its origin.

    Args:
        series: of all places; those that have too little stand in `states` and are left out.
        horizon: periods ahead.
        by_area: whether each place is scored too.
        first_test: the first period forecast (by default the last ten years, sixty months or ten snapshots, half at most).
        scale: `auto` is log1p for counts of several places, else the values.
        only: names of steps, `last_value` always among them.
        progress: called with (done, total).

    Raises:
        BadSeries: what cannot be a series, a horizon under 1.
    """
    series = list(series)
    states = {one.place: one.state for one in series}
    table = panel(series, frequency)
    ready = prepare(table, horizon, scale, first_test)
    names = [
        name
        for name in climbed(table.season, ready.counts, bool(table.covariates))
        if only is None or name in only or name == LAST_VALUE
    ]
    rows = ready.examples.where(ready.tested)
    if not len(rows):
        return Ladder(horizon, table.frequency, ready.scale.name, None, None, [], states, 0)
    placebos = PLACEBOS * sum(name.endswith(WITH_COVARIATES) for name in names)
    work = _Work(progress, (len(names) + placebos) * len(_blocks(ready)))
    unit = _units(table, ready)[rows.place]
    groups = _groups(rows, table.season)
    measured: dict[str, Losses] = {}
    untried: dict[str, str] = {}
    for name in names:
        try:
            measured[name] = losses(rows.truth, forecasts(ready, name, work), unit)
        except NotTried as reason:
            untried[name] = reason.code
    shuffled = {
        name: _placebo(ready, name, measured, unit, groups, work)
        for name in names
        if name.endswith(WITH_COVARIATES)
    }
    work.finish()
    steps = _judged(names, measured, untried, shuffled, groups, table, rows, by_area, seed)
    first, last = table.starts[rows.target.min()], table.starts[rows.target.max()]
    return Ladder(horizon, table.frequency, ready.scale.name, first, last, steps, states, len(rows))


def prepare(table: Panel, horizon: int, scale: ScaleName, first_test: date | None) -> Setting:
    """The rows of a panel and which of them are tested."""
    if horizon < 1:
        raise BadSeries("l’horizon est d’au moins une période.")
    logged = table.counts and len(table.places) > 1 if scale == "auto" else scale == "log"
    if logged and not table.nonnegative:
        raise BadSeries("une valeur est négative : l’échelle logarithmique ne se peut pas.")
    examples = build(table, horizon, LOG if logged else LINEAR)
    context = Context(LOG if logged else LINEAR, table.season, table.starts[0].month if table.starts else 1)
    scored = ~np.isnan(examples.truth)
    periods = np.unique(examples.target[scored])
    if first_test is None:
        tests = min(TESTED[table.frequency], len(table.starts) // 2)
        chosen = periods[periods >= len(table.starts) - tests]
    else:
        chosen = np.array([period for period in periods if table.starts[period] >= first_test], dtype=int)
    trainable = [
        period for period in chosen if _training(table, examples, period - horizon).sum() >= ENOUGH_TRAINING
    ]
    tested = scored & np.isin(examples.target, trainable)
    return Setting(table, context.scale, examples, context, tested, table.nonnegative)


def _training(table: Panel, examples: Examples, origin: int) -> np.ndarray:
    """The rows whose truth was published by the day of that origin, and is of no later period."""
    return (
        ~np.isnan(examples.truth)
        & (examples.target <= origin)
        & (examples.target > origin - LEARNT[table.frequency])
        & (examples.known <= table.origins[origin])
    )


def _blocks(ready: Setting) -> list[np.ndarray]:
    """Tested periods in blocks that share one fit, made at the first origin of the block."""
    periods = np.unique(ready.examples.target[ready.tested])
    size = REFIT[ready.panel.frequency]
    return [periods[start : start + size] for start in range(0, len(periods), size)]


def forecasts(ready: Setting, name: str, work: "_Work") -> np.ndarray:
    """Quantiles (rows, 3) of the tested rows by one step. Raises NotTried when it could not be fitted once."""
    found = np.empty((int(ready.tested.sum()), 3))
    targets = ready.examples.target[ready.tested]
    for block in _blocks(ready):
        origin = ready.examples.origin[ready.tested][targets == block[0]].min()
        train = ready.examples.where(_training(ready.panel, ready.examples, origin))
        inside = np.isin(targets, block)
        rows = ready.examples.where(np.flatnonzero(ready.tested)[inside])
        with one_thread():
            quantiles = STEPS[name](train, rows, ready.context)
        work.done()
        found[inside] = bounded(quantiles, ready.panel)
    return found


def bounded(quantiles: np.ndarray, table: Panel) -> np.ndarray:
    """No negative quantile of what never was negative (on either scale, 0 is 0)."""
    return np.maximum(quantiles, 0) if table.nonnegative else quantiles


def _units(table: Panel, ready: Setting) -> np.ndarray:
    """Mean change from one known value to the next, by place, before the first test."""
    first = int(ready.examples.target[ready.tested].min())
    values = ready.scale.forward(table.values[:, :first])
    units = np.full(len(table.places), np.nan)
    for place, row in enumerate(values):
        past = row[~np.isnan(row)]
        if len(past) > 1:
            units[place] = np.abs(np.diff(past)).mean()
    return units


def _groups(rows: Examples, season: int) -> np.ndarray:
    """What the bootstrap draws whole: places, or years where there is one place."""
    return rows.place if len(np.unique(rows.place)) > 1 else rows.target // season


def _judged(names, measured, untried, shuffled, groups, table, rows, by_area, seed) -> list[Climbed]:
    """Scores, and of each step whether it may be shown: it beats the last value surely, and all before it."""
    last = measured[LAST_VALUE]
    best: list[Score] = []
    steps = []
    for name in names:
        if name not in measured:
            steps.append(Climbed(name, None, {}, False, untried[name]))
            continue
        own = score(measured[name], last, groups, seed)
        gain, placebo = shuffled.get(name) or (None, None)
        why = _why(name, own, best, gain, placebo)
        areas = _areas(measured[name], last, table, rows, seed) if by_area else {}
        steps.append(Climbed(name, own, areas, why == "shown", why, gain, placebo))
        best.append(own)
    return steps


def _why(name: str, own: Score, before: Sequence[Score], gain: Skill | None, placebo: float | None) -> str:
    if name == LAST_VALUE:
        return "shown"
    if not own.skill.low > 0:
        return "not_sure"
    if any(own.pinball >= other.pinball or own.mae > other.mae for other in before):
        return "not_better"
    if name.endswith(WITH_COVARIATES) and not (gain and gain.low > max(placebo or 0, 0)):
        return "placebo"
    return "shown"


def _areas(own: Losses, last: Losses, table: Panel, rows: Examples, seed: int) -> dict[str, Score]:
    found = {}
    for place in np.unique(rows.place):
        mine = rows.place == place
        groups = rows.target[mine] // table.season
        found[table.places[place]] = score(own.where(mine), last.where(mine), groups, seed)
    return found


def _placebo(ready: Setting, name: str, measured: Mapping[str, Losses], unit, groups, work: "_Work"):
    """The gain of the covariates, and the best gain of the same with their years shuffled."""
    without = measured.get(name.removesuffix(WITH_COVARIATES))
    if name not in measured or without is None:
        return None
    truth, own = ready.examples.truth[ready.tested], measured[name]
    gains = []
    for number in range(PLACEBOS):
        table = shuffled_years(ready.panel, number)
        examples = build(table, int(ready.examples.target[0] - ready.examples.origin[0]), ready.scale)
        quantiles = forecasts(replace(ready, examples=examples), name, work)
        shuffled = losses(truth, quantiles, unit)
        gains.append(skill(shuffled.pinball, without.pinball, groups).value)
    return skill(own.pinball, without.pinball, groups), max(gains)


def shuffled_years(table: Panel, seed: int) -> Panel:
    """The same panel with its covariates' years in another order, the same for all places and covariates.

    What a place is, what a season is and what is near in space stay; only what happened *that year* is lost.
    """
    season = table.season
    years = -(-len(table.starts) // season)
    order = np.random.default_rng(seed).permutation(years)
    taken = (order[:, None] * season + np.arange(season)).ravel()[: years * season]
    padded = {
        name: np.pad(values, ((0, 0), (0, years * season - len(table.starts))), constant_values=np.nan)
        for name, values in table.covariates.items()
    }
    moved = {name: values[:, taken][:, : len(table.starts)] for name, values in padded.items()}
    return replace(table, covariates=moved)


def shown(ladder: Ladder) -> str:
    """The name of the step that may be shown: the highest that passed, else the last value."""
    return next((one.name for one in reversed(ladder.steps) if one.shown), LAST_VALUE)


def forecast(
    series: Iterable[Series],
    horizon: int = 1,
    step: str = LAST_VALUE,
    *,
    scale: ScaleName = "auto",
    frequency: Frequency | None = None,
) -> list[Quantiles]:
    """Quantiles of the period `horizon` ahead of the last one, from all that is known, in the unit of the values.

    Places that have too little get a line that says so; all of them, `too_few_periods`, where fewer than eight past
    forecasts could measure an interval. A place whose last value is older than the others' is forecast from it.

    Raises:
        BadSeries: what cannot be a series; a step that cannot be fitted.
    """
    series = list(series)
    table = panel(series, frequency)
    ready = prepare(table, horizon, scale, None)
    found: dict[str, Quantiles] = {}
    rows, train = latest(ready, horizon) if table.places else (ready.examples, ready.examples)
    if len(train) >= ENOUGH_TRAINING:
        try:
            with one_thread():
                quantiles = STEPS[step](train, rows, ready.context)
        except NotTried:
            raise BadSeries(f"l’étape « {step} » ne peut pas être ajustée à ces séries.") from None
        found = written(ready, rows, bounded(quantiles, table), horizon)
    return [found.get(one.place) or _nothing(one, horizon) for one in series]


def latest(ready: Setting, horizon: int) -> tuple[Examples, Examples]:
    """The rows of the last origin, from all that is known today, and all rows whose truth is known by then."""
    table = ready.panel
    origin = max(period for period, day in enumerate(table.origins) if not np.isnan(day))
    today = replace(table, known=np.minimum(table.known, table.origins[origin]))
    train = ready.examples.where(_training(today, _known_by(ready.examples, today), origin))
    return build(today, horizon, ready.scale, [origin]), train


def _known_by(examples: Examples, table: Panel) -> Examples:
    inside = examples.target < len(table.starts)
    known = examples.known.copy()
    known[inside] = table.known[examples.place[inside], examples.target[inside]]
    return replace(examples, known=known)


def written(ready: Setting, rows: Examples, quantiles: np.ndarray, horizon: int) -> dict[str, Quantiles]:
    """Quantiles by place, back in the unit of the values."""
    table = ready.panel
    values = ready.scale.back(quantiles)
    found = {}
    for row, (low, middle, high) in enumerate(values):
        place, origin = rows.place[row], rows.origin[row]
        snapshot = table.frequency == "snapshot"
        when = None if snapshot else after(table.starts[origin], horizon, table.frequency)
        seen = np.flatnonzero(~np.isnan(table.values[place, : origin + 1]))[-1]
        found[table.places[place]] = Quantiles(
            table.places[place],
            when,
            horizon,
            float(low),
            float(middle),
            float(high),
            float(table.values[place, seen]),
            table.starts[seen],
            "ok",
        )
    return found


def _nothing(one: Series, horizon: int) -> Quantiles:
    state: State = "too_few_periods" if one.state == "ok" else one.state
    return Quantiles(one.place, None, horizon, None, None, None, None, None, state)


class _Work:
    """How much of a back-test is done."""

    def __init__(self, progress: Progress | None, total: int):
        self.progress, self.total, self.count = progress, max(total, 1), 0

    def finish(self) -> None:
        """What could not be tried is done too."""
        self.count = self.total - 1
        self.done()

    def done(self) -> None:
        self.count += 1
        if self.progress:
            self.progress(min(self.count, self.total), self.total)
