"""Nodes that are central by one weak source alone."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.plans import Plan


@dataclass(frozen=True)
class Fragile:
    """A removal that would do less than half as much without the edges that `source` alone tells of."""

    node: Hashable
    source: Hashable
    links: int
    effect: int
    effect_without: int


def fragile(
    network: Network,
    plan: Plan,
    evidence: Sequence[tuple[Hashable, Hashable, Hashable, float]],
    weak: float = 0.5,
) -> list[Fragile]:
    """The nodes of a plan that owe their place to one source weaker than `weak`.

    `evidence`: (end, other end, source, strength in 0–1), one for each time that a source tells of an edge.
    """
    raise NotImplementedError
