"""The grants of a reintegration fund: what is asked, the rules of the choice, and the choice of the greatest total score.

Amounts are whole francs. Scores have at most four decimals. Everything is reckoned in whole numbers, so that a rule
holds to the franc and two equal totals are equal.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import gcd, isfinite
from typing import NamedTuple

import numpy as np
from scipy.optimize import LinearConstraint, linprog

from siraba.engines.allocation.lots import lot_order
from siraba.engines.allocation.solver import BadProblem, Clock, Infeasible, Outcome, solve

BUDGET, ZONE_LEAST, ZONE_MOST = "budget", "zone_least", "zone_most"
WOMEN, PROTECTED, HOUSEHOLD = "women", "protected", "household"
FORCED_IN, FORCED_OUT = "forced_in", "forced_out"
QUOTAS = (ZONE_LEAST, ZONE_MOST, WOMEN, PROTECTED)
FINEST = 10_000  # scores in ten-thousandths, at most
OPEN = 400  # applications that may differ between equal totals, beyond which the lot is drawn by exchanges


@dataclass(frozen=True)
class Application:
    """A grant that is asked for; `protected` is of a minor or a victim of trafficking; "" is no known household."""

    name: str
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
        least_by_zone, most_by_zone: spent at least and at most in a zone.
        women, protected: least share of the grants, by number, in per cent.
        per_household: grants at most for one household.
        forced_in, forced_out: names that the committee imposes or sets aside.
        zones: the zones there are; None where only applications name them.
        seed: of the lot between equals, published before the choice (see `lot_order`).
    """

    budget: float
    least_by_zone: Mapping[str, float] = field(default_factory=dict)
    women: float = 0
    protected: float = 0
    per_household: int = 1
    most_by_zone: Mapping[str, float] = field(default_factory=dict)
    forced_in: Collection[str] = ()
    forced_out: Collection[str] = ()
    zones: Collection[str] | None = None
    seed: str = ""


class Rule(NamedTuple):
    """One rule of a choice: its kind, and the zone or the application that it is about."""

    kind: str
    subject: str = ""


class Limit(NamedTuple):
    """A rule as rows of whole numbers: least ≤ use · x ≤ most, `use` rows × applications."""

    rule: Rule
    use: np.ndarray
    least: float
    most: float

    def holds(self, x: np.ndarray) -> bool:
        used = self.use @ x
        return bool(((used >= self.least) & (used <= self.most)).all())


@dataclass(frozen=True)
class Grants(Outcome):
    """`chosen`: the numbers of the applications taken, in order.

    `drawn`: among equal totals it is proven the luckiest; if not, at least no exchange of one against one is luckier.
    """

    chosen: tuple[int, ...]
    drawn: bool = True


