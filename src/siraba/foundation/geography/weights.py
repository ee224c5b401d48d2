"""Shares that sum to one exactly, and whole numbers that sum to their total."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

# Of which a weight is a whole number
PARTS = 10_000


def largest_remainder(values: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers near the values that sum to `total`, their exact sum: the largest remainders are rounded up (Hamilton).

    Equal remainders go to the first. Raises ValueError when the values do not sum to `total`.
    """
    if sum(values) != total:
        raise ValueError(f"{sum(values)} ≠ {total}")
    whole = [floor(value) for value in values]
    nearest = sorted(range(len(values)), key=lambda place: whole[place] - values[place])
    for place in nearest[: total - sum(whole)]:
        whole[place] += 1
    return whole


def in_units(amounts: Sequence[Decimal | float]) -> list[Decimal]:
    """The share of each amount in their sum, in four decimals that sum to 1; one too small to show is 0.

    Raises ZeroDivisionError when there is nothing to share.
    """
    exact = [Fraction(amount) for amount in amounts]
    every = sum(exact)
    shares = largest_remainder([PARTS * amount / every for amount in exact], PARTS)
    return [Decimal(share) / PARTS for share in shares]
