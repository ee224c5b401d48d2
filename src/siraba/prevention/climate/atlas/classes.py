"""Classes of a choropleth: five at most, in order, every value in one and only one."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

COUNT = 5

# All in whole steps of the last decimal that is shown, so that the server and the browser sort a value alike


def quantile_breaks(values: Iterable[int], count: int = COUNT) -> list[int]:
    """The first value of each class but the lowest: about as many values in each class, ties together.

    There are as many classes as distinct values, and no more than `count`; no value, no break. Where a value is so
    common that it would take two classes, the distinct values are shared out instead.
    """
    ordered = sorted(values)
    distinct = sorted(set(ordered))
    if len(distinct) <= count:
        return distinct[1:]
    breaks = _shared(ordered, count)
    if len(breaks) < count - 1:
        breaks = _shared(distinct, count)
    return breaks


def _shared(ordered: Sequence[int], count: int) -> list[int]:
    at = {ordered[len(ordered) * number // count] for number in range(1, count)}
    return sorted(at - {ordered[0]})


def balanced_breaks(values: Iterable[int], middle: int = 0) -> list[int]:
    """Four breaks on both sides of a middle, for values that go both ways; no value, no break.

    The outer ones stand where four values in five lie within, the inner ones at a third of that.
    """
    away = sorted(abs(value - middle) for value in values)
    if not away:
        return []
    outer = max(away[min(len(away) * 4 // 5, len(away) - 1)], 2)
    inner = max(outer // 3, 1)
    # A class holds its lower bound: one more above the middle makes the two sides alike
    return [middle - outer, middle - inner, middle + inner + 1, middle + outer + 1]


def class_of(value: int, breaks: Sequence[int]) -> int:
    """The class of a value: 0 below the first break, and one more at or above each."""
    return bisect_right(breaks, value)
