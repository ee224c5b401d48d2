"""My work of the day: an app registers, for some roles, a function that gives one section of the page."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from siraba.foundation.access.actor import Actor

ROWS = 10


@dataclass(frozen=True)
class Row:
    """One thing to do: where it leads, its state with the label, and its deadline if it has one.

    `press` is the address and the label of an act that needs no more than one button.
    """

    title: str
    url: str
    detail: str = ""
    state: str = ""
    state_label: str = ""
    due: datetime | None = None
    press: tuple[str, str] | None = None


@dataclass(frozen=True)
class Section:
    """A list of the day. `empty` says what it means that nothing is there; `url` leads to the whole list."""

    title: str
    rows: Sequence[Row]
    empty: str
    url: str = ""


SectionMaker = Callable[[Actor], Section | None]
_makers: list[tuple[int, Collection[str], SectionMaker]] = []


def register(make: SectionMaker, roles: Collection[str], order: int = 100) -> None:
    """Show the section to these roles; a function that gives None leaves its section out."""
    _makers.append((order, roles, make))
    _makers.sort(key=lambda entry: entry[0])


def sections_for(actor: Actor) -> list[Section]:
    """The sections of the actor's role, in order, each with ten rows at most."""
    made = (make(actor) for _order, roles, make in _makers if actor.role in roles)
    return [
        Section(section.title, section.rows[:ROWS], section.empty, section.url)
        for section in made
        if section is not None
    ]
