"""Plans nearly as good as the best: what to do when one of its removals cannot be carried out."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from siraba.engines.dismantling.errors import Unreachable
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.plans import SECONDS, Plan, plan


def alternatives(
    network: Network,
    target: float,
    best: Plan,
    within: float = 0.25,
    most: int = 3,
    costs: Mapping[Hashable, float] | None = None,
    forbidden: Iterable[Hashable] = (),
    seconds: float = SECONDS,
    **options: Any,
) -> list[Plan]:
    """At most `most` other plans that cost at most 1 + `within` times the best, the cheapest first.

    Each does without one of the first removals of `best`. The options are those of `plan`; `seconds` is for all together.
    """
    forced = set(options.get("forced", ()))
    barred = [name for name in best.nodes if name not in forced][: 2 * most]
    found: list[Plan] = []
    for name in barred:
        try:
            other = plan(
                network, target, costs, forbidden=(*forbidden, name), seconds=seconds / len(barred), **options
            )
        except Unreachable:
            continue
        new = all(set(other.nodes) != set(one.nodes) for one in found)
        if new and other.reached and other.total_cost <= (1 + within) * best.total_cost:
            found.append(other)
    return sorted(found, key=lambda one: one.total_cost)[:most]
