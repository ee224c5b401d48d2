"""Rounds of a search: two chains side by side, one a thread, until the clock or a number of rounds ends them.

What comes out depends on the seed and on the rounds alone; the clock only decides how many there are.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Timer
from typing import TypeVar

import numpy as np

CHAINS = 2
PATIENCE = 100  # rounds without anything better, after which nothing more is expected

Progress = Callable[[float, float], None]
State = TypeVar("State")


@dataclass
class Clock:
    """`stop[0]` becomes true when time is over; loops without the interpreter's lock look at it."""

    seconds: float
    began: float = field(default_factory=time.monotonic)
    stop: np.ndarray = field(default_factory=lambda: np.zeros(1, np.bool_))

    @property
    def spent(self) -> float:
        return time.monotonic() - self.began

    @property
    def is_over(self) -> bool:
        return bool(self.stop[0])


@contextmanager
def clock(seconds: float) -> Iterator[Clock]:
    running = Clock(seconds)
    timer = Timer(seconds, running.stop.__setitem__, (0, True))
    timer.daemon = True
    timer.start()
    try:
        yield running
    finally:
        timer.cancel()


def search(
    starts: list[State],
    step: Callable[[State, int], State],
    value: Callable[[State], float],
    clock: Clock,
    rounds: int | None,
    progress: Progress | None = None,
) -> tuple[State, int]:
    """The state of least `value`, and the rounds done. `step(state, number)` gives one no worse; numbers differ between chains.

    Every second round, all chains go on from the best. Ends early after `PATIENCE` rounds that found nothing better.
    """
    ranked = sorted(starts, key=value)
    chains = [ranked[one % len(ranked)] for one in range(CHAINS)]
    best, done, since = ranked[0], 0, 0
    with ThreadPoolExecutor(CHAINS) as threads:
        while not clock.is_over and since < PATIENCE and (rounds is None or done < rounds):
            chains = list(threads.map(step, chains, range(done * CHAINS, (done + 1) * CHAINS)))
            done += 1
            better = min(chains, key=value)
            since = since + 1 if value(better) >= value(best) else 0
            best = min((better, best), key=value)
            if done % 2 == 0:
                chains = [best] * CHAINS
            if progress:
                progress(min(clock.spent, clock.seconds), clock.seconds)
    return best, done
