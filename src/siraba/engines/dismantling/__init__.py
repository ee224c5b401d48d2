"""Which removals break a network most for the least effort: plans, their doubt, and proof where the network is small.

`Network` holds the graph; `plan` gives the removals in order with the reason of each; `alternatives` others nearly as good;
`exact` the least cost with a proof or a bound; `dismantling_order` an order of all nodes that breaks the network soonest;
`robust` a plan made for what the network may really be, beside the plain one; `fragile` nodes central by one weak source alone.

Each name is read from its module when it is first asked for, so that the command's help need not wait for the compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siraba.engines.dismantling.choices import alternatives
    from siraba.engines.dismantling.doubt import Fragile, fragile
    from siraba.engines.dismantling.errors import BadNetwork, Unreachable
    from siraba.engines.dismantling.network import Network, largest_component
    from siraba.engines.dismantling.plans import Plan, Step, cap_of, dismantling_order, least_target, plan
    from siraba.engines.dismantling.proof import exact
    from siraba.engines.dismantling.robustness import Robust, Trial, robust, trial
    from siraba.engines.dismantling.sampling import sample

_MODULES = {
    "BadNetwork": "errors",
    "Fragile": "doubt",
    "Network": "network",
    "Plan": "plans",
    "Robust": "robustness",
    "Step": "plans",
    "Trial": "robustness",
    "Unreachable": "errors",
    "alternatives": "choices",
    "cap_of": "plans",
    "dismantling_order": "plans",
    "exact": "proof",
    "fragile": "doubt",
    "largest_component": "network",
    "least_target": "plans",
    "plan": "plans",
    "robust": "robustness",
    "sample": "sampling",
    "trial": "robustness",
}

__all__ = [
    "BadNetwork",
    "Fragile",
    "Network",
    "Plan",
    "Robust",
    "Step",
    "Trial",
    "Unreachable",
    "alternatives",
    "cap_of",
    "dismantling_order",
    "exact",
    "fragile",
    "largest_component",
    "least_target",
    "plan",
    "robust",
    "sample",
    "trial",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
