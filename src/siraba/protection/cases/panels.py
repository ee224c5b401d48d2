"""What other rooms of the house add to the page of a case, such as its referrals."""

from collections.abc import Callable
from dataclasses import dataclass, field

from siraba.foundation.access.actor import Actor
from siraba.protection.cases.models import Case


@dataclass(frozen=True)
class PanelRow:
    title: str
    url: str
    state: str
    state_label: str
    detail: str = ""


@dataclass(frozen=True)
class Panel:
    """A titled list on the page of a case, with the link that adds to it where the actor may."""

    title: str
    rows: list[PanelRow] = field(default_factory=list)
    empty: str = ""
    add_url: str = ""
    add_label: str = ""


PanelMaker = Callable[[Actor, Case], Panel | None]
_makers: list[PanelMaker] = []


def register(make: PanelMaker) -> None:
    _makers.append(make)


def panels_for(actor: Actor, case: Case) -> list[Panel]:
    return [panel for make in _makers if (panel := make(actor, case)) is not None]
