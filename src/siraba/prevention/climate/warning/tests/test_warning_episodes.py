"""When a rule rings: the same on the past, all at once, and day after day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from siraba.prevention.climate.warning.episodes import Thresholds, Value, Watcher, episodes_of
from siraba.prevention.climate.warning.trial import tried

BELOW = Thresholds(True, -1.0, -1.5)
ABOVE = Thresholds(False, 500, 600)
SPI = st.floats(-3, 3, allow_nan=False)


def values(*told: float, step: int = 30, delay: int = 0) -> list[Value]:
    first = date(2020, 1, 1)
    days = [first + timedelta(days=step * place) for place in range(len(told))]
    return [
        Value(day, day + timedelta(days=step - 1), value, day + timedelta(days=step - 1 + delay))
        for day, value in zip(days, told, strict=True)
    ]


def test_a_watch_that_becomes_an_alert_is_one_episode_and_a_return_ends_it():
    (first, second) = episodes_of(BELOW, values(0, -1.0, -1.2, -1.6, -1.1, -0.9, -1.5, 0.3))
    assert (first.first.value, first.level, first.alerted.value, first.ended.value) == (
        -1.0,
        "alert",
        -1.6,
        -0.9,
    )
    # An alert from its first value on; the episode ends once back beyond the watch
    assert (second.level, second.alerted.value, second.ended.value) == ("alert", -1.5, 0.3)


def test_a_value_that_equals_a_threshold_has_reached_it_on_either_side():
    assert [BELOW.level(value) for value in (-0.99, -1.0, -1.49, -1.5)] == ["", "watch", "watch", "alert"]
    assert [ABOVE.level(value) for value in (499, 500, 599, 600)] == ["", "watch", "watch", "alert"]


@given(st.lists(SPI, max_size=30))
def test_one_value_after_the_other_says_the_same_as_all_at_once(told):
    watcher = Watcher(BELOW)
    for value in values(*told):
        watcher.take(value)
    assert watcher.episodes == episodes_of(BELOW, values(*told))


@given(st.lists(SPI, max_size=30))
def test_episodes_do_not_overlap_and_lie_where_the_watch_is_reached(told):
    given_values = values(*told)
    found = episodes_of(BELOW, given_values)
    for one, following in zip(found, found[1:], strict=False):
        assert one.ended is not None
        assert one.ended.start < following.first.start
    inside = {
        value.start
        for episode in found
        for value in given_values
        if episode.first.start <= value.start and (episode.ended is None or value.start < episode.ended.start)
    }
    assert inside == {value.start for value in given_values if value.value <= -1.0}


@given(st.lists(SPI, max_size=20))
def test_a_danger_above_is_a_danger_below_seen_in_a_mirror(told):
    above = episodes_of(Thresholds(False, 1.0, 1.5), values(*(-value for value in told)))
    assert [one.first.start for one in above] == [
        one.first.start for one in episodes_of(BELOW, values(*told))
    ]


def test_the_trial_says_how_often_where_and_in_which_years():
    trial = tried(BELOW, 40, {1: values(0, -1.2, 0, -1.7, 0), 2: values(0, 0, 0), 3: []})
    assert (trial.places, trial.values, trial.episodes, trial.alerts) == (2, 8, 2, 1)
    assert {place: (one.episodes, one.alerts) for place, one in trial.by_place.items()} == {1: (2, 1)}
    assert {year: one.episodes for year, one in trial.by_year.items()} == {2020: 2}


def test_a_watch_that_comes_before_the_alert_beats_the_last_value():
    """Each time a watch goes before the alert by one step: the last value alone never sees it coming."""
    trial = tried(BELOW, 20, {1: values(*(0, -1.2, -1.7) * 6)})
    assert (trial.rule.hits, trial.rule.misses) == (6, 0)
    assert (trial.naive.hits, trial.naive.misses, trial.naive.false_alarms) == (0, 6, 5)
    assert trial.rule.hit_rate == 1


def test_what_was_not_published_yet_announces_nothing():
    """With a delay of two steps, the period that the watch announced has begun before anybody knew."""
    late = tried(BELOW, 29, {1: values(*(0, -1.2, -1.7) * 6, delay=60)})
    prompt = tried(BELOW, 29, {1: values(*(0, -1.2, -1.7) * 6)})
    assert prompt.rule.hits == 6
    assert late.rule.hits < 6


def test_a_lead_time_under_one_step_can_foretell_nothing_and_says_so():
    trial = tried(BELOW, 0, {1: values(0, -1.2, -1.7)})
    assert trial.too_short
    assert trial.rule.hit_rate is None


@given(st.lists(SPI, min_size=2, max_size=25), st.integers(1, 120))
def test_both_rules_are_judged_on_the_same_periods(told, lead):
    trial = tried(BELOW, lead, {1: values(*told)})
    assert trial.rule.came == trial.naive.came
    assert trial.rule.quiet + trial.rule.false_alarms == trial.naive.quiet + trial.naive.false_alarms
    # Who warns from the watch on warns whenever the alert is reached
    assert trial.rule.hits >= trial.naive.hits


def test_small_numbers_have_no_share():
    trial = tried(BELOW, 40, {1: values(0, -1.2, -1.7, 0)})
    assert trial.rule.came < 5
    assert trial.rule.hit_rate is None
