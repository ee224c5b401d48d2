"""Scores from answers: Σ w·v / Σ w over what was answered, or nothing when too little was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from siraba.engines.sustainability.tables import COMPOSITE, Item, Table

# The share of the questions that must be answered; below, no number is given.
ENOUGH = 0.8
__all__ = ["COMPOSITE", "ENOUGH", "Score", "score"]


@dataclass(frozen=True)
class Score:
    """`value` from 0 to 1, None when fewer than `ENOUGH` of the questions that count were answered."""

    value: float | None
    answered: int
    asked: int

    @property
    def share(self) -> float:
        return self.answered / self.asked


def score(table: Table, answers: Mapping[str, str]) -> dict[str, Score]:
    """The score of each dimension and the composite.

    Args:
        answers: code of the answer by code of the question; what is missing or empty was not answered.

    Raises:
        KeyError: a question or an answer that the table does not know.
    """
    known = {item.code: item for item in table.items}
    values = {code: known[code].values[said] for code, said in answers.items() if said}
    return {name: _score(name, table.items, values) for name in table.names}


def _score(name: str, items: Iterable[Item], values: Mapping[str, float]) -> Score:
    counting = [item for item in items if item.weight_in(name)]
    answered = [item for item in counting if item.code in values]
    if len(answered) < ENOUGH * len(counting):
        return Score(None, len(answered), len(counting))
    # In one order, whatever that of the table: a sum of fractions depends on it in its last digit.
    weights = sorted((item.weight_in(name), values[item.code]) for item in answered)
    total = sum(weight for weight, _value in weights)
    value = sum(weight * value for weight, value in weights) / total
    return Score(min(max(value, 0.0), 1.0), len(answered), len(counting))
