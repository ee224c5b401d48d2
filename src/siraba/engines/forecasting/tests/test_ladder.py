"""The ladder: what may be shown, what nobody could know yet, and what is said where there is too little."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.forecasting import BadSeries, Point, Series, backtest, forecast, shown
from siraba.engines.forecasting import steps as steps_module
from siraba.engines.forecasting.conformal import around, lower_quantile, spreads, upper_quantile, widened
from siraba.engines.forecasting.examples import LINEAR, LOG, build
from siraba.engines.forecasting.ladder import latest, prepare, shuffled_years
from siraba.engines.forecasting.scoring import skill
from siraba.engines.forecasting.series import guess_frequency, panel
from siraba.engines.forecasting.tests.made_series import monthly, noises, walks, yearly

NAIVE = ["last_value", "recent_mean"]
PANELS = ["count_panel", "count_panel_with_covariates"]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Fewer trees: what is tested is not how good they are."""
    monkeypatch.setattr(steps_module, "ROUNDS", 10)
    monkeypatch.setattr(steps_module, "SEEDS", 1)


# What may be shown


def test_on_random_walks_the_last_value_is_shown():
    ladder = backtest(walks(), 1, only=NAIVE)
    assert shown(ladder) == "last_value"
    assert ladder.step("recent_mean").why == "not_sure"
    assert ladder.step("last_value").score.skill.value == 0


def test_on_noise_the_mean_beats_the_last_value_and_is_shown():
    ladder = backtest(noises(), 1, only=NAIVE)
    assert shown(ladder) == "recent_mean"
    assert ladder.step("recent_mean").score.skill.low > 0


def test_every_step_is_measured_and_only_a_sure_gain_is_shown():
    ladder = backtest(walks(), 1, first_test=date(2023, 1, 1))
    assert [one.name for one in ladder.steps] == [
        "last_value",
        "recent_mean",
        "count_panel",
        "quantile_boosting",
    ]
    for one in ladder.steps[1:]:
        assert not one.shown or (
            one.score.skill.low > 0 and one.score.pinball < ladder.steps[0].score.pinball
        )


def test_a_later_step_that_an_earlier_one_beats_is_not_shown(monkeypatch):
    worse = steps_module.naive(lambda rows: 0.75 * rows.recent + 0.25 * rows.last)
    monkeypatch.setitem(steps_module.STEPS, "count_panel", worse)
    ladder = backtest(noises(seed=3), 1, only=[*NAIVE, "count_panel"])
    second, third = ladder.step("recent_mean"), ladder.step("count_panel")
    assert second.shown
    assert third.score.skill.low > 0
    assert third.why == "not_better"


def test_the_figures_of_the_last_value_are_those_counted_by_hand():
    series = yearly(np.array([[3, 8, 5, 9, 4, 7, 6, 2, 8, 5, 7, 3]] * 2, float))
    ladder = backtest(series, 1, only=[], scale="value", first_test=date(2010, 1, 1))
    score = ladder.step("last_value").score
    assert score.mae == pytest.approx((2 + 4) / 2)
    before = np.abs(np.diff([3, 8, 5, 9, 4, 7, 6, 2, 8, 5])).mean()
    assert score.mase == pytest.approx(3 / before)


def test_by_area_gives_every_place_its_score_and_they_add_up():
    ladder = backtest(noises(), 1, by_area=True, only=NAIVE)
    step = ladder.step("recent_mean")
    assert len(step.by_area) == 12
    assert sum(one.rows * one.mae for one in step.by_area.values()) == pytest.approx(
        step.score.mae * ladder.rows
    )


def test_the_interval_of_the_last_value_covers_about_four_fifths():
    ladder = backtest(walks(places=60, years=30), 1, only=[])
    assert 0.75 <= ladder.step("last_value").score.coverage <= 0.86


# Nothing of the future


def test_what_is_published_after_the_origin_changes_no_forecast():
    known = noises(places=10, years=20)
    changed = [
        replace(one, points=[*one.points[:-1], replace(one.points[-1], value=one.points[-1].value * 50)])
        for one in known
    ]
    for name in ("last_value", "recent_mean", "count_panel", "quantile_boosting"):
        first, second = (_quantiles(series, name, target=19) for series in (known, changed))
        assert np.array_equal(first, second)


def _quantiles(series, name, target):
    from siraba.engines.forecasting.ladder import _Work, forecasts

    ready = prepare(panel(series), 1, "log", date(2000 + target, 1, 1))
    return forecasts(ready, name, _Work(None, 1))


def test_a_value_published_late_is_not_the_last_value_before_its_day():
    late = [Point(date(2000 + year, 1, 1), 10.0 + year, date(2001 + year, 6, 30)) for year in range(20)]
    slow = [replace(point, known_on=date(2003 + point.start.year - 2000, 1, 1)) for point in late]
    table = panel([Series("A", late), Series("B", late), Series("Lent", slow)])
    rows = build(table, 1, LINEAR)
    for place, delay in (("A", 0), ("Lent", 2)):
        mine = rows.place == table.places.index(place)
        assert set(rows.last[mine] - (10 + rows.origin[mine])) == {-delay}


