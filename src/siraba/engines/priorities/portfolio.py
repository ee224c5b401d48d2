"""Which projects to fund together: the most value within a budget, and why each is in or out.

A knapsack with side constraints, solved by HiGHS (see `allocation/solver.py`). The verdict of a project is what the others
lose when it is forced in, or out: a second solution of the same model with that one fixed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import LinearConstraint

from siraba.engines.allocation.solver import BadProblem, Clock, Infeasible, Outcome, solve

FORCED = 60  # candidates for which the verdict is reckoned one by one


@dataclass(frozen=True)
class Candidate:
    """A project that could be funded.

    Attributes:
        cost: francs.
        value: what it is worth to choose it, not negative.
        adaptation: it has adaptation to the climate among its objectives.
        spend: francs by zone; they add up to the cost where all is spent in zones.
    """

    name: str
    cost: float
    value: float
    adaptation: bool = False
    spend: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """What a portfolio keeps to.

    Attributes:
        budget: spent at most.
        adaptation_number, adaptation_spend: at least so many projects, so many francs with adaptation.
        least_by_zone, most_by_zone: francs.
    """

    budget: float
    adaptation_number: int = 0
    adaptation_spend: float = 0
    least_by_zone: Mapping[str, float] = field(default_factory=dict)
    most_by_zone: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """Why one candidate is in or out.

    `loss` is what the whole loses in value if it is decided the other way; None when the limits then cannot be kept.
    `proven` is False where the time was over, and the loss is then not known (nan).
    """

    name: str
    chosen: bool
    loss: float | None
    proven: bool = True


@dataclass(frozen=True)
class Portfolio(Outcome):
    """`chosen`: numbers of the candidates taken; `by_rank`: the value of taking the best ones in order while money lasts."""

    chosen: tuple[int, ...]
    cost: float
    verdicts: tuple[Verdict, ...]
    by_rank: float


def propose(candidates: Sequence[Candidate], limits: Limits, seconds: float | None = None) -> Portfolio:
    """The portfolio of greatest value within the limits.

    Raises:
        BadProblem: nothing to choose, or a cost or a value that cannot be.
        Infeasible: no portfolio keeps to the limits.
    """
    _check(candidates)
    clock = Clock(seconds)
    profit = np.array([one.value for one in candidates], dtype=float)
    cost = np.array([one.cost for one in candidates], dtype=float)
    rows = _rows(candidates, cost, limits)
    found = solve(-profit, rows, integer=1, seconds=clock.left)
    if found.infeasible:
        raise Infeasible("Aucun choix de projets ne respecte toutes les limites.")
    if found.x is None:
        return Portfolio(
            np.nan, -found.bound, False, clock.spent, (), 0.0, (), _by_rank(profit, cost, limits)
        )
    taken = np.rint(found.x).astype(bool)
    value = float(profit[taken].sum())
    verdicts = tuple(
        _verdict(one.name, row, taken, value, profit, rows, clock)
        for row, one in enumerate(candidates[:FORCED])
    )
    return Portfolio(
        value,
        value if found.proven else -found.bound,
        found.proven,
        clock.spent,
        tuple(int(row) for row in np.flatnonzero(taken)),
        float(cost[taken].sum()),
        verdicts,
        _by_rank(profit, cost, limits),
    )


def _check(candidates: Sequence[Candidate]) -> None:
    if not candidates:
        raise BadProblem("Il n’y a aucun projet à choisir.")
    if len({one.name for one in candidates}) < len(candidates):
        raise BadProblem("Un projet est donné deux fois.")
    for one in candidates:
        if not np.isfinite([one.cost, one.value]).all() or one.cost <= 0 or one.value < 0:
            raise BadProblem(
                f"« {one.name} » : il faut un coût au-dessus de zéro et une valeur qui ne soit pas négative."
            )


def _rows(candidates: Sequence[Candidate], cost: np.ndarray, limits: Limits) -> list[LinearConstraint]:
    adapted = np.array([one.adaptation for one in candidates], dtype=float)

    def spent(zone: str) -> np.ndarray:
        return np.array([one.spend.get(zone, 0.0) for one in candidates], dtype=float)

    bounds = [
        (cost, -np.inf, limits.budget),
        (adapted, limits.adaptation_number, np.inf),
        (adapted * cost, limits.adaptation_spend, np.inf),
        *((spent(zone), least, np.inf) for zone, least in limits.least_by_zone.items()),
        *((spent(zone), -np.inf, most) for zone, most in limits.most_by_zone.items()),
    ]
    return [LinearConstraint(row[None, :], low, high) for row, low, high in bounds]


def _verdict(
    name: str,
    row: int,
    taken: np.ndarray,
    value: float,
    profit: np.ndarray,
    rows: list[LinearConstraint],
    clock: Clock,
) -> Verdict:
    lower, upper = np.zeros(len(profit)), np.ones(len(profit))
    lower[row] = upper[row] = 0.0 if taken[row] else 1.0
    other = solve(-profit, rows, integer=1, lower=lower, upper=upper, seconds=clock.left)
    chosen = bool(taken[row])
    if other.infeasible:
        return Verdict(name, chosen, None)
    if other.x is None or not other.proven:
        return Verdict(name, chosen, float("nan"), proven=False)
    return Verdict(name, chosen, max(value - float(profit[np.rint(other.x).astype(bool)].sum()), 0.0))


def _by_rank(profit: np.ndarray, cost: np.ndarray, limits: Limits) -> float:
    """What a list in order of value gives, cut where the money ends; it knows no other limit."""
    left, total = limits.budget, 0.0
    for row in np.argsort(-profit, kind="stable"):
        if cost[row] <= left:
            left -= cost[row]
            total += float(profit[row])
    return total
