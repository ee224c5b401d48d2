"""Classes of a map: five at most, in order, every value in one, whatever the values are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.prevention.climate.atlas.classes import COUNT, balanced_breaks, class_of, quantile_breaks

VALUES = st.lists(st.integers(-(10**6), 10**6) | st.integers(-3, 3), min_size=1, max_size=200)


@given(VALUES)
def test_there_are_as_many_classes_as_values_and_no_more_than_five(values):
    breaks = quantile_breaks(values)
    assert len(breaks) + 1 == min(COUNT, len(set(values)))
    assert breaks == sorted(set(breaks))


@given(VALUES)
def test_every_value_is_in_one_class_and_a_higher_one_in_no_lower_class(values):
    breaks = quantile_breaks(values)
    classes = [class_of(value, breaks) for value in sorted(values)]
    assert classes == sorted(classes)
    assert set(classes) == set(range(len(breaks) + 1))  # no class is empty


@given(VALUES)
def test_ties_stand_together_and_the_order_of_the_values_changes_nothing(values):
    assert quantile_breaks(values) == quantile_breaks(sorted(values, reverse=True))


@given(VALUES, st.integers(-50, 50))
def test_balanced_classes_are_five_in_order_and_alike_on_both_sides(values, middle):
    breaks = balanced_breaks(values, middle)
    assert breaks == sorted(set(breaks))
    assert len(breaks) == COUNT - 1
    for away in {abs(value - middle) for value in values}:
        above, below = class_of(middle + away, breaks), class_of(middle - away, breaks)
        assert above + below == COUNT - 1
    assert class_of(middle, breaks) == 2


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        ([], []),
        ([4], []),
        ([4, 4, 4], []),
        ([-2, -2, 7], [7]),
        ([0] * 97 + [1, 2, 3, 4, 5], [1, 2, 3, 4]),
        (list(range(100)), [20, 40, 60, 80]),
        (list(range(-50, 0)), [-40, -30, -20, -10]),
    ],
)
def test_breaks_that_anybody_can_check(values, breaks):
    assert quantile_breaks(values) == breaks


def test_no_value_has_no_balanced_class():
    assert balanced_breaks([]) == []
