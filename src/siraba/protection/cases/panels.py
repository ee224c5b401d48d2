"""What other rooms of the house add to the page of a case, such as its referrals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.templatetags.kit import local_date
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


def dated(moment: datetime, who: str) -> str:
    """When it was written and by whom, in one line."""
    return f"{local_date(moment)}, {who}"


PanelMaker = Callable[[Actor, Case], Panel | None]
_makers: list[tuple[bool, PanelMaker]] = []


def register(make: PanelMaker, apart: bool = False) -> None:
    """Show the panel on the page of a case, or on its page of overrides and justice (`apart`)."""
    _makers.append((apart, make))


def panels_for(actor: Actor, case: Case, apart: bool = False) -> list[Panel]:
    made = (make(actor, case) for is_apart, make in _makers if is_apart is apart)
    return [panel for panel in made if panel is not None]
