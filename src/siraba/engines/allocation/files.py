"""The files that the commands read: those of OR-Library as they are, simple CSV of our own, a fund as JSON.

Each reader takes the text and raises `BadProblem` with the line that is wrong, in French.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from scipy.sparse.csgraph import csgraph_from_dense, shortest_path

from siraba.engines.allocation.solver import BadProblem

Problem = TypeVar("Problem")
LARGEST = 5_000_000  # numbers of one table; a larger one is a mistake in the first line


@dataclass(frozen=True)
class Places:
    """Demands and sites by name; `p` where the file says how many open."""

    demands: list[str]
    sites: list[str]
    distances: np.ndarray
    weights: np.ndarray
    p: int | None = None


@dataclass(frozen=True)
class People:
    """Persons and places by name, for `assign`; `groups` holds -1 for a person alone."""

    persons: list[str]
    places: list[str]
    cost: np.ndarray
    capacity: np.ndarray
    classes: np.ndarray
    groups: np.ndarray


@dataclass(frozen=True)
class Agents:
    """A generalised assignment: agent × job."""

    profit: np.ndarray
    use: np.ndarray
    capacity: np.ndarray


@dataclass(frozen=True)
class Sack:
    """A multidimensional knapsack: resource × item; `known` is the published optimum, 0 for none."""

    profit: np.ndarray
    use: np.ndarray
    capacity: np.ndarray
    known: float


class Numbers:
    """The numbers of a text one after the other, wherever its lines break."""

    def __init__(self, text: str) -> None:
        self.words = [
            (number, word) for number, line in enumerate(text.splitlines(), 1) for word in line.split()
        ]
        self.at = 0

    @property
    def is_over(self) -> bool:
        return self.at >= len(self.words)

    @property
    def line(self) -> int:
        return self.words[min(self.at, len(self.words) - 1)][0] if self.words else 1

    @property
    def first_line_has_one(self) -> bool:
        """Whether the first line holds one number: how many problems follow."""
        return len(self.words) > 1 and self.words[1][0] != self.words[0][0]

    def one(self) -> float:
        if self.is_over:
            raise BadProblem(f"ligne {self.line} : le fichier s’arrête trop tôt.")
        line, word = self.words[self.at]
        self.at += 1
        try:
            value = float(word)
        except ValueError:
            raise BadProblem(f"ligne {line} : « {word} » n’est pas un nombre.") from None
        if not np.isfinite(value):
            raise BadProblem(f"ligne {line} : « {word} » n’est pas un nombre fini.")
        return value

    def whole(self, least: int, most: int = LARGEST) -> int:
        line, value = self.line, self.one()
        if value != int(value) or not least <= value <= most:
            raise BadProblem(f"ligne {line} : il faut un nombre entier de {least} à {most}, pas {value:g}.")
        return int(value)

    def table(self, *shape: int) -> np.ndarray:
        count = int(np.prod(shape))
        if count > LARGEST:
            raise BadProblem(f"ligne {self.line} : un tableau de {count} nombres est trop grand.")
        return np.array([self.one() for _ in range(count)]).reshape(shape)

    def end(self) -> None:
        if not self.is_over:
            raise BadProblem(f"ligne {self.line} : il y a des nombres de trop à partir d’ici.")


def read_pmed(text: str) -> Places:
    """“n m p”, then m lines “i j cost”: undirected, the last cost of an edge counts, distances are shortest paths."""
    numbers = Numbers(text)
    nodes, edges = numbers.whole(1, 2_000), numbers.whole(0)
    p = numbers.whole(1, nodes)
    cost = np.full((nodes, nodes), np.inf)
    for _ in range(edges):
        one, other, line = numbers.whole(1, nodes) - 1, numbers.whole(1, nodes) - 1, numbers.line
        length = numbers.one()
        if length < 0:
            raise BadProblem(f"ligne {line} : un coût est négatif.")
        cost[one, other] = cost[other, one] = length
    numbers.end()
    names = [str(node) for node in range(1, nodes + 1)]
    return Places(names, names, _paths(cost), np.ones(nodes), p)


def _paths(cost: np.ndarray) -> np.ndarray:
    """Shortest paths between all; an edge of length 0 counts, so the graph is made with inf for no edge."""
    np.fill_diagonal(cost, 0)
    return shortest_path(csgraph_from_dense(cost, null_value=np.inf), method="D", directed=False)


def read_gap(text: str) -> list[Agents]:
    """How many problems; then for each “m n”, m × n profits, m × n needs and m capacities."""

    def one(numbers: Numbers) -> Agents:
        agents, jobs = numbers.whole(1), numbers.whole(1)
        return Agents(numbers.table(agents, jobs), numbers.table(agents, jobs), numbers.table(agents))

    return _several(text, one)


def read_mknap(text: str) -> list[Sack]:
    """How many problems; then for each “n m optimum”, n profits, m × n needs and m capacities."""

    def one(numbers: Numbers) -> Sack:
        items, resources, known = numbers.whole(1), numbers.whole(1), numbers.one()
        profit, use = numbers.table(items), numbers.table(resources, items)
        return Sack(profit, use, numbers.table(resources), known)

    return _several(text, one)


def _several(text: str, one: Callable[[Numbers], Problem]) -> list[Problem]:
    """All problems of a file; without their number in a line of its own, they are read to the end."""
    numbers = Numbers(text)
    if numbers.is_over:
        raise BadProblem("ligne 1 : le fichier est vide.")
    if numbers.first_line_has_one:
        problems = [one(numbers) for _ in range(numbers.whole(1, 1000))]
        numbers.end()
        return problems
    problems = []
    while not numbers.is_over:
        problems.append(one(numbers))
    return problems


def is_csv(text: str) -> bool:
    """Whether the first line names columns."""
    return any(letter.isalpha() for letter in text.lstrip("\ufeff \r\n").partition("\n")[0])


@dataclass
class Names:
    """Names in the order they come, with one fact of each that all lines must agree on."""

    what: str
    facts: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, fact: str, line: int) -> None:
        if not name:
            raise BadProblem(f"ligne {line} : un nom manque dans la colonne {self.what}.")
        if self.facts.setdefault(name, fact) != fact:
            raise BadProblem(
                f"ligne {line} : « {name} » a deux valeurs différentes : {self.facts[name]}, {fact}."
            )

    def index(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.facts)}


def read_places(text: str) -> Places:
    """CSV: demand, site, distance, and weight of the demand (1 if left out); a pair that is not there is out of reach."""
    demands, sites = Names("demand"), Names("site")
    pairs: dict[tuple[str, str], float] = {}
    for line, row in _rows(text, ("demand", "site", "distance")):
        demands.add(row["demand"], row.get("weight") or "1", line)
        sites.add(row["site"], "", line)
        _add_pair(
            pairs, row["demand"], row["site"], _number(row["distance"], line, "distance", least=0), line
        )
    weights = [_number(weight, 1, "weight", least=0) for weight in demands.facts.values()]
    return Places(list(demands.facts), list(sites.facts), _matrix(pairs, demands, sites), np.array(weights))


def read_people(text: str) -> People:
    """CSV: person, place, cost; capacity of the place (1), class of the person (1), group of the person (none).

    A pair that is not there is forbidden.
    """
    persons, places = Names("person"), Names("place")
    pairs: dict[tuple[str, str], float] = {}
    told: dict[str, tuple[int, str]] = {}
    room: dict[str, int] = {}
    for line, row in _rows(text, ("person", "place", "cost")):
        group, rank = row.get("group", ""), row.get("class") or "1"
        persons.add(row["person"], f"{rank}, {group}", line)
        places.add(row["place"], row.get("capacity") or "1", line)
        told[row["person"]] = (_whole(rank, line, "class"), group)
        room[row["place"]] = _whole(row.get("capacity") or "1", line, "capacity")
        _add_pair(pairs, row["person"], row["place"], _number(row["cost"], line, "cost"), line)
    labels = {
        group: index for index, group in enumerate(sorted({group for _, group in told.values()} - {""}))
    }
    return People(
        list(persons.facts),
        list(places.facts),
        _matrix(pairs, persons, places),
        np.array(list(room.values())),
        np.array([rank for rank, _ in told.values()]),
        np.array([labels.get(group, -1) for _, group in told.values()]),
    )


def _rows(text: str, needed: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    lines = text.lstrip("\ufeff").splitlines()
    separator = max(",;\t", key=lines[0].count) if lines else ","
    reader = csv.reader(lines, delimiter=separator)
    header = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in needed if name not in header]
    if missing:
        raise BadProblem(f"ligne 1 : il manque la colonne {', '.join(missing)}.")
    rows = []
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise BadProblem(f"ligne {reader.line_num} : {len(row)} colonnes au lieu de {len(header)}.")
        rows.append((reader.line_num, dict(zip(header, (cell.strip() for cell in row), strict=True))))
    if not rows:
        raise BadProblem("ligne 2 : le fichier n’a que sa première ligne.")
    return rows


def _number(word: str, line: int, column: str, least: float = -np.inf) -> float:
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        raise BadProblem(f"ligne {line} : {column} « {word} » n’est pas un nombre.") from None
    if not np.isfinite(value) or value < least:
        raise BadProblem(f"ligne {line} : {column} « {word} » n’est pas un nombre possible.")
    return value


def _whole(word: str, line: int, column: str) -> int:
    if not word.isdecimal():
        raise BadProblem(f"ligne {line} : {column} « {word} » n’est pas un nombre entier.")
    return int(word)


def _add_pair(pairs: dict[tuple[str, str], float], one: str, other: str, value: float, line: int) -> None:
    if (one, other) in pairs:
        raise BadProblem(f"ligne {line} : le couple « {one} », « {other} » est donné deux fois.")
    pairs[one, other] = value


def _matrix(pairs: dict[tuple[str, str], float], rows: Names, columns: Names) -> np.ndarray:
    row, column = rows.index(), columns.index()
    if len(row) * len(column) > LARGEST:
        raise BadProblem(f"Un tableau de {len(row)} × {len(column)} est trop grand.")
    matrix = np.full((len(row), len(column)), np.inf)
    for (one, other), value in pairs.items():
        matrix[row[one], column[other]] = value
    return matrix
