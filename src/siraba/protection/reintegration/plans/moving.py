"""What other rooms do when a plan moves: they register it here, since they stand above."""

from collections.abc import Callable

from siraba.protection.reintegration.plans.models import ReintegrationPlan

Told = Callable[[ReintegrationPlan], None]
_told: list[Told] = []


def when_plan_moves(do: Told) -> None:
    """Call `do` with each plan that was drafted, changed, started or ended, within the transaction of the act."""
    _told.append(do)


def tell(plan: ReintegrationPlan) -> None:
    for do in _told:
        do(plan)
