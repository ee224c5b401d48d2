"""The need index of zones: weighted components, and how far their order depends on the weights.

Method: each component is brought to 0–1 among the zones where it is known (min–max, or mid-ranks), turned round where less
means more need, and averaged by its weight (OECD/JRC, Handbook on Constructing Composite Indicators, 2008, steps 5 and 6;
the draws are its step 7). A zone where one weighted component is not known has no score: nothing is filled in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from siraba.engines.priorities.defaults import DRAWS, METHODS, SEED, SPREAD, Method

EVEN = 9  # decimals to which two scores are the same


class BadIndex(ValueError):
    """The index cannot be reckoned; the message says why, in French."""


@dataclass(frozen=True)
class Component:
    """One thing that need is made of: its weight, and what is known of it by zone.

    `less_is_need`: a zone with less of it needs more, as with services.
    """

    name: str
    weight: float
    values: Mapping[str, float]
    less_is_need: bool = False


@dataclass(frozen=True)
class ZoneNeed:
    """What the index says of one zone.

    Attributes:
        score: 0 to 100; None when a component is missing.
        rank: 1 for the greatest need, the same for equal scores; None without a score.
        parts: each known component, 0 to 1, 1 for the greatest need.
        missing: components that nobody gave for this zone.
        stability: share of the draws in which the zone is among the first `top`.
        best, worst: its ranks over the draws.
    """

    zone: str
    score: float | None
    rank: int | None
    parts: Mapping[str, float]
    missing: tuple[str, ...]
    stability: float | None = None
    best: int | None = None
    worst: int | None = None

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class NeedIndex:
    """Zones in their order, those without a score last; and with what it was reckoned."""

    zones: tuple[ZoneNeed, ...]
    method: Method
    top: int
    draws: int
    spread: float
    seed: int

    @property
    def ranked(self) -> tuple[ZoneNeed, ...]:
        return tuple(zone for zone in self.zones if zone.complete)


def need_index(
    zones: Sequence[str],
    components: Sequence[Component],
    method: Method = "rank",
    top: int = 10,
    draws: int = DRAWS,
    spread: float = SPREAD,
    seed: int = SEED,
) -> NeedIndex:
    """The index of these zones. Components without weight are left out.

    `draws` times each weight is multiplied by a number drawn evenly between 1 − spread and 1 + spread.

    Raises:
        BadIndex: no weight, a weight or a value that is no number, an unknown method, a zone twice.
    """
    counted = [one for one in components if one.weight != 0]
    _check(zones, counted, method, top, draws, spread)
    parts = {one.name: _normalised(zones, one, method) for one in counted}
    missing = {zone: tuple(one.name for one in counted if zone not in parts[one.name]) for zone in zones}
    complete = [zone for zone in zones if not missing[zone]]
    table = np.array([[parts[one.name][zone] for one in counted] for zone in complete])
    table = table.reshape(len(complete), len(counted))
    weights = np.array([one.weight for one in counted])
    scores = table @ weights / weights.sum()
    ranks = _ranks(scores)
    drawn = _drawn_ranks(table, weights, draws, spread, seed)
    where = {zone: row for row, zone in enumerate(complete)}

    def told(zone: str) -> ZoneNeed:
        known = {name: part[zone] for name, part in parts.items() if zone in part}
        row = where.get(zone)
        if row is None:
            return ZoneNeed(zone, None, None, known, missing[zone])
        over = drawn[:, row]
        steadiness = (float((over <= top).mean()), int(over.min()), int(over.max())) if draws else ()
        return ZoneNeed(zone, round(100 * float(scores[row]), EVEN), int(ranks[row]), known, (), *steadiness)

    order = sorted(map(told, zones), key=lambda one: (one.rank is None, one.rank or 0, one.zone))
    return NeedIndex(tuple(order), method, top, draws, spread, seed)


def _check(
    zones: Sequence[str], counted: Sequence[Component], method: str, top: int, draws: int, spread: float
) -> None:
    if method not in METHODS:
        raise BadIndex(f"Méthode inconnue : {method}. Il faut rank ou min-max.")
    if len(set(zones)) < len(zones):
        raise BadIndex("Une zone est donnée deux fois.")
    if not counted:
        raise BadIndex("Aucune composante n’a de poids.")
    if len({one.name for one in counted}) < len(counted):
        raise BadIndex("Une composante est donnée deux fois.")
    if top < 1 or draws < 0 or not 0 <= spread < 1:
        raise BadIndex(
            "Il faut au moins une zone de tête, zéro tirage ou plus, et un écart de 0 à moins de 1."
        )
    for one in counted:
        if not np.isfinite(one.weight) or one.weight < 0:
            raise BadIndex(f"Le poids de « {one.name} » doit être un nombre positif.")
        if not np.isfinite(list(one.values.values())).all():
            raise BadIndex(f"Une valeur de « {one.name} » n’est pas un nombre fini.")


def _normalised(zones: Sequence[str], component: Component, method: Method) -> dict[str, float]:
    """0 to 1 for each zone where the component is known; 0.5 for all where it tells none from another."""
    known = [zone for zone in zones if zone in component.values]
    values = np.array([component.values[zone] for zone in known], dtype=float)
    if not len(values):
        return {}
    if method == "rank":
        _distinct, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
        values = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
        span, least = len(known) - 1, 1.0
        span = span if len(counts) > 1 else 0
    else:
        least = float(values.min())
        span = float(values.max()) - least
    shares = (values - least) / span if span > 0 else np.full(len(values), 0.5)
    shares = np.clip(1 - shares if component.less_is_need else shares, 0, 1)
    return dict(zip(known, shares.tolist(), strict=True))


def _ranks(scores: np.ndarray) -> np.ndarray:
    """1 for the highest; equal scores have the same rank."""
    even = np.round(scores, EVEN)
    return 1 + len(even) - np.searchsorted(np.sort(even), even, side="right")


def _drawn_ranks(table: np.ndarray, weights: np.ndarray, draws: int, spread: float, seed: int) -> np.ndarray:
    """Draw × zone: the rank of each zone with the weights of each draw."""
    factors = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, (draws, len(weights)))
    drawn = weights * factors
    scores = drawn / drawn.sum(axis=1, keepdims=True) @ table.T
    return np.array([_ranks(row) for row in scores]).reshape(draws, len(table))
