"""What the rooms above do with an act: each adds its way there to the page of the act."""

from typing import NamedTuple

from django.urls import reverse

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, may
from siraba.protection.civil_status.registers.models import Act


class Door(NamedTuple):
    """The page `url_name` (it takes the code of an act) for who may do `act` to one in this state."""

    act: str
    url_name: str
    state: str


_doors: list[Door] = []


def open_door(act: str, url_name: str, state: str) -> None:
    _doors.append(Door(act, url_name, state))


def doors_to(actor: Actor, act: Act) -> list[tuple[str, str]]:
    """Label and address of what the rooms above offer the actor for this act."""
    return [
        (str(ACT_RULES[door.act].label), reverse(door.url_name, args=[act.code]))
        for door in _doors
        if door.state == act.state and may(actor, door.act, act)
    ]
