"""Odds are turned into those that came true; their order, and that at most one is right, stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.matching.calibration import SEEN, Calibration, calibrated

ODDS = st.floats(1e-12, 1e12)
CALIBRATIONS = st.builds(Calibration, st.floats(0.1, 5), st.floats(-5, 5))


@given(st.lists(ODDS))
def test_what_nobody_taught_leaves_odds_exactly_as_they_are(odds):
    assert Calibration().of(np.array(odds)).tolist() == odds


@given(st.lists(ODDS, min_size=2), CALIBRATIONS)
def test_the_order_of_odds_stays(odds, calibration):
    mapped = calibration.of(np.sort(odds))
    assert np.isfinite(mapped).all()
    assert (np.diff(mapped) >= 0).all()


def test_thousands_who_are_next_to_impossible_do_not_become_likely_together():
    odds = np.full(20_000, 1e-8)
    assert Calibration(slope=0.5).of(odds).sum() < 0.01
    bent = Calibration(slope=0.5).of(np.array([SEEN, 0.25, 100]))
    assert bent == pytest.approx(np.sqrt([SEEN, 0.25, 100]))


@pytest.mark.parametrize(
    ("slope", "shift"), [(0, 0), (-1, 0), (11, 0), (1, 21), (1, -21), (float("nan"), 0), (1, float("inf"))]
)
def test_a_map_that_turns_odds_round_or_makes_them_endless_is_refused(slope, shift):
    with pytest.raises(ValueError, match="slope or shift"):
        Calibration(slope, shift)


def simulated(true: Calibration, count: int, seed: int = 1):
    """Decisions about the best of some records each, as often right as the true map says."""
    chance = np.random.default_rng(seed)
    told = [np.exp(chance.normal([1.0, -2.0, -4.0], 3.0)) for _decision in range(count)]
    mapped = [true.of(odds) for odds in told]
    return told, [chance.random() < odds[0] / (1 + odds.sum()) for odds in mapped]


@pytest.mark.parametrize(("slope", "shift"), [(0.6, -0.7), (1.0, 0.0), (1.0, 1.5), (1.6, 0.5)])
def test_many_decisions_find_the_map_that_made_them(slope, shift):
    found = calibrated(*simulated(Calibration(slope, shift), 6_000))
    assert found.slope == pytest.approx(slope, rel=0.1)
    assert found.shift == pytest.approx(shift, abs=0.15)


def test_few_decisions_move_little_and_more_move_more():
    told, right = simulated(Calibration(0.5, -1.0), 4_000)
    slopes = [calibrated(told[:count], right[:count]).slope for count in (0, 3, 300, 4_000)]
    assert slopes == sorted(slopes, reverse=True)
    assert (slopes[0], slopes[1] > 0.85, slopes[3] < 0.6) == (1.0, True, True)


def test_a_rejection_of_what_was_told_sure_makes_less_sure_and_a_confirmation_of_the_unlikely_more():
    rejected = calibrated([np.array([1e6])] * 5, [False] * 5)
    assert rejected.of(np.array([1e6]))[0] < 1e6
    confirmed = calibrated([np.array([0.05])] * 5, [True] * 5)
    assert confirmed.of(np.array([0.05]))[0] > 0.05


@given(st.lists(st.tuples(st.lists(ODDS, min_size=1, max_size=5), st.booleans()), max_size=30))
def test_whatever_was_decided_there_is_a_map_that_makes_it_no_less_likely(decisions):
    told, right = [np.array(odds) for odds, _right in decisions], [is_right for _odds, is_right in decisions]
    found = calibrated(told, right)

    def likely(by):
        log = 0.0
        for odds, is_right in zip(told, right, strict=True):
            mapped = by.of(odds)
            log += np.log(mapped[0] if is_right else 1 + mapped[1:].sum()) - np.log1p(mapped.sum())
        return log

    assert likely(found) >= likely(Calibration()) - 1e-6
