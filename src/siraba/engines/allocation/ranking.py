"""The best few places for one person, each with what its cost is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Proposal:
    """A place, its cost and the parts that add up to it."""

    place: int
    cost: float
    parts: dict[str, float]


def rank_places(
    parts: Mapping[str, np.ndarray],
    weights: Mapping[str, float],
    allowed: np.ndarray | None = None,
    best: int = 5,
) -> list[Proposal]:
    """The places of least cost, the best first; among equals the first of the list.

    Args:
        parts: for each part of the cost (distance, wait, mismatch), its measure at each place; inf excludes a place.
        weights: what one unit of each part costs; a part without weight does not count.
        allowed: false where the person must not be sent.
        best: how many, at most.
    """
    shares = {
        name: weights.get(name, 0.0) * np.asarray(values, dtype=float) for name, values in parts.items()
    }
    cost = np.sum(list(shares.values()), axis=0)
    if allowed is not None:
        cost = np.where(allowed, cost, np.inf)
    possible = np.flatnonzero(np.isfinite(cost))
    if best < len(possible):
        edge = np.partition(cost[possible], best - 1)[best - 1] if best > 0 else -np.inf
        possible = possible[cost[possible] <= edge]
    ranked = possible[np.argsort(cost[possible], kind="stable")][:best]
    return [
        Proposal(
            int(place), float(cost[place]), {name: float(share[place]) for name, share in shares.items()}
        )
        for place in ranked
    ]


@dataclass(frozen=True)
class Fairness:
    """The mean wait of each group, of how many persons; and how far apart the worst and the best are."""

    means: dict[str, float]
    counts: dict[str, int]
    worst: str
    best: str
    spread: float


def fairness(waits: np.ndarray, groups: np.ndarray) -> Fairness:
    """Max–min of the mean wait between groups: reported beside an assignment, not imposed in it.

    Args:
        waits: of each person that is placed, at least one.
        groups: the group of each.
    """
    names, index = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    counts = np.bincount(index)
    means = np.bincount(index, weights=np.asarray(waits, dtype=float)) / counts
    worst, best = int(means.argmax()), int(means.argmin())
    return Fairness(
        means={str(name): float(mean) for name, mean in zip(names, means, strict=True)},
        counts={str(name): int(count) for name, count in zip(names, counts, strict=True)},
        worst=str(names[worst]),
        best=str(names[best]),
        spread=float(means[worst] - means[best]),
    )
