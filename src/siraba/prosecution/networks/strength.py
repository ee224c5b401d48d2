"""How much the statements of a link are worth together, from 0 to 1. The weights are this project's proposal, à valider.

A statement weighs what its source is worth times what it says is worth. Statements of one origin count as the best of
them; independent origins are combined as 1 − ∏(1 − wᵢ), the chance that at least one is right if each were on its own. It is
a convention for ordering leads, not a probability that somebody did something.
"""

from collections.abc import Iterable

RELIABILITY = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2, "F": 0.3}
CREDIBILITY = {"1": 1.0, "2": 0.8, "3": 0.6, "4": 0.4, "5": 0.2, "6": 0.3}
# Nothing is certain: a link that only records tell may be a telephone that was lent
MOST = 0.95


def weight(reliability: str, credibility: str) -> float:
    return min(MOST, RELIABILITY[reliability] * CREDIBILITY[credibility])


def together(graded: Iterable[tuple[str, str, str]]) -> tuple[float, int]:
    """The strength and the number of independent origins of (origin, reliability, credibility); (0, 0) for none."""
    best: dict[str, float] = {}
    for origin, reliability, credibility in graded:
        best[origin] = max(best.get(origin, 0.0), weight(reliability, credibility))
    doubt = 1.0
    for one in best.values():
        doubt *= 1 - one
    return (min(MOST, round(1 - doubt, 4)), len(best)) if best else (0.0, 0)
