"""No small count can be worked out: shown by listing every table that agrees with what is published."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.privacy import Shown, show_all, suppress, suppress_together

THRESHOLD = 3


def tables(max_rows=3, max_columns=3, max_cells=6):
    sizes = [(r, c) for r in range(1, max_rows + 1) for c in range(1, max_columns + 1) if r * c <= max_cells]
    counts = st.integers(0, 7) | st.integers(0, THRESHOLD - 1)
    return st.sampled_from(sizes).flatmap(
        lambda size: st.lists(
            st.lists(counts, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
        )
    )


def with_margins(rows):
    """All counts in the order of `ShownTable.all_cells`."""
    inner = [count for row in rows for count in row]
    return (*inner, *map(sum, rows), *map(sum, zip(*rows, strict=True)), sum(inner))


def candidates(cell, count, threshold):
    """The values that a reader who knows the labels, and which hidden cells are large, holds possible."""
    if cell.state is Shown.COUNT:
        return [cell.count]
    if cell.state is Shown.SMALL:
        return list(range(1, threshold))
    return list(range(1 if count < threshold else threshold, count + threshold + 1))


def possible_tables(shown, rows, threshold):
    true = with_margins(rows)
    height, width = len(rows), len(rows[0])
    allowed = [set(candidates(*pair, threshold)) for pair in zip(shown.all_cells, true, strict=True)]
    # Only sums are free to exceed the range that the cells themselves are tried over.
    open_above = [
        cell.state is Shown.HIDDEN and place >= height * width for place, cell in enumerate(shown.all_cells)
    ]
    lowest = [1 if count < threshold else threshold for count in true]
    for inner in product(*(sorted(values) for values in allowed[: height * width])):
        counts = with_margins([inner[r * width : (r + 1) * width] for r in range(height)])
        if all(
            count in values or (free and count >= low)
            for count, values, free, low in zip(counts, allowed, open_above, lowest, strict=True)
        ):
            yield counts


@settings(max_examples=250, deadline=None)
@given(tables())
def test_each_small_cell_may_still_be_any_small_count(rows):
    shown = suppress(rows, THRESHOLD)
    seen = [set(values) for values in zip(*possible_tables(shown, rows, THRESHOLD), strict=True)]
    for cell, values, count in zip(shown.all_cells, seen, with_margins(rows), strict=True):
        assert count in values
        if cell.state is Shown.SMALL:
            assert values >= set(range(1, THRESHOLD))
        if cell.state is Shown.HIDDEN:
            assert len(values) > 1
            assert count >= THRESHOLD or max(values) >= THRESHOLD


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_one_dimension_keeps_small_counts_from_its_total(counts):
    shown = suppress(counts, 5)
    total = shown.total
    small = [place for place, cell in enumerate(shown.cells[0]) if cell.state is Shown.SMALL]
    tried = [candidates(cell, count, 5) for cell, count in zip(shown.cells[0], counts, strict=True)]
    low = 1 if sum(counts) < 5 else 5
    fits = [
        values
        for values in product(*tried)
        if (
            sum(values) == total.count
            if total.state is Shown.COUNT
            else 0 < sum(values) < 5
            if total.state is Shown.SMALL
            else sum(values) >= low
        )
    ]
    for place in small:
        assert {values[place] for values in fits} == {1, 2, 3, 4}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=6, max_size=6), min_size=8, max_size=8))
def test_a_shown_figure_is_the_true_one_and_no_small_one_is_shown(rows):
    shown = suppress(rows, 5)
    for cell, count in zip(shown.all_cells, with_margins(rows), strict=True):
        if cell.state is Shown.COUNT:
            assert cell.count == count
            assert not 0 < count < 5
        else:
            assert cell.count is None


def test_all_is_shown_with_its_margins_to_who_may_see_all():
    shown = show_all([[1, 2], [0, 4]])
    assert [cell.count for cell in shown.all_cells] == [1, 2, 0, 4, 3, 4, 1, 6, 7]


def test_nothing_is_hidden_when_nothing_is_small():
    assert {cell.state for cell in suppress([[5, 0], [12, 9]]).all_cells} == {Shown.COUNT}


def test_four_ones_do_not_betray_themselves_by_a_small_total():
    shown = suppress([1, 1, 1, 1])
    assert [cell.state for cell in shown.cells[0]] == [Shown.SMALL] * 4
    assert shown.total.state is Shown.HIDDEN


def test_a_single_small_cell_takes_three_others_with_it():
    shown = suppress([[3, 20, 9], [40, 30, 60], [50, 70, 80]])
    hidden = [cell.state for row in shown.cells for cell in row].count(Shown.HIDDEN)
    assert hidden == 3
    assert shown.total.count == 362


def test_a_margin_hidden_in_one_table_is_hidden_in_the_other():
    by_form = [[2, 0], [0, 60]]
    by_age = [[1, 30], [1, 30]]
    same = [[(0, 2, c), (1, 2, c)] for c in range(3)]
    first, second = suppress_together([by_form, by_age], same)
    hidden = [
        [cell.state is Shown.HIDDEN for cell in (*table.column_totals, table.total)]
        for table in (first, second)
    ]
    assert hidden[0] == hidden[1]


@settings(max_examples=50, deadline=None)
@given(tables(3, 3, 9), st.data())
def test_tables_done_together_agree_on_what_they_share(rows, data):
    other = data.draw(st.permutations(rows))
    same = [[(0, len(rows), c), (1, len(rows), c)] for c in range(len(rows[0]) + 1)]
    first, second = suppress_together([rows, other], same, THRESHOLD)
    assert [*first.column_totals, first.total] == [*second.column_totals, second.total]


@pytest.mark.parametrize(
    ("table", "threshold"), [([[1, 2], [3]], 5), ([-1, 4], 5), ([1, 2], 2), ([[4, -2]], 5)]
)
def test_a_table_that_cannot_be_is_refused(table, threshold):
    with pytest.raises(ValueError, match=r"threshold|negative|unequal"):
        suppress(table, threshold)


def test_an_empty_table_has_an_empty_total():
    assert suppress([]).total.count == 0
