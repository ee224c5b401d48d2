"""From the text of a file to what a command says about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from siraba.engines.allocation import files
from siraba.engines.allocation.assignment import assign
from siraba.engines.allocation.choice import knapsack
from siraba.engines.allocation.fund_files import fund, read_fund
from siraba.engines.allocation.generalised import generalised_assignment
from siraba.engines.allocation.grants import select_grants
from siraba.engines.allocation.location import (
    Location,
    LocationProblem,
    covering,
    curve,
    p_centre,
    p_median,
)
from siraba.engines.allocation.solver import BadProblem, Outcome

__all__ = ["Answer", "assigned", "chosen", "fund", "locate", "sentence"]
LABELS = {
    "sites": "sites à ouvrir",
    "assignment": "qui va où",
    "agents": "agent de chaque tâche",
    "placed": "personnes placées, par classe",
    "chosen": "choisis",
}


@dataclass(frozen=True)
class Answer:
    """The outcome of one problem, under a name, with its details by name."""

    name: str
    outcome: Outcome
    details: dict[str, Any]

    def lines(self, with_details: bool) -> list[str]:
        """In French."""
        details = self.details if with_details else {}
        return [
            f"{self.name} : {sentence(self.outcome)}",
            *(f"  {LABELS[name]} : {_listed(value)}" for name, value in details.items()),
        ]

    def plain(self, with_details: bool) -> dict[str, Any]:
        """As JSON has it: null for what is not known."""
        found = self.outcome
        figures = {"value": found.value, "bound": found.bound, "gap": found.gap}
        return (
            {"problem": self.name}
            | {name: value if isfinite(value) else None for name, value in figures.items()}
            | {"proven": found.proven, "seconds": round(found.seconds, 3)}
            | (self.details if with_details else {})
        )


def locate(
    name: str,
    text: str,
    model: str,
    p: int | None = None,
    existing: Sequence[str] = (),
    forbidden: Sequence[str] = (),
    as_curve: bool = False,
    within: float = 0.0,
    seconds: float | None = None,
) -> list[Answer]:
    """`model` is p-median, p-centre or covering; p is that of the file unless it is given."""
    places = files.read_places(text) if files.is_csv(text) else files.read_pmed(text)
    problem = LocationProblem(
        places.distances, places.weights, _columns(places, existing), _columns(places, forbidden)
    )
    p = places.p if p is None else p

    def open_sites(size: int) -> Location:
        if model == "covering":
            return covering(problem, size, within, seconds)
        return (p_median if model == "p-median" else p_centre)(problem, size, seconds)

    if as_curve:
        found = curve(problem, open_sites)
        names = [f"{name}, p = {size}" for size in range(1, len(found) + 1)]
        return [_located(one, places, result) for one, result in zip(names, found, strict=True)]
    if p is None:
        raise BadProblem("dites combien de sites ouvrir : -p.")
    return [_located(name, places, open_sites(p))]


def _columns(places: files.Places, names: Sequence[str]) -> list[int]:
    unknown = set(names) - set(places.sites)
    if unknown:
        raise BadProblem(f"site inconnu : {', '.join(sorted(unknown))}.")
    return [places.sites.index(name) for name in names]


def _located(name: str, places: files.Places, found: Location) -> Answer:
    sites = [places.sites[site] for site in found.sites]
    return Answer(
        name, found, {"sites": sites, "assignment": _by_name(places.demands, places.sites, found.assignment)}
    )


def _by_name(those: list[str], places: list[str], assignment: np.ndarray) -> dict[str, str | None]:
    names = [*places, None]  # -1, the last, is for who has none
    return {one: names[place] for one, place in zip(those, assignment, strict=True)}


def assigned(name: str, text: str, seconds: float | None = None) -> list[Answer]:
    """Persons to places from a CSV, or jobs to agents from a file of OR-Library."""
    if files.is_csv(text):
        people = files.read_people(text)
        found = assign(people.cost, people.capacity, people.classes, people.groups, seconds=seconds)
        classes = [str(one) for one in np.unique(people.classes)]
        details = {
            "placed": dict(zip(classes, found.placed, strict=True)),
            "assignment": _by_name(people.persons, people.places, found.places),
        }
        return [Answer(name, found, details)]
    answers = []
    for number, problem in enumerate(files.read_gap(text), 1):
        jobs = generalised_assignment(problem.profit, problem.use, problem.capacity, seconds)
        answers.append(Answer(f"{name}-{number}", jobs, {"agents": [int(one) + 1 for one in jobs.agents]}))
    return answers


def chosen(name: str, text: str, seconds: float | None = None) -> list[Answer]:
    """The grants of a fund from a JSON, or the items of a file of OR-Library."""
    if text.lstrip().startswith("{"):
        applications, rules = read_fund(text)
        grants = select_grants(applications, rules, seconds)
        return [Answer(name, grants, {"chosen": [applications[one].name for one in grants.chosen]})]
    answers = []
    for number, problem in enumerate(files.read_mknap(text), 1):
        choice = knapsack(problem.profit, problem.use, problem.capacity, seconds)
        answers.append(Answer(f"{name}-{number}", choice, {"chosen": [one + 1 for one in choice.chosen]}))
    return answers


def sentence(found: Outcome) -> str:
    took = f"{found.seconds:.2f} s".replace(".", ",")
    if found.proven:
        return f"valeur {found.value:.10g}, optimum prouvé ({took})"
    if not isfinite(found.value):
        return f"aucune solution dans le temps accordé ({took})"
    if not isfinite(found.bound):
        return f"valeur {found.value:.10g}, optimum non prouvé, écart inconnu ({took})"
    gap = f"{100 * found.gap:.2f} %".replace(".", ",")
    return f"valeur {found.value:.10g}, optimum non prouvé, écart {gap}, borne {found.bound:.10g} ({took})"


def _listed(value: list | dict) -> str:
    if isinstance(value, dict):
        return " ; ".join(f"{name} → {'—' if one is None else one}" for name, one in value.items())
    return ", ".join(str(one) for one in value) or "—"
