from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.allocation import (
    Application,
    BadProblem,
    FundRules,
    Infeasible,
    great_circle_km,
    knapsack,
    select_grants,
    travel_hours,
)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 6), st.integers(1, 3), st.data())
def test_nothing_that_fits_gives_more(items, resources, data):
    def numbers(count):
        return np.array(data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)))

    profit, use, capacity = (
        numbers(items),
        numbers(items * resources).reshape(resources, items),
        numbers(resources),
    )
    best = max(
        profit @ np.array(x) for x in product((0, 1), repeat=items) if (use @ np.array(x) <= capacity).all()
    )
    result = knapsack(profit, use, capacity)
    assert result.proven
    assert result.value == best == profit[list(result.chosen)].sum()
    assert (use[:, list(result.chosen)].sum(axis=1) <= capacity).all()


APPLICATION = st.builds(
    Application,
    name=st.just(""),
    amount=st.integers(1, 9),
    score=st.integers(0, 9),
    zone=st.sampled_from("ab"),
    household=st.sampled_from("uvw"),
    woman=st.booleans(),
    protected=st.booleans(),
)
RULES = st.builds(
    FundRules,
    budget=st.integers(0, 20),
    least_by_zone=st.fixed_dictionaries({"a": st.integers(0, 6)}),
    women=st.sampled_from([0, 30, 50]),
    protected=st.sampled_from([0, 10, 34]),
    per_household=st.integers(1, 2),
)


def keeps_to(rules, chosen):
    homes = [one.household for one in chosen]
    return (
        sum(one.amount for one in chosen) <= rules.budget
        and sum(one.amount for one in chosen if one.zone == "a") >= rules.least_by_zone["a"]
        and 100 * sum(one.woman for one in chosen) >= rules.women * len(chosen)
        and 100 * sum(one.protected for one in chosen) >= rules.protected * len(chosen)
        and all(homes.count(home) <= rules.per_household for home in homes)
    )


@settings(deadline=None, max_examples=80)
@given(st.lists(APPLICATION, min_size=1, max_size=7), RULES)
def test_no_other_grants_within_the_rules_score_more(applications, rules):
    choices = (
        [one for one, taken in zip(applications, x, strict=True) if taken]
        for x in product((0, 1), repeat=len(applications))
    )
    possible = [sum(one.score for one in chosen) for chosen in choices if keeps_to(rules, chosen)]
    if not possible:
        with pytest.raises(Infeasible):
            select_grants(applications, rules)
        return
    result = select_grants(applications, rules)
    assert result.proven
    assert result.value == max(possible)
    assert keeps_to(rules, [applications[one] for one in result.chosen])


def test_nothing_to_choose_is_refused():
    with pytest.raises(BadProblem):
        select_grants([], FundRules(budget=1))
    with pytest.raises(BadProblem):
        knapsack([1, 2], [[1]], [1])


def test_distances_on_the_globe():
    """A degree of a great circle is 111.195 km; Bamako and Gao are some 950 km apart as the crow flies."""
    km = great_circle_km(
        np.array([0.0, 12.639]), np.array([0.0, -8.003]), np.array([1.0, 16.272]), np.array([0.0, -0.045])
    )
    assert km.shape == (2, 2)
    assert km[0, 0] == pytest.approx(111.195, abs=0.01)
    assert km[1, 1] == pytest.approx(942, abs=10)
    assert great_circle_km(np.array([0.0]), np.array([0.0]), np.array([0.0]), np.array([180.0]))[
        0, 0
    ] == pytest.approx(20015, abs=1)


def test_hours_of_a_way():
    assert travel_hours(np.array([100.0]), speed_km_h=50, detour=1.3) == pytest.approx([2.6])
    for speed, detour in ((0, 1), (50, 0.9)):
        with pytest.raises(ValueError, match="speed"):
            travel_hours(np.array([1.0]), speed, detour)
