from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.allocation import Queue, Service, desks_needed, estimate_wait, simulate_day


def erlang_c(desks, load):
    """By its definition, with whole sums."""
    last = load**desks / factorial(desks) * desks / (desks - load)
    return last / (sum(load**one / factorial(one) for one in range(desks)) + last)


@pytest.mark.parametrize(
    ("desks", "load", "waits"),
    [
        (1, 0.5, 0.5),  # M/M/1: the load
        (2, 1, 1 / 3),
        (3, 2, 4 / 9),
        (5, 4, 0.5541),  # tables of the Erlang C formula, to four places
        (10, 8, 0.4092),
    ],
)
def test_the_chance_of_waiting_is_that_of_the_tables(desks, load, waits):
    assert Queue(load, 1, desks).waits == pytest.approx(waits, abs=5e-5)


@given(st.integers(1, 60), st.floats(0.05, 0.98))
def test_the_chance_of_waiting_is_erlangs(desks, busy):
    assert Queue(busy * desks, 1, desks).waits == pytest.approx(erlang_c(desks, busy * desks), rel=1e-8)


def test_many_desks_lose_no_digits():
    """Halfin and Whitt (1981): with load c − β√c the chance tends to 1 / (1 + β Φ(β)/φ(β))."""
    desks = 1_000_000
    assert Queue(desks - 1000, 1, desks).waits == pytest.approx(0.2234, abs=1e-3)
    assert 0 < Queue(100, 1, 10_000).waits + 1e-300 < 1e-100


def test_one_desk_is_the_textbook():
    queue = Queue(rate=4, service=1 / 5, desks=1)
    assert queue.mean_wait == pytest.approx(0.8)
    assert queue.share_within(1) == pytest.approx(1 - 0.8 * exp(-1))
    assert queue.share_within(queue.percentile(0.95)) == pytest.approx(0.95)
    assert queue.percentile(0.1) == 0


def test_too_few_desks_never_catch_up():
    queue = Queue(10, 1, 10)
    assert (queue.waits, queue.mean_wait, queue.percentile(0.5), queue.share_within(9)) == (
        1,
        np.inf,
        np.inf,
        0,
    )


@given(st.floats(0.1, 200), st.floats(0.01, 2), st.floats(0, 1), st.floats(0.01, 0.99))
def test_with_one_desk_less_the_promise_is_not_kept(rate, service, within, share):
    desks = desks_needed(rate, service, within, share)
    assert Queue(rate, service, desks).share_within(within) >= share
    assert desks == 1 or Queue(rate, service, desks - 1).share_within(within) < share


def test_the_simulation_agrees_with_erlang():
    queue = Queue(20, 0.25, 6)
    day = simulate_day(20, 300, 6, Service(0.25), days=60, warm_up=30, seed=4)
    assert day.mean.mean == pytest.approx(queue.mean_wait, rel=0.05)
    assert day.percentiles[90].mean == pytest.approx(queue.percentile(0.9), rel=0.05)


def test_a_steady_service_halves_the_wait_of_one_desk():
    """Pollaczek and Khinchine."""
    day = simulate_day(4, 500, 1, Service(0.2, variation=0), days=60, warm_up=50, seed=4)
    assert day.mean.mean == pytest.approx(0.4, rel=0.05)


def test_a_charter_alone_is_counted_by_hand():
    day = simulate_day(0, 8, 10, Service(0.5, variation=0), batches=[(2, 140)], days=3)
    assert day.people.mean == 140
    assert day.longest.mean == pytest.approx(6.5)
    assert day.ends.mean == pytest.approx(9)
    assert day.percentiles[50].mean == pytest.approx(3.25)
    assert day.mean.mean == pytest.approx(0.5 * np.arange(14).mean())


def test_a_charter_makes_the_others_wait():
    quiet = simulate_day(10, 8, 4, Service(0.25), seed=1)
    landed = simulate_day(10, 8, 4, Service(0.25), batches=[(2, 140)], seed=1)
    assert landed.percentiles[90].low > quiet.percentiles[90].high
    assert landed == simulate_day(10, 8, 4, Service(0.25), batches=[(2, 140)], seed=1)


def test_a_day_without_anybody_has_no_wait():
    day = simulate_day(0, 8, 1, Service(1, observed=(0.2, 0.3)))
    assert day.mean.mean == day.ends.mean == day.people.mean == 0


def test_the_error_of_the_expected_wait_shrinks_with_what_was_seen():
    services = np.random.default_rng(2).exponential(0.25, 2000)
    few = estimate_wait(150, 10, services[:40], desks=6)
    many = estimate_wait(15_000, 1000, services, desks=6)
    expected = Queue(15, 0.25, 6).mean_wait
    assert few.low <= many.low <= expected <= many.high <= few.high
    assert many.high - many.low < few.high - few.low
    assert many.unstable == 0


def test_the_expected_wait_may_have_no_end():
    estimate = estimate_wait(200, 10, np.array([0.2, 0.3, 0.25, 0.26]), desks=5)
    assert estimate.mean == np.inf
    assert 0.3 < estimate.unstable < 0.8
    assert estimate.high == np.inf


@pytest.mark.parametrize(
    "refused",
    [
        lambda: Queue(0, 1, 1),
        lambda: Queue(1, 1, 0),
        lambda: desks_needed(1, 1, 1, share=1),
        lambda: simulate_day(-1, 1, 1, Service()),
        lambda: estimate_wait(1, 1, np.array([1.0]), 1),
    ],
)
def test_what_cannot_be_is_refused(refused):
    with pytest.raises(ValueError, match=r"\w"):
        refused()
