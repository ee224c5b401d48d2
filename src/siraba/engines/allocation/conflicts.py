"""Which rules of a fund cannot hold together, when no choice keeps to all of them."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import LinearConstraint

from siraba.engines.allocation.grants import (
    BUDGET,
    FORCED_IN,
    FORCED_OUT,
    HOUSEHOLD,
    PROTECTED,
    WOMEN,
    ZONE_LEAST,
    ZONE_MOST,
    Application,
    Fund,
    FundRules,
    Limit,
    Rule,
    constraints,
)
from siraba.engines.allocation.solver import Clock, Infeasible, solve


class Conflict(Infeasible):
    """`rules` cannot hold together; `minimal`: without any one of them, the others can."""

    def __init__(self, rules: Sequence[Rule], minimal: bool, fund: Fund) -> None:
        self.rules, self.minimal = tuple(rules), minimal
        super().__init__(
            "Ces règles ne peuvent pas tenir ensemble : "
            + " ; ".join(said(rule, fund.rules) for rule in rules)
            + "."
        )


def conflict(
    applications: Sequence[Application], rules: FundRules, seconds: float | None = None, least: int = 0
) -> Conflict | None:
    """A minimal set of rules that cannot hold together when `least` grants are made; None when a choice keeps to all.

    To grant nothing keeps to a share that nobody can fill: with `least` 1 such a share is found.

    A deletion filter (Chinneck, Dravnieks, ORSA J. Computing 3 (1991) 157–168) over the rules, whole-number model each: a
    rule is left out for good when the rest still cannot hold. Where time is over the rule stays, and the set is not
    said to be minimal.
    """
    fund, clock = Fund(applications, rules), Clock(seconds)
    if _holds(fund, fund.limits, clock, least) is not False:
        return None
    kept, minimal = list(fund.limits), True
    for rule in _in_order(fund.limits):
        others = [limit for limit in kept if limit.rule != rule]
        holds = _holds(fund, others, clock, least)
        if holds is False:
            kept = others
        minimal = minimal and holds is not None
    return Conflict(list(dict.fromkeys(limit.rule for limit in kept)), minimal, fund)


def _in_order(limits: Sequence[Limit]) -> list[Rule]:
    """What the committee can change most easily is tried last, so that it is what remains: the imposed, then the quotas."""
    order = (HOUSEHOLD, BUDGET, ZONE_MOST, PROTECTED, WOMEN, ZONE_LEAST, FORCED_OUT, FORCED_IN)
    return sorted(dict.fromkeys(limit.rule for limit in limits), key=lambda rule: order.index(rule.kind))


def _holds(fund: Fund, limits: Sequence[Limit], clock: Clock, least: int) -> bool | None:
    """Whether some choice of `least` grants keeps to the limits; None when the time was over before it was known."""
    count = len(fund.score)
    if not limits:
        return least <= count
    rows = [*constraints(limits), LinearConstraint(np.ones((1, count)), least, np.inf)]
    found = solve(np.zeros(count), rows, 1, seconds=clock.left)
    return False if found.infeasible else None if found.x is None else True


def _francs(amount: float) -> str:
    return f"{int(amount):,} FCFA".replace(",", " ")


SAID: dict[str, Callable[[Rule, FundRules], str]] = {
    BUDGET: lambda rule, rules: f"le budget de {_francs(rules.budget)}",
    ZONE_LEAST: lambda rule, rules: (
        f"le minimum de {_francs(rules.least_by_zone.get(rule.subject, 0))} dans la zone « {rule.subject} »"
    ),
    ZONE_MOST: lambda rule, rules: (
        f"le maximum de {_francs(rules.most_by_zone[rule.subject])} dans la zone « {rule.subject} »"
    ),
    WOMEN: lambda rule, rules: f"au moins {rules.women:g} % des aides à des femmes",
    PROTECTED: lambda rule, rules: f"au moins {rules.protected:g} % des aides à des personnes protégées",
    HOUSEHOLD: lambda rule, rules: f"au plus {rules.per_household} aide(s) par ménage",
    FORCED_IN: lambda rule, rules: f"la demande « {rule.subject} » est imposée",
    FORCED_OUT: lambda rule, rules: f"la demande « {rule.subject} » est écartée",
}


def said(rule: Rule, rules: FundRules) -> str:
    """The rule in French."""
    return SAID[rule.kind](rule, rules)
