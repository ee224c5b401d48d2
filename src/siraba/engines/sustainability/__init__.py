"""How well somebody's return holds: scores from 0 to 1 from answers and a table of weights. See README.md."""

from siraba.engines.sustainability.gains import Gain, mean_gain
from siraba.engines.sustainability.scoring import COMPOSITE, ENOUGH, Score, score
from siraba.engines.sustainability.tables import BadTable, Item, Table, read_table

__all__ = [
    "COMPOSITE",
    "ENOUGH",
    "BadTable",
    "Gain",
    "Item",
    "Score",
    "Table",
    "mean_gain",
    "read_table",
    "score",
]
