"""HiGHS through scipy, with what every model of this engine tells: the value, the bound, whether it is proven."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

OPTIMAL, LIMIT, INFEASIBLE = 0, 1, 2


class BadProblem(ValueError):
    """The problem or its file cannot be taken; the message says why, in French."""


class Infeasible(BadProblem):
    """No solution keeps to what is asked."""


@dataclass(frozen=True)
class Outcome:
    """What a model found.

    Attributes:
        value: of the solution given; nan where the time was over before one was found.
        bound: no solution is better than this.
        proven: the solution is optimal: no other is better.
        seconds: the time it took.
    """

    value: float
    bound: float
    proven: bool
    seconds: float

    @property
    def gap(self) -> float:
        """How much better the optimum may be, as a share of the value; 0 when proven, inf without a solution."""
        if self.proven:
            return 0.0
        if np.isnan(self.value):
            return float("inf")
        return abs(self.value - self.bound) / max(abs(self.value), 1e-9)


class Clock:
    """The time that a model has."""

    def __init__(self, seconds: float | None) -> None:
        self.start = time.perf_counter()
        self.seconds = float("inf") if seconds is None else seconds

    @property
    def spent(self) -> float:
        return time.perf_counter() - self.start

    @property
    def left(self) -> float:
        return max(0.0, self.seconds - self.spent)

    @property
    def over(self) -> bool:
        return self.spent >= self.seconds


@dataclass(frozen=True)
class Solution:
    """Of one call of the solver: `x` is None where there is none."""

    x: np.ndarray | None
    value: float
    bound: float
    proven: bool
    infeasible: bool


def solve(
    cost: np.ndarray,
    constraints: Sequence[LinearConstraint],
    integer: np.ndarray | int,
    lower: np.ndarray | float = 0.0,
    upper: np.ndarray | float = 1.0,
    seconds: float = float("inf"),
) -> Solution:
    """Minimise cost · x under linear constraints; `integer` is 1 for each variable that is whole, else 0.

    Proven without a gap: HiGHS is told to stop at no share of the value.
    """
    options = {"mip_rel_gap": 0.0} | ({"time_limit": max(seconds, 0.01)} if np.isfinite(seconds) else {})
    found = milp(
        cost,
        integrality=np.broadcast_to(integer, len(cost)),
        bounds=Bounds(lower, upper),
        constraints=constraints,
        options=options,
    )
    bound = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
    if found.x is None:
        return Solution(None, float("nan"), bound, False, found.status == INFEASIBLE)
    return Solution(found.x, float(found.fun), bound, found.status == OPTIMAL, False)
