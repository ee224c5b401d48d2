"""The board of branches: each room of the reception registers the figures that it can give, and where it leads."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from siraba.foundation.access.actor import Actor
from siraba.protection.reception.branches.models import Branch


@dataclass(frozen=True)
class Figure:
    """One number of a branch, today. `alert` says that somebody has to look; `url` leads to what is behind it."""

    label: str
    value: str
    alert: bool = False
    url: str = ""


# Figures by the number of the unit, in a constant number of queries whatever the number of branches
FigureMaker = Callable[[Actor, Sequence[Branch]], Mapping[int, Sequence[Figure]]]
_makers: list[tuple[int, FigureMaker]] = []


def register(make: FigureMaker, order: int = 100) -> None:
    """Add the figures of a room to the board of every branch."""
    _makers.append((order, make))
    _makers.sort(key=lambda entry: entry[0])


def figures_of(actor: Actor, branches: Sequence[Branch]) -> dict[int, list[Figure]]:
    """The figures of these branches, which are the actor's to see, by the number of their unit."""
    found: dict[int, list[Figure]] = {branch.unit_id: [] for branch in branches}
    for _order, make in _makers:
        for unit, figures in make(actor, branches).items():
            found[unit].extend(figures)
    return found


@dataclass(frozen=True)
class Door:
    """A page of the reception, beneath the board: `report` puts it among the reports."""

    label: str | Promise
    url_name: str
    roles: Collection[str]
    order: int = 100
    report: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_doors: list[Door] = []


def open_door(door: Door) -> None:
    """Lead from the board to a page of a room."""
    _doors.append(door)
    _doors.sort(key=lambda one: one.order)


def doors_of(actor: Actor, report: bool = False) -> list[Door]:
    return [door for door in _doors if actor.role in door.roles and door.report == report]
