"""What branches need: each room of the reception registers a measure; all of them are ranked with weights that are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from siraba.foundation.access.actor import Actor
from siraba.protection.reception.branches.models import Branch

# By the number of the unit, in a constant number of queries; a branch that is not named, or None, is not known.
Values = Mapping[int, float | None]


@dataclass(frozen=True)
class Measure:
    """One thing that says how much a branch needs. `better` is the side on which nothing is needed.

    `values` gives the figures of branches; `why(actor, branch, value)` says one of them in a sentence, for a request of
    money.
    """

    code: str
    label: str | Promise
    unit: str | Promise
    better: Literal["low", "high"]
    values: Callable[[Actor, Sequence[Branch]], Values]
    why: Callable[[Actor, Branch, float], str]


_measures: dict[str, Measure] = {}


def register(measure: Measure) -> None:
    """Add a measure to those by which branches are ranked, once for each code."""
    _measures[measure.code] = measure


def measures() -> list[Measure]:
    return list(_measures.values())


def ranks(values: Values, better: str) -> dict[int, float]:
    """Where each branch stands among those that are known: 0 needs least, 1 needs most, half for each that is level.

    A branch alone has nobody to be compared with, and stands in the middle.
    """
    known = {unit: value for unit, value in values.items() if value is not None}
    if len(known) < 2:
        return dict.fromkeys(known, 0.5)
    sign = 1 if better == "low" else -1

    def below(value: float) -> float:
        others = [sign * (value - other) for other in known.values()]
        return sum(step > 0 for step in others) + (sum(step == 0 for step in others) - 1) / 2

    return {unit: below(value) / (len(known) - 1) for unit, value in known.items()}


@dataclass(frozen=True)
class Cell:
    """What one measure says of a branch; both are None where it is not known."""

    measure: Measure
    value: float | None
    rank: float | None


@dataclass(frozen=True)
class Need:
    """A branch in the ranking. `score` from 0 to 100 is the weighted mean of the ranks that are known, None if none is."""

    branch: Branch
    score: float | None
    cells: Sequence[Cell]

    @property
    def known(self) -> int:
        return sum(cell.value is not None for cell in self.cells)


def ranked(actor: Actor, branches: Sequence[Branch], weights: Mapping[str, float]) -> list[Need]:
    """The branches, which are the actor's to see, those that need most first; those of which nothing is known come last.

    `weights` by the code of a measure, 1 where it is not named; a weight of 0 leaves a measure out of the score.
    """
    columns = []
    for measure in measures():
        values = measure.values(actor, branches)
        columns.append((measure, values, ranks(values, measure.better)))
    needs = []
    for branch in branches:
        cells = [Cell(m, values.get(branch.unit_id), by.get(branch.unit_id)) for m, values, by in columns]
        needs.append(Need(branch, score_of(cells, weights), cells))
    return sorted(needs, key=lambda need: (need.score is None, -(need.score or 0), str(need.branch)))


def score_of(cells: Sequence[Cell], weights: Mapping[str, float]) -> float | None:
    """100 times the weighted mean of the ranks that are known."""
    known = [(weights.get(cell.measure.code, 1), cell.rank) for cell in cells if cell.rank is not None]
    total = sum(weight for weight, _rank in known)
    return 100 * sum(weight * rank for weight, rank in known) / total if total else None
