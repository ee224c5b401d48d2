"""Where to open, who goes where, what to choose, how long to wait: exact where it can be, with the gap where it cannot.

Location: `LocationProblem`, `p_median`, `p_centre`, `covering`, `curve`; `great_circle_km`, `travel_hours`.
Assignment: `assign` (persons to places by priority), `generalised_assignment`, `rank_places` (for one person), `fairness`.
Choice: `knapsack`. Grants of a fund: `select_grants`, `propose`, `reasons`, `lack_of`, `conflict`. Queues: `Queue`, `desks_needed`, `estimate_wait`, `simulate_day`.

Each name is read from its module when it is first asked for, so that the command's help need not wait for the solvers.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siraba.engines.allocation.assignment import Assignment, assign
    from siraba.engines.allocation.choice import Choice, knapsack
    from siraba.engines.allocation.conflicts import Conflict, conflict
    from siraba.engines.allocation.distances import great_circle_km, travel_hours
    from siraba.engines.allocation.generalised import Jobs, generalised_assignment
    from siraba.engines.allocation.grants import (
        Application,
        Fund,
        FundRules,
        Grants,
        select_grants,
    )
    from siraba.engines.allocation.location import (
        Location,
        LocationProblem,
        covering,
        curve,
        p_centre,
        p_median,
    )
    from siraba.engines.allocation.lots import lot_order
    from siraba.engines.allocation.proposals import Proposals, propose
    from siraba.engines.allocation.queues import Queue, WaitEstimate, desks_needed, estimate_wait
    from siraba.engines.allocation.ranking import Fairness, Proposal, fairness, rank_places
    from siraba.engines.allocation.reasoning import Lack, Reason, lack_of, reasons
    from siraba.engines.allocation.simulation import Day, Service, Spread, simulate_day
    from siraba.engines.allocation.solver import BadProblem, Infeasible, Outcome

_MODULES = (
    "solver",
    "distances",
    "location",
    "assignment",
    "generalised",
    "ranking",
    "choice",
    "grants",
    "proposals",
    "conflicts",
    "reasoning",
    "queues",
    "simulation",
)

__all__ = [
    "Application",
    "Assignment",
    "BadProblem",
    "Choice",
    "Conflict",
    "Day",
    "Fairness",
    "Fund",
    "FundRules",
    "Grants",
    "Infeasible",
    "Jobs",
    "Location",
    "Lack",
    "LocationProblem",
    "Outcome",
    "Proposal",
    "Proposals",
    "Queue",
    "Reason",
    "Service",
    "Spread",
    "WaitEstimate",
    "assign",
    "conflict",
    "covering",
    "curve",
    "desks_needed",
    "estimate_wait",
    "fairness",
    "generalised_assignment",
    "great_circle_km",
    "knapsack",
    "lack_of",
    "lot_order",
    "p_centre",
    "p_median",
    "propose",
    "rank_places",
    "reasons",
    "select_grants",
    "simulate_day",
    "travel_hours",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in _MODULES:
            found = vars(import_module(f"{__name__}.{module}"))
            if name in found:
                return found[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
