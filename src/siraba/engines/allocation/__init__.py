"""Where to open, who goes where, what to choose, how long to wait: exact where it can be, with the gap where it cannot.

Location: `LocationProblem`, `p_median`, `p_centre`, `covering`, `curve`; `great_circle_km`, `travel_hours`.
Assignment: `assign` (persons to places by priority), `generalised_assignment`, `rank_places` (for one person), `fairness`.
Choice: `knapsack`, `select_grants`. Queues: `Queue`, `desks_needed`, `estimate_wait`, `simulate_day`.
"""

from siraba.engines.allocation.assignment import Assignment, assign
from siraba.engines.allocation.distances import great_circle_km, travel_hours
from siraba.engines.allocation.generalised import Jobs, generalised_assignment
from siraba.engines.allocation.knapsack import Application, Choice, FundRules, knapsack, select_grants
from siraba.engines.allocation.location import (
    Location,
    LocationProblem,
    covering,
    curve,
    p_centre,
    p_median,
)
from siraba.engines.allocation.queues import Queue, WaitEstimate, desks_needed, estimate_wait
from siraba.engines.allocation.ranking import Fairness, Proposal, fairness, rank_places
from siraba.engines.allocation.simulation import Day, Service, Spread, simulate_day
from siraba.engines.allocation.solver import BadProblem, Infeasible, Outcome

__all__ = [
    "Application",
    "Assignment",
    "BadProblem",
    "Choice",
    "Day",
    "Fairness",
    "FundRules",
    "Infeasible",
    "Jobs",
    "Location",
    "LocationProblem",
    "Outcome",
    "Proposal",
    "Queue",
    "Service",
    "Spread",
    "WaitEstimate",
    "assign",
    "covering",
    "curve",
    "desks_needed",
    "estimate_wait",
    "fairness",
    "generalised_assignment",
    "great_circle_km",
    "knapsack",
    "p_centre",
    "p_median",
    "rank_places",
    "select_grants",
    "simulate_day",
    "travel_hours",
]
