"""Which records of different agencies may be of one person, where no name is known but keyed hashes of names.

A Fellegi–Sunter model that Splink computes on DuckDB, or on Spark where one machine is too small. How often facts agree by
chance is counted in the register itself; how often they agree of one person is stated, and learnt from answers (`learnt`),
never from the register unattended: with one true pair in a million, that finds something else.

Of a name there is a set of keys: of each word and each two words, as written and as heard. Of a name of two words, who
shares one shares less than half of the keys, who shares both by their sound half of them or more. So a brother or a sister,
who shares the surname, is told from the person.

Source: I. Fellegi, A. Sunter, A Theory for Record Linkage, 1969; Splink 5, https://moj-analytical-services.github.io/splink
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from siraba.engines.matching.duplicates.chances import FIELDS, Answer, Chances, learnt
from siraba.engines.matching.duplicates.register import Record, Register

__all__ = ["Answer", "Chances", "Pair", "Record", "find", "learnt"]

DUCKDB, SPARK = ENGINES = ("duckdb", "spark")
LOCAL = "local[2]"


class Pair(NamedTuple):
    """Two records; the weight is in bits, prior included. Levels as in `Chances`, by field, where both sides say something.

    `free` are the fields without whose agreement the pair would have been found as well.
    """

    one: str
    other: str
    weight: float
    probability: float
    levels: dict[str, int]
    free: frozenset[str]


def find(
    records: Iterable[Record],
    chances: Chances | None = None,
    least: float = 0.9,
    engine: str = DUCKDB,
    master: str = LOCAL,
) -> list[Pair]:
    """The pairs of records, of two agencies and two persons, that are one person with a probability of `least` or more.

    The likeliest come first. `master` is the address of a Spark cluster, for the engine of that name.
    """
    from siraba.engines.matching.duplicates.running import lowest, on_duckdb, on_spark

    register, chances = Register(list(records)), chances or Chances()
    if not register.shared:
        return []
    rows = (
        on_spark(register, chances, least, master) if engine == SPARK else on_duckdb(register, chances, least)
    )
    bound, worst = math.log2(least / (1 - least)), lowest(register, chances)
    pairs = [_pair(register, row, bound, worst) for row in rows]
    return sorted(pairs, key=lambda pair: (-pair.weight, pair.one, pair.other))


def _pair(register: Register, row: dict, bound: float, worst: dict[str, float]) -> Pair:
    one, other = sorted(register.records[row[f"id_{side}"]].id for side in "lr")
    # How rare a name is has levels of its own there; it is the same agreement
    highest = {field: len(chances) - 1 for field, chances in Chances().levels().items()}
    levels = {
        field: min(row[f"gamma_{field}"], highest[field]) for field in FIELDS if row[f"gamma_{field}"] >= 0
    }
    bits = {field: row[f"mw_{field}"] + row.get(f"mw_tf_adj_{field}", 0.0) for field in levels}
    free = {field for field in levels if row["match_weight"] - bits[field] + worst[field] >= bound}
    return Pair(
        one, other, row["match_weight"], row["match_probability"], levels, frozenset(free - {"names"})
    )
