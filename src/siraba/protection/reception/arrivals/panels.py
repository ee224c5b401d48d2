"""What the rooms above add to the page of an arrival: its place, its turn, where it is sent."""

from collections.abc import Callable

from siraba.foundation.access.actor import Actor
from siraba.protection.cases.panels import Panel
from siraba.protection.reception.arrivals.models import Arrival

PanelMaker = Callable[[Actor, Arrival], Panel | None]
_makers: list[PanelMaker] = []


def register(make: PanelMaker) -> None:
    _makers.append(make)


def panels_for(actor: Actor, arrival: Arrival) -> list[Panel]:
    made = (make(actor, arrival) for make in _makers)
    return [panel for panel in made if panel is not None]
