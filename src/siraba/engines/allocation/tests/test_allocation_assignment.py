from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.allocation import (
    BadProblem,
    Infeasible,
    assign,
    fairness,
    generalised_assignment,
    rank_places,
)

COST = st.one_of(st.integers(0, 6), st.just(float("inf")))


@st.composite
def problems(draw, most=5):
    persons, places = draw(st.integers(1, most)), draw(st.integers(1, 3))
    cost = draw(st.lists(COST, min_size=persons * places, max_size=persons * places))
    return (
        np.array(cost, dtype=float).reshape(persons, places),
        draw(st.lists(st.integers(0, 2), min_size=places, max_size=places)),
        np.array(draw(st.lists(st.integers(1, 3), min_size=persons, max_size=persons))),
    )


def key(cost, rank, places):
    """What is compared: for each class, the most urgent first, how many have no place and what the others cost."""
    paid = np.where(places >= 0, cost[np.arange(len(cost)), places], 0)
    return [
        figure
        for one in np.unique(rank)
        for figure in ((places[rank == one] < 0).sum(), paid[rank == one].sum())
    ]


def best(cost, rank, may_be):
    assignments = (np.array(one) for one in product(range(-1, cost.shape[1]), repeat=len(cost)))
    return min(key(cost, rank, places) for places in assignments if may_be(places))


def is_allowed(cost, places):
    there = places >= 0
    return np.isfinite(cost[np.arange(len(cost))[there], places[there]]).all()


@settings(deadline=None, max_examples=150)
@given(problems())
def test_a_lower_class_takes_nothing_from_a_higher_one(case):
    cost, capacity, rank = case

    def may_be(places):
        within = (np.bincount(places[places >= 0], minlength=len(capacity)) <= capacity).all()
        return within and is_allowed(cost, places)

    result = assign(cost, capacity, rank)
    assert result.proven
    assert may_be(result.places)
    assert key(cost, rank, result.places) == best(cost, rank, may_be)
    assert sum(result.placed) == (result.places >= 0).sum()
    assert sum(result.costs) == result.value == result.bound


@settings(deadline=None, max_examples=60)
@given(problems(), st.data())
def test_families_stay_together(case, data):
    cost, capacity, rank = case
    groups = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=len(cost), max_size=len(cost))))
    ranked = rank.copy()
    for one in (0, 1):
        ranked[groups == one] = rank[groups == one].min(initial=9)

    def may_be(places):
        within = (np.bincount(places[places >= 0], minlength=len(capacity)) <= capacity).all()
        together = all(len(set(places[groups == one])) <= 1 for one in (0, 1))
        return within and together and is_allowed(cost, places)

    result = assign(cost, capacity, rank, groups)
    assert result.proven
    assert may_be(result.places)
    assert key(cost, ranked, result.places) == best(cost, ranked, may_be)


@settings(deadline=None, max_examples=60)
@given(problems(), st.data())
def test_a_bed_and_a_seat_are_taken_together(case, data):
    cost, _, rank = case
    places = cost.shape[1]
    uses = np.array(data.draw(st.lists(st.booleans(), min_size=places * 3, max_size=places * 3))).reshape(
        places, 3
    )
    room = np.array(data.draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)))

    def may_be(chosen):
        return (uses[chosen[chosen >= 0]].sum(axis=0) <= room).all() and is_allowed(cost, chosen)

    result = assign(cost, room, rank, uses=uses)
    assert result.proven
    assert may_be(result.places)
    assert key(cost, rank, result.places) == best(cost, rank, may_be)


def test_many_classes_and_large_costs_keep_their_order():
    """Weights that make each class dearer than those below it would need some sixty digits here."""
    random = np.random.default_rng(3)
    cost = random.integers(0, 10**6, (120, 90)).astype(float)
    rank = np.repeat(np.arange(1, 13), 10)
    result = assign(cost, classes=rank)
    assert result.placed == (10,) * 9 + (0,) * 3
    for last in range(1, 9):
        among = rank <= last
        alone = assign(cost[among], classes=rank[among])
        assert alone.costs == result.costs[:last]


def test_what_is_saved_in_a_lower_class_does_not_buy_a_dearer_place_above():
    result = assign([[1.0, 1.001], [0, 1000]], classes=[1, 2])
    assert list(result.places) == [0, 1]
    assert list(assign([[1.0, 1.001], [0, 1000]]).places) == [1, 0]


def test_among_equals_the_higher_class_makes_room():
    assert list(assign([[5, 5], [1, 9]], classes=[1, 2]).places) == [1, 0]


def test_nobody_and_nowhere():
    assert assign(np.zeros((0, 3))).value == 0
    assert list(assign(np.full((2, 2), np.inf)).places) == [-1, -1]
    assert list(assign(np.zeros((2, 1)), [0], groups=[0, 0]).places) == [-1, -1]
    assert list(assign(np.zeros((2, 0))).places) == [-1, -1]


@pytest.mark.parametrize(
    "arguments",
    [
        {"cost": [1, 2]},
        {"cost": [[np.nan]]},
        {"cost": [[1]], "capacity": [-1]},
        {"cost": [[1]], "capacity": [0.5]},
        {"cost": [[1]], "capacity": [1, 1]},
        {"cost": [[1]], "classes": [1, 2]},
        {"cost": [[1]], "uses": [[True], [True]]},
    ],
)
def test_what_cannot_be_is_refused(arguments):
    with pytest.raises(BadProblem):
        assign(**arguments)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_each_job_has_the_agent_that_makes_the_most_of_all(data):
    agents, jobs = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))

    def table(least, most):
        size = agents * jobs
        numbers = data.draw(st.lists(st.integers(least, most), min_size=size, max_size=size))
        return np.array(numbers).reshape(agents, jobs)

    profit, use = table(0, 9), table(1, 5)
    capacity = np.array(data.draw(st.lists(st.integers(2, 9), min_size=agents, max_size=agents)))
    job = np.arange(jobs)
    possible = [
        profit[np.array(one), job].sum()
        for one in product(range(agents), repeat=jobs)
        if (np.bincount(one, use[np.array(one), job], minlength=agents) <= capacity).all()
    ]
    if not possible:
        with pytest.raises(Infeasible):
            generalised_assignment(profit, use, capacity)
        return
    result = generalised_assignment(profit, use, capacity)
    assert result.proven
    assert result.value == max(possible) == profit[result.agents, job].sum()
    assert (np.bincount(result.agents, use[result.agents, job], minlength=agents) <= capacity).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), min_size=1, max_size=30))
def test_proposals_are_the_cheapest_allowed_and_say_why(places):
    distance, wait, allowed = (np.array(column) for column in zip(*places, strict=True))
    proposals = rank_places(
        {"distance": distance, "wait": wait}, {"distance": 2, "wait": 0.5}, allowed.astype(bool), best=4
    )
    cost = 2 * distance + 0.5 * wait
    in_order = sorted(np.flatnonzero(allowed), key=lambda place: (cost[place], place))
    assert [one.place for one in proposals] == in_order[:4]
    assert all(one.cost == sum(one.parts.values()) == cost[one.place] for one in proposals)


def test_a_place_out_of_reach_is_not_proposed():
    assert [one.place for one in rank_places({"distance": np.array([np.inf, 3])}, {"distance": 1})] == [1]


def test_the_wait_of_each_group_is_told():
    report = fairness(np.array([1, 3, 10]), np.array(["femmes", "femmes", "hommes"]))
    assert report.means == {"femmes": 2, "hommes": 10}
    assert (report.worst, report.best, report.spread) == ("hommes", "femmes", 8)
    assert report.counts == {"femmes": 2, "hommes": 1}
