"""An order of all nodes that breaks a network as soon as it can: the least area under the curve of the largest component."""

from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.plans import SECONDS, Plan
from siraba.engines.dismantling.search import Progress


def dismantling_order(
    network: Network,
    seconds: float = SECONDS,
    rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Plan:
    """A plan of all n nodes of the largest part whose `R` is the least found. Costs play no part in it."""
    raise NotImplementedError
