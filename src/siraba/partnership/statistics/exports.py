"""Tables for spreadsheets: nothing in a cell is taken for a formula."""

from collections.abc import Iterable

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_row(cells: Iterable[object]) -> list[str]:
    """The cells as text; one that a spreadsheet would calculate gets an apostrophe before it."""
    return [f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in map(str, cells)]
