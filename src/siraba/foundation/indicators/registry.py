"""The counts that the houses register in their `AppConfig.ready`, and the way they leave: small ones hidden.

A house never imports another: it asks here, by the name of a count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from siraba.engines.privacy import Shown, suppress

# How many there are by area (its id), of a period whose first and last day are given
Counted = Callable[[date, date], Mapping[int, int]]

_counts: dict[str, "Registered"] = {}


@dataclass(frozen=True)
class Registered:
    code: str
    label: str | Promise
    count: Counted


def register(code: str, label: str | Promise, count: Counted) -> None:
    """Offer a count to the other houses. `count` gives true figures: it is called by `safe_counts` alone."""
    _counts[code] = Registered(code, label, count)


def registered() -> list[Registered]:
    """What can be counted, by code."""
    return [_counts[code] for code in sorted(_counts)]


def safe_counts(code: str, start: date, end: date, threshold: int) -> dict[int, int]:
    """The counts that may be shown, by area: those under the threshold are left out, and what would give them away.

    Source: `engines.privacy` (primary and complementary suppression). Raises KeyError for a count nobody registered.
    """
    counts = dict(sorted(_counts[code].count(start, end).items()))
    if not counts:
        return {}
    shown = suppress(list(counts.values()), threshold)
    cells = shown.cells[0]
    return {
        area: cell.count
        for area, cell in zip(counts, cells, strict=True)
        if cell.state == Shown.COUNT and cell.count is not None
    }
