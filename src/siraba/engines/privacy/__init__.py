"""Small counts: what of a table may be shown so that no small cell can be worked out."""

from siraba.engines.privacy.suppression import (
    Shown,
    ShownCell,
    ShownTable,
    show_all,
    suppress,
    suppress_together,
)

__all__ = ["Shown", "ShownCell", "ShownTable", "show_all", "suppress", "suppress_together"]
