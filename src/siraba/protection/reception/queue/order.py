"""Whose turn it is. No clock, no database: who waits and who calls come in, who is called comes out.

Among those who wait, the highest class goes first. Within a class a desk is offered first those whose language is spoken
there, then whoever has waited longest; once somebody has waited as long as `patience`, language no longer counts for her, so
that nobody is passed over for her language for longer than that. A family or a group is one: it has the highest class, the
longest wait and all the languages of its members, and is called together. Who was called and did not come lets the others
go before for a while, and keeps her place.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits; `party` names those whom she is called with, `held` that she was just called in vain."""

    id: Any
    priority: int
    since: datetime
    languages: frozenset[str] = frozenset()
    party: Hashable = None
    held: bool = False


def meets(spoken: frozenset[str], languages: frozenset[str]) -> bool:
    """Whether they can talk, as far as is known: where nobody said what is spoken, nothing speaks against it."""
    return not spoken or not languages or bool(spoken & languages)


def next_called(
    waiting: Iterable[Waiting], *, languages: frozenset[str], now: datetime, patience: timedelta
) -> list[Waiting]:
    """Those who are called together to a desk at which these languages are spoken; nobody when nobody waits."""
    groups: dict[Hashable, list[Waiting]] = {}
    for one in waiting:
        groups.setdefault(("alone", one.id) if one.party is None else ("party", one.party), []).append(one)

    def turn(group: list[Waiting]) -> tuple:
        since = min(one.since for one in group)
        near = meets(spoken_by(group), languages) or now - since >= patience
        return (
            all(one.held for one in group),
            min(one.priority for one in group),
            not near,
            since,
            min(str(one.id) for one in group),
        )

    return min(groups.values(), key=turn, default=[])


def spoken_by(group: Iterable[Waiting]) -> frozenset[str]:
    return frozenset().union(*(one.languages for one in group))