def test_a_truth_that_is_not_published_yet_is_not_learnt_from():
    points = [Point(date(2000 + year, 1, 1), float(year), date(2003 + year, 1, 1)) for year in range(20)]
    fast = [replace(point, known_on=date(point.start.year, 12, 31)) for point in points]
    ready = prepare(panel([Series("A", fast), Series("B", fast), Series("Lent", points)]), 1, "value", None)
    from siraba.engines.forecasting.ladder import _training

    train = ready.examples.where(_training(ready.panel, ready.examples, 15))
    slow = train.place == ready.panel.places.index("Lent")
    assert train.target[~slow].max() == 15
    assert train.target[slow].max() == 12


def test_a_forecast_uses_all_that_is_known_today():
    points = [Point(date(2000 + year, 1, 1), float(year + 5)) for year in range(20)]
    slow = [replace(point, known_on=date(point.start.year + 1, 6, 1)) for point in points]
    series = [Series("A", points), Series("B", points), Series("Lent", slow)]
    assert {one.last for one in forecast(series, 1)} == {24.0}


# Too little


def test_a_place_with_under_five_points_or_little_rain_cover_is_said_and_left_out():
    series = [*walks(), Series("Kidal", walks()[0].points[:4]), replace(walks()[0], place="Mopti", cover=0.3)]
    ladder = backtest(series, 1, only=[])
    assert ladder.states["Kidal"] == "too_few_points"
    assert ladder.states["Mopti"] == "low_cover"
    made = {one.place: one for one in forecast(series, 1)}
    assert len(made) == len(series)
    assert made["Kidal"].q50 is None
    assert made["Kidal"].state == "too_few_points"
    assert made["Lieu 00"].state == "ok"


@pytest.mark.parametrize("series", [[], [Series("Gao", [])], [Series("Gao", walks()[0].points[:5])]])
def test_what_cannot_be_compared_gives_an_empty_ladder_and_the_last_value(series):
    ladder = backtest(series, 1)
    assert (ladder.rows, list(ladder.steps), shown(ladder)) == (0, [], "last_value")


@pytest.mark.parametrize(("series", "horizon"), [(walks(1, 6), 1), (walks(6, 20), 50)])
def test_a_forecast_whose_interval_cannot_be_measured_says_so(series, horizon):
    assert {(one.state, one.q50) for one in forecast(series, horizon)} == {("too_few_periods", None)}


def test_series_of_zeros_alone_are_forecast_as_zeros():
    series = yearly(np.zeros((6, 20)))
    ladder = backtest(series, 1, only=NAIVE)
    assert shown(ladder) == "last_value"
    assert all((one.q10, one.q50) == (0, 0) for one in forecast(series, 1))


def test_a_place_or_a_period_given_twice_is_refused():
    one = walks(places=1)[0]
    with pytest.raises(BadSeries, match="donné deux fois"):
        backtest([one, one])
    with pytest.raises(BadSeries, match="donnée deux fois"):
        backtest([replace(one, points=[*one.points, one.points[0]])])
    with pytest.raises(BadSeries, match="horizon"):
        backtest([one], 0)


def test_no_log_of_a_negative_value():
    with pytest.raises(BadSeries, match="négative"):
        backtest(yearly(np.full((3, 20), -1.0)), 1, scale="log")


# Calendars


def test_the_calendar_is_read_from_the_dates():
    assert guess_frequency([date(year, 12, 31) for year in range(2000, 2010)]) == "year"
    assert guess_frequency([date(2020, month, 1) for month in range(1, 13)]) == "month"
    assert guess_frequency([date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 31)]) == "month"
    assert guess_frequency([date(2014, 12, 31), date(2015, 11, 30), date(2016, 1, 31)]) == "snapshot"


def test_a_season_is_seen_by_the_seasonal_step():
    random = np.random.default_rng(2)
    months = np.arange(150)
    values = np.round(200 + 150 * np.sin(2 * np.pi * months / 12) + random.normal(0, 5, 150))
    ladder = backtest([monthly(values)], 1, only=["seasonal_naive", "recent_mean"])
    assert ladder.scale == "value"
    assert shown(ladder) == "seasonal_naive"


def test_snapshots_are_forecast_one_after_the_other():
    days = [
        date(2015, 1, 31),
        date(2015, 9, 30),
        date(2016, 1, 31),
        date(2017, 3, 1),
        date(2018, 1, 1),
        date(2019, 9, 9),
    ]
    series = [
        Series(f"L{n}", [Point(day, float(10 * n + k)) for k, day in enumerate(days)]) for n in range(12)
    ]
    ladder = backtest(series, 1, only=[])
    assert (ladder.frequency, ladder.first_test) == ("snapshot", date(2017, 3, 1))
    assert {(one.start, one.lead) for one in forecast(series, 1)} == {(None, 1)}


