"""Tables for spreadsheets: nothing in a cell is taken for a formula. Every CSV of the platform is written here."""

import csv
from collections.abc import Iterable
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
                  "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def safe_row(cells: Iterable[object]) -> list[str]:
    """The cells as text; one that a spreadsheet would calculate gets an apostrophe before it, leading spaces or not."""
    texts = [str(cell) for cell in cells]
    return [
        f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA_STARTS) else text
        for text in texts
    ]


class SheetWriter:
    """Writes rows of CSV to whatever has `write`."""

    def __init__(self, file: Any):
        self._out = csv.writer(file)

    def row(self, *cells: object) -> None:
        self._out.writerow(safe_row(cells))
