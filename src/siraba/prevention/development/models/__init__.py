from siraba.prevention.development.models.needs import ComponentKey, ComponentTable, NeedIndex, ZoneScore
from siraba.prevention.development.models.parts import BudgetLine, Indicator, Link, Sector, Transaction
from siraba.prevention.development.models.portfolios import Decision, Portfolio, PortfolioState
from siraba.prevention.development.models.projects import (
    MARKERS,
    PROJECT_MOVES,
    Project,
    ProjectState,
    Significance,
)

__all__ = [
    "MARKERS",
    "PROJECT_MOVES",
    "BudgetLine",
    "ComponentKey",
    "ComponentTable",
    "Decision",
    "Indicator",
    "Link",
    "NeedIndex",
    "Portfolio",
    "PortfolioState",
    "Project",
    "ProjectState",
    "Sector",
    "Significance",
    "Transaction",
    "ZoneScore",
]