class Fund:
    """Applications and rules, checked, as whole numbers.

    Raises:
        BadProblem: a negative budget, cents, a name given twice, an unknown zone, a share beyond 100 %…
    """

    def __init__(self, applications: Sequence[Application], rules: FundRules) -> None:
        self.applications, self.rules = list(applications), rules
        _check(self.applications, rules)
        self.amount = np.array([int(one.amount) for one in applications], dtype=np.int64)
        self.unit = _finest(self.applications)
        self.score = np.array([round(one.score * self.unit) for one in applications], dtype=np.int64)
        self.zone = np.array([one.zone for one in applications], dtype=object)
        self.index = {one.name: number for number, one in enumerate(applications)}
        order = lot_order(list(self.index), rules.seed)
        self.luck = np.zeros(len(order), dtype=np.int64)  # the first of the lot has the most
        self.luck[[self.index[name] for name in order]] = np.arange(len(order), 0, -1)

    @cached_property
    def limits(self) -> list[Limit]:
        return _limits(self)

    def without_quotas(self) -> list[Limit]:
        """What holds whatever the committee wants for zones and groups: budget, households, imposed, set aside."""
        return [limit for limit in self.limits if limit.rule.kind not in QUOTAS]

    def spending(self, rule: Rule, of: np.ndarray, least: int = 0, most: float = np.inf) -> Limit:
        """At least and at most so many francs for the applications `of`, in the largest unit that all amounts share."""
        unit = gcd(*self.amount.tolist())
        most = int(most) // unit if isfinite(most) else most
        return Limit(rule, np.where(of, self.amount // unit, 0)[None, :], -(-least // unit), most)

    def picked(self, chosen: Collection[int]) -> np.ndarray:
        x = np.zeros(len(self.applications), dtype=np.int64)
        x[list(chosen)] = 1
        return x

    def total(self, chosen: Collection[int]) -> float:
        return int(self.score[list(chosen)].sum()) / self.unit if chosen else 0.0

    def broken(self, chosen: Collection[int]) -> list[Rule]:
        """The rules that this choice does not keep to."""
        x = self.picked(chosen)
        return list(dict.fromkeys(limit.rule for limit in self.limits if not limit.holds(x)))


def _check(applications: Sequence[Application], rules: FundRules) -> None:
    if not applications:
        raise BadProblem("Il n’y a rien à choisir.")
    _francs(rules.budget, "Le budget")
    for label, share in (("femmes", rules.women), ("personnes protégées", rules.protected)):
        if not 0 <= share <= 100:
            raise BadProblem(f"La part de {label} n’est pas entre 0 et 100 % : {share:g}.")
    if rules.per_household < 1:
        raise BadProblem("Il faut au moins une aide par ménage.")
    names = [one.name for one in applications]
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise BadProblem(f"La demande « {twice[0]} » est donnée deux fois.")
    for one in applications:
        _francs(one.amount, f"Le montant de « {one.name} »", least=1)
        if not isfinite(one.score) or one.score < 0:
            raise BadProblem(f"La note de « {one.name} » n’est pas un nombre possible.")
    _check_names(set(names), rules)
    _check_zones({one.zone for one in applications}, rules)


def _check_names(names: set[str], rules: FundRules) -> None:
    if unknown := sorted({*rules.forced_in, *rules.forced_out} - names):
        raise BadProblem(f"Demande inconnue, imposée ou écartée : « {unknown[0]} ».")
    if both := sorted(set(rules.forced_in) & set(rules.forced_out)):
        raise BadProblem(f"La demande « {both[0]} » est à la fois imposée et écartée.")


def _check_zones(asked: set[str], rules: FundRules) -> None:
    named = {*rules.least_by_zone, *rules.most_by_zone}
    known = asked if rules.zones is None else set(rules.zones)
    if unknown := sorted((asked | named) - known):
        raise BadProblem(f"Zone inconnue : « {unknown[0]} ».")
    for zone in named:
        least, most = rules.least_by_zone.get(zone, 0), rules.most_by_zone.get(zone, np.inf)
        for amount in {least, most} - {np.inf}:
            _francs(amount, f"La limite de la zone « {zone} »")
        if least > most:
            raise BadProblem(f"Dans la zone « {zone} », le minimum dépasse le maximum.")


def _francs(amount: float, what: str, least: int = 0) -> None:
    if not isfinite(amount) or amount != int(amount):
        raise BadProblem(f"{what} n’est pas un nombre entier de francs : {amount:g}.")
    if amount < least:
        raise BadProblem(f"{what} est trop petit : {amount:g}.")


def _finest(applications: Sequence[Application]) -> int:
    """The power of ten that makes all scores whole."""
    unit = 1
    while unit <= FINEST:
        if all(abs(one.score * unit - round(one.score * unit)) < 1e-6 for one in applications):
            return unit
        unit *= 10
    raise BadProblem("Une note a plus de quatre décimales.")


def _limits(fund: Fund) -> list[Limit]:
    rules, everyone = fund.rules, np.ones(len(fund.amount), dtype=bool)
    limits = [fund.spending(Rule(BUDGET), everyone, most=int(rules.budget))]
    limits += [
        fund.spending(Rule(ZONE_LEAST, zone), fund.zone == zone, least=int(least))
        for zone, least in rules.least_by_zone.items()
        if least
    ]
    limits += [
        fund.spending(Rule(ZONE_MOST, zone), fund.zone == zone, most=int(most))
        for zone, most in rules.most_by_zone.items()
    ]
    for kind, share in ((WOMEN, rules.women), (PROTECTED, rules.protected)):
        if share:
            counted = np.array(
                [one.woman if kind == WOMEN else one.protected for one in fund.applications], dtype=np.int64
            )
            limits.append(Limit(Rule(kind), (10_000 * counted - round(100 * share))[None, :], 0, np.inf))
    homes = Counter(one.household for one in fund.applications if one.household)
    shared = [home for home, count in homes.items() if count > rules.per_household]
    if shared:
        home = np.array([one.household for one in fund.applications], dtype=object)
        use = np.array([home == one for one in shared], dtype=np.int64)
        limits.append(Limit(Rule(HOUSEHOLD), use, 0, rules.per_household))
    each = np.eye(len(fund.amount), dtype=np.int64)
    limits += [Limit(Rule(FORCED_IN, one), each[[fund.index[one]]], 1, 1) for one in sorted(rules.forced_in)]
    limits += [
        Limit(Rule(FORCED_OUT, one), each[[fund.index[one]]], 0, 0) for one in sorted(rules.forced_out)
    ]
    return limits


def select_grants(
    applications: Sequence[Application], rules: FundRules, seconds: float | None = None
) -> Grants:
    """The applications whose scores add up to most within the rules; among equal totals, what the lot favours.

    The lot gives n points to its first, n − 1 to the second … 1 to the last: of the choices of equal score, the one of
    most points is taken. Between two applications that differ in nothing else the lot always decides, even where
    `drawn` is false.

    Raises:
        BadProblem: see `Fund`.
        Infeasible: no selection keeps to the rules; `conflicts.conflict` says which cannot hold together.
    """
    fund = Fund(applications, rules)
    return best(fund, fund.limits, Clock(seconds))


def constraints(limits: Sequence[Limit]) -> list[LinearConstraint]:
    return [LinearConstraint(limit.use.astype(float), limit.least, limit.most) for limit in limits]


def best(fund: Fund, limits: Sequence[Limit], clock: Clock, draw: bool = True) -> Grants:
    """The greatest total score within the limits, then the most points of the lot if it is to be drawn.

    Raises:
        Infeasible: nothing keeps to the limits.
    """
    rows = constraints(limits)
    found = solve(-fund.score.astype(float), rows, integer=1, seconds=clock.left)
    if found.infeasible:
        raise Infeasible("Aucun choix ne respecte toutes les règles.")
    # All scores are whole: what is better than the value is better by one.
    bound = np.floor(-found.bound + 1e-6) / fund.unit
    if found.x is None or not _within(found.x, limits):
        return Grants(np.nan, bound, False, clock.spent, (), False)
    x = np.rint(found.x).astype(np.int64)
    drawn = False
    if found.proven and draw:
        x, drawn = _luckiest(fund, limits, x, clock)
    chosen = tuple(int(one) for one in np.flatnonzero(x))
    value = fund.total(chosen)
    return Grants(value, value if found.proven else bound, found.proven, clock.spent, chosen, drawn)


def _within(x: np.ndarray, limits: Sequence[Limit]) -> bool:
    """Checked in whole numbers: the solver's own tolerance could pass a franc."""
    whole = np.rint(x).astype(np.int64)
    return all(limit.holds(whole) for limit in limits)


def _luckiest(fund: Fund, limits: Sequence[Limit], x: np.ndarray, clock: Clock) -> tuple[np.ndarray, bool]:
    """Among the choices that score as much as x, the one with most points of the lot, and whether that is proven."""
    value = int(fund.score @ x)
    lower, upper = settled(fund, limits, value)
    alike = [*limits, Limit(Rule("score"), fund.score[None, :], value, np.inf)]
    if (upper - lower).sum() <= OPEN:
        found = solve(-fund.luck.astype(float), constraints(alike), 1, lower, upper, clock.left)
        if found.proven and found.x is not None and _within(found.x, alike):
            return np.rint(found.x).astype(np.int64), True
    return _exchanged(fund, limits, x), False


def _exchanged(fund: Fund, limits: Sequence[Limit], x: np.ndarray) -> np.ndarray:
    """One against one of equal score, the luckiest exchange first, until none is luckier."""
    x = x.copy()
    while True:
        out, inside = np.flatnonzero(x == 0), np.flatnonzero(x == 1)
        gain = fund.luck[out][:, None] - fund.luck[inside]
        comes, goes = np.nonzero((fund.score[out][:, None] == fund.score[inside]) & (gain > 0))
        kept = exchanges(limits, x, out[comes], inside[goes])
        if not kept.any():
            return x
        first = np.where(kept, gain[comes, goes], 0).argmax()
        x[out[comes[first]]], x[inside[goes[first]]] = 1, 0


def exchanges(limits: Sequence[Limit], x: np.ndarray, comes: np.ndarray, goes: np.ndarray) -> np.ndarray:
    """For each pair, whether the limits hold when the one comes into the choice x and the other goes."""
    kept = np.ones(np.broadcast_shapes(comes.shape, goes.shape), dtype=bool)
    for limit in limits:
        for row, used in zip(limit.use, limit.use @ x, strict=True):
            after = used + row[comes] - row[goes]
            kept &= (after >= limit.least) & (after <= limit.most)
    return kept


def settled(fund: Fund, limits: Sequence[Limit], value: int) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that each application can be in a choice of that total (in units of the scores).

    By reduced cost in the linear relaxation: what costs more than the relaxation exceeds the value is the same in
    every such choice (Nemhauser, Wolsey, Integer and Combinatorial Optimization, 1988, II.5.2).
    """
    relaxed, price = reduced(fund, limits)
    lower, upper = np.zeros(len(price)), np.ones(len(price))
    sure = np.abs(price) > relaxed - value + 1e-6 * max(1.0, abs(relaxed))
    lower[sure & (price > 0)] = 1
    upper[sure & (price < 0)] = 0
    return lower, upper


def reduced(fund: Fund, limits: Sequence[Limit]) -> tuple[float, np.ndarray]:
    """The value of the linear relaxation, and what one more of each application would add to it (units of the scores).

    Zeros when the relaxation is not solved: nothing is then concluded.
    """
    use = np.vstack([limit.use for limit in limits]).astype(float)
    least, most = (
        np.concatenate([np.full(len(limit.use), limit[end], dtype=float) for limit in limits])
        for end in (2, 3)
    )
    above, below = np.isfinite(most), np.isfinite(least)
    rows = np.vstack([use[above], -use[below]])
    found = linprog(
        -fund.score.astype(float),
        A_ub=rows,
        b_ub=np.concatenate([most[above], -least[below]]),
        bounds=(0, 1),
        method="highs",
    )
    if found.status != 0:
        return np.inf, np.zeros(len(fund.score))
    return -float(found.fun), fund.score + rows.T @ found.ineqlin.marginals
