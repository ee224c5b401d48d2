"""What to choose within several limits: the multidimensional knapsack, and the grants of a reintegration fund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import LinearConstraint

from siraba.engines.allocation.solver import BadProblem, Clock, Infeasible, Outcome, solve


@dataclass(frozen=True)
class Choice(Outcome):
    """`chosen`: the numbers of what is taken, in order."""

    chosen: tuple[int, ...]


def knapsack(
    profit: np.ndarray, use: np.ndarray, capacity: np.ndarray, seconds: float | None = None
) -> Choice:
    """Takes what gives the greatest profit while no capacity is exceeded.

    Args:
        profit: of each item.
        use: resource × item.
        capacity: of each resource.

    Raises:
        BadProblem: shapes that do not fit.
        Infeasible: not even nothing fits.
    """
    profit, use, capacity = (np.asarray(one, dtype=float) for one in (profit, use, capacity))
    if profit.ndim != 1 or use.shape != (len(capacity), len(profit)):
        raise BadProblem(
            "Il faut un profit par objet, un besoin par ressource et objet, une capacité par ressource."
        )
    return _choose(profit, [LinearConstraint(use, -np.inf, capacity)], Clock(seconds))


@dataclass(frozen=True)
class Application:
    """A grant that is asked for; `protected` is of a minor or a victim of trafficking."""

    amount: float
    score: float
    zone: str
    household: str
    woman: bool = False
    protected: bool = False


@dataclass(frozen=True)
class FundRules:
    """What a selection keeps to.

    Attributes:
        budget: spent at most.
        least_by_zone: spent at least in each zone.
        women, protected: least share of the grants, by number, in per cent.
        per_household: grants at most for one household.
    """

    budget: float
    least_by_zone: Mapping[str, float] = field(default_factory=dict)
    women: float = 0
    protected: float = 0
    per_household: int = 1


def select_grants(
    applications: Sequence[Application], rules: FundRules, seconds: float | None = None
) -> Choice:
    """The applications whose scores add up to most within the rules.

    Raises:
        Infeasible: no selection keeps to the rules.
    """
    amount = np.array([one.amount for one in applications], dtype=float)
    woman = np.array([one.woman for one in applications], dtype=float)
    protected = np.array([one.protected for one in applications], dtype=float)
    zone = np.array([one.zone for one in applications], dtype=str)
    home = np.array([one.household for one in applications], dtype=str)
    limits = [
        LinearConstraint(amount[None, :], -np.inf, rules.budget),
        LinearConstraint((100 * woman - rules.women)[None, :], 0, np.inf),
        LinearConstraint((100 * protected - rules.protected)[None, :], 0, np.inf),
        LinearConstraint((home == np.unique(home)[:, None]).astype(float), -np.inf, rules.per_household),
    ]
    limits += [
        LinearConstraint(np.where(zone == one, amount, 0.0)[None, :], least, np.inf)
        for one, least in rules.least_by_zone.items()
    ]
    return _choose(np.array([one.score for one in applications], dtype=float), limits, Clock(seconds))


def _choose(profit: np.ndarray, limits: list[LinearConstraint], clock: Clock) -> Choice:
    if not len(profit):
        raise BadProblem("Il n’y a rien à choisir.")
    found = solve(-profit, limits, integer=1, seconds=clock.left)
    if found.infeasible:
        raise Infeasible("Aucun choix ne respecte toutes les limites.")
    if found.x is None:
        return Choice(np.nan, -found.bound, False, clock.spent, ())
    chosen = np.flatnonzero(np.rint(found.x))
    value = float(profit[chosen].sum())
    return Choice(
        value,
        value if found.proven else -found.bound,
        found.proven,
        clock.spent,
        tuple(int(one) for one in chosen),
    )
