"""The least cost with its proof, on small networks."""

from collections.abc import Hashable, Iterable, Mapping

from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.plans import Plan
from siraba.engines.dismantling.rounds import Progress


def exact(
    network: Network,
    target: float,
    seconds: float = 60.0,
    costs: Mapping[Hashable, float] | None = None,
    forbidden: Iterable[Hashable] = (),
    forced: Iterable[Hashable] = (),
    seed: int = 0,
    progress: Progress | None = None,
) -> Plan:
    """The best plan found within `seconds`, with `bound` (no plan costs less) and `proven` (the two are equal)."""
    raise NotImplementedError
