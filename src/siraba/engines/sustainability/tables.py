"""A table of weights: the questions, what each answer is worth, and how much each question counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

COMPOSITE = "composite"


class BadTable(ValueError):
    """A table that cannot be used; the message, in French, says why."""


@dataclass(frozen=True)
class Item:
    """One question. `values` are its answers, each worth 0 to 1; `weight` counts in its dimension, `overall` in the composite."""

    code: str
    dimension: str
    values: Mapping[str, float]
    weight: float
    overall: float

    def weight_in(self, name: str) -> float:
        return self.overall if name == COMPOSITE else self.weight if name == self.dimension else 0.0


@dataclass(frozen=True)
class Table:
    """Questions in order; `dimensions` in the order in which they first appear."""

    name: str
    items: Sequence[Item]

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.dimension for item in self.items))

    @property
    def names(self) -> tuple[str, ...]:
        """The scores that it gives: one for each dimension, then the composite."""
        return (*self.dimensions, COMPOSITE)


def read_table(data: Any) -> Table:
    """A table from JSON: {name, items: [{code, dimension, answers: [{code, value}], weight, overall}]}.

    What else stands in it (labels, remarks) is for its readers and is left alone. `weight` and `overall` are 1 when not said.

    Raises:
        BadTable: something is missing, twice, or out of range; or a question whose best answer is not 1 or worst not 0.
    """
    try:
        items = [_item(one) for one in data["items"]]
        table = Table(str(data["name"]), items)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, BadTable):
            raise
        raise BadTable(f"La table n’a pas la forme attendue ({error}).") from None
    _check(table)
    return table


def _item(data: Mapping[str, Any]) -> Item:
    answers = [(str(one["code"]), float(one["value"])) for one in data["answers"]]
    item = Item(
        str(data["code"]),
        str(data["dimension"]),
        dict(answers),
        float(data.get("weight", 1)),
        float(data.get("overall", 1)),
    )
    if len(item.values) < len(answers):
        raise BadTable(f"« {item.code} » : une réponse est là deux fois.")
    if not item.values or (min(item.values.values()), max(item.values.values())) != (0, 1):
        raise BadTable(f"« {item.code} » : la pire réponse vaut 0 et la meilleure 1.")
    if not 0 < item.weight < float("inf") or not 0 <= item.overall < float("inf"):
        raise BadTable(f"« {item.code} » : un poids est un nombre positif.")
    return item


def _check(table: Table) -> None:
    if not table.items:
        raise BadTable("La table n’a aucune question.")
    if len({item.code for item in table.items}) < len(table.items):
        raise BadTable("Une question est là deux fois.")
    if COMPOSITE in table.dimensions or "" in table.dimensions:
        raise BadTable("Une dimension ne peut pas porter ce nom.")
    if not any(item.overall for item in table.items):
        raise BadTable("Aucune question ne compte dans l’ensemble.")