def test_a_forecast_starts_as_many_periods_later_as_asked():
    assert {one.start for one in forecast(walks(), 3)} == {date(2026, 1, 1)}
    made = forecast([monthly(np.arange(150.0))], 2)[0]
    assert made.start == date(2022, 8, 1)
    assert made.q10 <= made.q50 <= made.q90


# Covariates


def climate(places=10, years=22, effect=0.8, seed=5):
    """Counts that follow the rain of the year before, the same for all places, or nothing (effect 0)."""
    random = np.random.default_rng(seed)
    rain = np.repeat(random.normal(0, 1, (1, years)), places, axis=0)
    logs = 6 + random.normal(0, 0.3, (places, years))
    logs[:, 1:] -= effect * rain[:, :-1]
    return yearly(np.round(np.exp(logs)), covariate=rain)


def test_a_climate_effect_is_seen_and_its_placebo_is_not():
    ladder = backtest(climate(), 1, only=PANELS, first_test=date(2016, 1, 1))
    step = ladder.step("count_panel_with_covariates")
    assert step.gain.low > max(step.placebo, 0)
    assert step.shown


def test_a_gain_that_survives_the_placebo_is_not_shown(monkeypatch):
    from siraba.engines.forecasting import ladder as ladder_module

    monkeypatch.setattr(ladder_module, "shuffled_years", lambda table, seed: table)
    ladder = backtest(climate(), 1, only=PANELS, first_test=date(2016, 1, 1))
    step = ladder.step("count_panel_with_covariates")
    assert step.gain.value == pytest.approx(step.placebo)
    assert step.why == "placebo"


def test_the_placebo_moves_whole_years_the_same_for_all_places():
    table = panel(climate())
    moved = shuffled_years(table, 1)
    assert np.array_equal(moved.values, table.values)
    rain, other = table.covariates["rain"], moved.covariates["rain"]
    assert not np.array_equal(rain, other)
    assert sorted(map(tuple, rain.T)) == sorted(map(tuple, other.T))


# Measures


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_conformal_quantiles_hold_at_least_their_share(values):
    array = np.array(values)
    level = 0.9
    assert np.mean(array <= upper_quantile(array, level)) >= level or len(values) < 9
    assert lower_quantile(array, 0.1) <= upper_quantile(array, level)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=30), st.floats(-5, 5), st.floats(-5, 5))
def test_quantiles_never_cross(errors, below, above):
    array = np.array(errors)
    made = around(array, np.ones(len(array)), array)
    moved = widened(made, np.array([below]), np.array([above]))
    for one in (made, moved):
        assert np.all(np.diff(one, axis=1) >= 0)


def test_spreads_are_larger_where_changes_were():
    random = np.random.default_rng(0)
    sizes = np.array([0.1, 1.0])[:, None]
    series = yearly(np.round(np.exp(7 + np.cumsum(sizes * random.normal(size=(2, 40)), axis=1))))
    rows = build(panel(series), 1, LOG)
    rows = rows.where(~np.isnan(rows.truth))
    found = spreads(rows, rows.change, rows)
    assert found[rows.place == 1].mean() > 3 * found[rows.place == 0].mean()


@given(st.integers(0, 100))
@settings(max_examples=20)
def test_a_skill_lies_in_its_interval_and_equal_losses_have_none(seed):
    random = np.random.default_rng(seed)
    own, last = random.uniform(0.5, 1, 60), random.uniform(0.5, 1, 60)
    groups = np.repeat(np.arange(12), 5)
    found = skill(own, last, groups)
    assert found.low <= found.value <= found.high
    assert skill(last, last, groups).high == 0


def test_one_group_alone_has_no_interval():
    assert skill(np.ones(5), 2 * np.ones(5), np.zeros(5)).low == float("-inf")


def test_the_same_series_give_the_same_ladder_in_any_order():
    series = noises(places=8)
    assert backtest(series, 1, only=NAIVE).steps == backtest(series[::-1], 1, only=NAIVE).steps


def test_a_step_whose_library_does_not_load_is_said_so(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "lightgbm", None)
    ladder = backtest(walks(), 1, only=["quantile_boosting"], first_test=date(2022, 1, 1))
    assert ladder.step("quantile_boosting").why == "no_library"
    assert shown(ladder) == "last_value"


def test_live_rows_learn_from_the_last_years_alone():
    ready = prepare(panel(walks(places=3, years=40)), 1, "log", None)
    rows, train = latest(ready, 1)
    assert set(rows.origin) == {39}
    assert train.target.min() == 39 - 24
