from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.allocation import BadProblem, great_circle_km, knapsack, travel_hours


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


def test_a_knapsack_has_a_limit_for_each_resource():
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
