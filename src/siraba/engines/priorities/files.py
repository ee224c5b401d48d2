"""The files of the commands: a table of zones (CSV), and a budget with its projects (JSON)."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from siraba.engines.allocation.solver import BadProblem
from siraba.engines.priorities.needs import BadIndex, Component
from siraba.engines.priorities.portfolio import Candidate, Limits

ZONE = "zone"


def read_zones(
    text: str, weights: Mapping[str, float], less: frozenset[str]
) -> tuple[list[str], list[Component]]:
    """The column `zone`, then one column a component; an empty cell is not known. Without weights, each weighs 1.

    Raises:
        BadIndex: a column that is not there, a cell that is no number, with its line.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    columns = [name for name in reader.fieldnames or () if name != ZONE]
    if ZONE not in (reader.fieldnames or ()):
        raise BadIndex("ligne 1 : il manque la colonne zone.")
    if unknown := sorted({*weights, *less} - {*columns}):
        raise BadIndex(f"ligne 1 : aucune colonne ne s’appelle {', '.join(unknown)}.")
    zones: list[str] = []
    values: dict[str, dict[str, float]] = {name: {} for name in columns}
    for row in reader:
        zone = (row[ZONE] or "").strip()
        if not zone:
            raise BadIndex(f"ligne {reader.line_num} : la zone manque.")
        zones.append(zone)
        for name in columns:
            if cell := (row[name] or "").strip():
                values[name][zone] = _number(cell, reader.line_num)
    return zones, [
        Component(name, weights.get(name, 0.0 if weights else 1.0), values[name], name in less)
        for name in columns
    ]


def _number(cell: str, line: int) -> float:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        raise BadIndex(f"ligne {line} : « {cell} » n’est pas un nombre.") from None


def read_portfolio(text: str) -> tuple[list[Candidate], Limits]:
    """`{"limits": {...}, "projects": [...]}`, with the names of `Limits` and `Candidate`.

    Raises:
        BadProblem: not JSON of that shape.
    """
    try:
        said: Any = json.loads(text.lstrip("\ufeff"))
        limits = Limits(**said["limits"])
        return [Candidate(**one) for one in said["projects"]], limits
    except json.JSONDecodeError as error:
        raise BadProblem(f"ligne {error.lineno} : ce n’est pas du JSON.") from None
    except (KeyError, TypeError) as error:
        raise BadProblem(f"il faut « limits » avec un budget et « projects » : {error}.") from None
