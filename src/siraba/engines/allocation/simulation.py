"""A day at the desks, simulated: ordinary arrivals, and a charter that lands at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Service:
    """How long one service takes: gamma-distributed times, or times observed, drawn again.

    Attributes:
        mean: mean time.
        variation: coefficient of variation; 1 is exponential, 0 always the same.
        observed: times to draw from; they replace mean and variation.
    """

    mean: float = 1.0
    variation: float = 1.0
    observed: tuple[float, ...] = ()

    def draw(self, random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
        if self.observed:
            return random.choice(np.array(self.observed), shape)
        if self.variation == 0:
            return np.full(shape, self.mean)
        form = 1 / self.variation**2
        return random.gamma(form, self.mean / form, shape)


@dataclass(frozen=True)
class Spread:
    """A figure over the days simulated: its mean, and what a twentieth of the days are below and above."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Day:
    """Days that were simulated: each figure of one day, and its spread over the days.

    Attributes:
        mean: of the waits of one day.
        percentiles: of the waits of one day, by their number (50, 90, 95).
        longest: the longest wait of a day.
        ends: when the last person of a day is served.
        people: how many came.
    """

    mean: Spread
    percentiles: dict[int, Spread]
    longest: Spread
    ends: Spread
    people: Spread


def simulate_day(
    rate: float,
    duration: float,
    desks: int,
    service: Service,
    batches: Sequence[tuple[float, int]] = (),
    days: int = 200,
    seed: int = 0,
    warm_up: float = 0.0,
    percentiles: Sequence[int] = (50, 90, 95),
) -> Day:
    """Simulates days on which people are served in order of arrival, until nobody waits.

    Args:
        rate: ordinary arrivals per unit of time, at random (Poisson), from 0 to `duration`.
        batches: (time, persons) who come at once, as from a charter.
        desks: open all day.
        days: simulated apart from each other.
        warm_up: waits of those who come before this time are not counted.

    Raises:
        ValueError: a figure that cannot be.
    """
    if rate < 0 or duration <= 0 or desks < 1 or days < 1 or any(size < 0 or at < 0 for at, size in batches):
        raise ValueError(
            "rate 0 or more, duration above 0, one desk and one day or more, batches of 0 or more"
        )
    random = np.random.default_rng(seed)
    arrivals = _arrivals(random, rate, duration, batches, days)
    waits, ends = _serve(arrivals, service.draw(random, arrivals.shape), desks)
    counted = np.isfinite(arrivals) & (arrivals >= warm_up)
    waits = np.where(counted, waits, np.nan)
    waits[~counted.any(axis=1), :1] = 0.0
    return Day(
        mean=_spread(np.nanmean(waits, axis=1)),
        percentiles={one: _spread(np.nanpercentile(waits, one, axis=1)) for one in percentiles},
        longest=_spread(np.nanmax(waits, axis=1)),
        ends=_spread(ends),
        people=_spread(np.isfinite(arrivals).sum(axis=1)),
    )


def _arrivals(
    random: np.random.Generator, rate: float, duration: float, batches: Sequence[tuple[float, int]], days: int
) -> np.ndarray:
    """(day × person) times in order; inf fills the days with fewer persons."""
    ordinary = random.poisson(rate * duration, days)
    times = random.uniform(0, duration, (days, ordinary.max(initial=1)))
    times[np.arange(times.shape[1]) >= ordinary[:, None]] = np.inf
    landed = np.concatenate([np.full(size, float(at)) for at, size in batches] or [np.empty(0)])
    return np.sort(np.hstack([times, np.broadcast_to(landed, (days, len(landed)))]), axis=1)


def _serve(arrivals: np.ndarray, services: np.ndarray, desks: int) -> tuple[np.ndarray, np.ndarray]:
    """Waits (day × person) and the end of each day: each person takes the desk that is free first (Kiefer and Wolfowitz)."""
    days, people = arrivals.shape
    free, each = np.zeros((days, desks)), np.arange(days)
    waits, ends = np.zeros(arrivals.shape), np.zeros(days)
    for person in range(people):
        desk = free.argmin(axis=1)
        came = arrivals[:, person]
        start = np.maximum(came, free[each, desk])
        free[each, desk] = start + services[:, person]
        there = np.isfinite(came)
        waits[there, person] = start[there] - came[there]
        ends = np.where(there, np.maximum(ends, free[each, desk]), ends)
    return waits, ends


def _spread(values: np.ndarray) -> Spread:
    return Spread(float(values.mean()), *(float(one) for one in np.quantile(values, [0.05, 0.95])))
