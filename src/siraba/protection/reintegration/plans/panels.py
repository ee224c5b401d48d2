"""What the rooms above add to the page of a plan: its follow-ups, its payments."""

from collections.abc import Callable

from siraba.foundation.access.actor import Actor
from siraba.protection.cases.panels import Panel
from siraba.protection.reintegration.plans.models import ReintegrationPlan

PanelMaker = Callable[[Actor, ReintegrationPlan], Panel | None]
_makers: list[PanelMaker] = []


def register(make: PanelMaker) -> None:
    _makers.append(make)


def panels_for(actor: Actor, plan: ReintegrationPlan) -> list[Panel]:
    made = (make(actor, plan) for make in _makers)
    return [panel for panel in made if panel is not None]
