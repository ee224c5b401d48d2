"""How long people wait at desks: Erlang C, how many desks a promise needs, and the expected wait with its error.

One line, served in order of arrival; times in one unit throughout (hours, say).
"""

from dataclasses import dataclass
from math import exp, floor, log

import numpy as np
from scipy.stats import poisson


@dataclass(frozen=True)
class Queue:
    """M/M/c: arrivals at random, service times exponential (A. K. Erlang, 1917).

    Attributes:
        rate: arrivals per unit of time, above 0.
        service: mean time of one service, above 0.
        desks: how many serve.
    """

    rate: float
    service: float
    desks: int

    def __post_init__(self) -> None:
        if not (self.rate > 0 and self.service > 0 and self.desks >= 1):
            raise ValueError("rate and service above 0, one desk or more")

    @property
    def load(self) -> float:
        """Mean number of desks that are busy, in erlangs; with that many or fewer the line grows without end."""
        return self.rate * self.service

    @property
    def is_stable(self) -> bool:
        return self.load < self.desks

    @property
    def waits(self) -> float:
        """The probability of waiting at all (Erlang C); 1 where the line grows without end.

        From Erlang B as a ratio of Poisson probabilities, which neither overflows nor loses digits with many desks.
        """
        if not self.is_stable:
            return 1.0
        blocked = poisson.pmf(self.desks, self.load) / poisson.cdf(self.desks, self.load)
        return float(self.desks * blocked / (self.desks - self.load * (1 - blocked)))

    @property
    def _leaving(self) -> float:
        """How fast a line that has formed grows shorter, in persons per unit of time."""
        return self.desks / self.service - self.rate

    @property
    def mean_wait(self) -> float:
        return self.waits / self._leaving if self.is_stable else float("inf")

    def share_within(self, time: float) -> float:
        """The share of persons who wait at most `time`."""
        return 1 - self.waits * exp(-self._leaving * time) if self.is_stable else 0.0

    def percentile(self, share: float) -> float:
        """The wait that this share of persons does not exceed; 0 where so many do not wait."""
        if not self.is_stable:
            return float("inf")
        return max(0.0, log(self.waits / (1 - share)) / self._leaving) if self.waits > 0 else 0.0


def desks_needed(rate: float, service: float, within: float, share: float = 0.9) -> int:
    """The least number of desks with which this share of persons waits at most `within`."""
    if not (0 <= share < 1 and within >= 0):
        raise ValueError("share from 0 to below 1, within 0 or more")
    low = max(1, floor(rate * service) + 1)
    high = low
    while Queue(rate, service, high).share_within(within) < share:
        low, high = high + 1, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (
            (low, middle)
            if Queue(rate, service, middle).share_within(within) >= share
            else (middle + 1, high)
        )
    return low


@dataclass(frozen=True)
class WaitEstimate:
    """The expected wait and its error.

    Attributes:
        mean: at the observed rates; inf where they are too much for the desks.
        low, high: between these the wait is expected with the confidence asked for; `high` may be inf.
        unstable: the chance that the line grows without end.
    """

    mean: float
    low: float
    high: float
    unstable: float


def estimate_wait(
    arrivals: int,
    observed: float,
    services: np.ndarray,
    desks: int,
    confidence: float = 0.9,
    draws: int = 2000,
    seed: int = 0,
) -> WaitEstimate:
    """The expected wait from what was seen: so many arrivals in a time, and some service times.

    The rate is drawn from its gamma distribution (Jeffreys' prior: shape arrivals + ½, over the time), mean and variation of
    the service from bootstrap samples of the observed times (Efron 1979). For services that are not exponential the wait is
    multiplied by (1 + c²)/2, c the coefficient of variation (Lee and Longton, Operational Research Quarterly 10 (1959)
    56–71); exact for one desk.

    Args:
        arrivals: persons seen, 0 or more, during `observed`, above 0.
        services: observed service times, above 0, two or more.
    """
    services = np.asarray(services, dtype=float)
    if arrivals < 0 or observed <= 0 or desks < 1 or len(services) < 2 or (services <= 0).any():
        raise ValueError(
            "arrivals 0 or more, observed above 0, one desk or more, two services above 0 or more"
        )
    random = np.random.default_rng(seed)
    rates = random.gamma(arrivals + 0.5, 1 / observed, draws)
    samples = random.choice(services, (draws, len(services)))
    waits = _waits(rates, samples.mean(axis=1), samples.var(axis=1), desks)
    tail = (1 - confidence) / 2
    low, high = np.quantile(waits, [tail, 1 - tail], method="inverted_cdf")
    rate = np.array([max(arrivals, 0.5) / observed])
    mean = _waits(rate, services.mean(keepdims=True), services.var(keepdims=True), desks)[0]
    return WaitEstimate(float(mean), float(low), float(high), float(np.isinf(waits).mean()))


def _waits(rates: np.ndarray, means: np.ndarray, variances: np.ndarray, desks: int) -> np.ndarray:
    loads = rates * means
    stable = loads < desks
    waits = np.full(len(loads), np.inf)
    load = loads[stable]
    blocked = poisson.pmf(desks, load) / poisson.cdf(desks, load)
    waiting = desks * blocked / (desks - load * (1 - blocked))
    leaving = desks / means[stable] - rates[stable]
    waits[stable] = waiting / leaving * (1 + variances[stable] / means[stable] ** 2) / 2
    return waits
