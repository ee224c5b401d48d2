"""A plan for a network that is seen in part: made on many networks that it may really be, and tried on others."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.plans import SECONDS, Plan

SAMPLES = 200


@dataclass(frozen=True)
class Trial:
    """What an order does on sampled networks that it was not made on.

    `R`: its mean, `low` and `high` the 5th and 95th percentiles. `curve` (steps + 1, 3): the largest component as a share of the
    nodes before the first step and after each, mean and the same percentiles.
    """

    R: float
    low: float
    high: float
    curve: np.ndarray


@dataclass(frozen=True)
class Robust:
    """The robust plan beside the best one, each with its trial on the same networks.

    `presence` tells for each step of the robust plan in what share of the sampled networks a plan made for that network alone
    has it too.
    """

    plan: Plan
    plain: Plan
    trial: Trial
    plain_trial: Trial
    presence: np.ndarray


def sample(network: Network, missing: float, false: float, seed: int) -> Network:
    """A network that this one may really be: edges dropped as false, the weak ones first, and as many added as may be missing."""
    raise NotImplementedError


def robust(
    network: Network,
    target: float,
    samples: int = SAMPLES,
    missing: float = 0.2,
    false: float = 0.05,
    seconds: float = SECONDS,
    seed: int = 0,
    **options: Any,
) -> Robust:
    """The plan that does best on average over networks that this one may really be. The options are those of `plan`."""
    raise NotImplementedError
