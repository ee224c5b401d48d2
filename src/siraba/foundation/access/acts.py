"""May this actor do this act to this record, and if not, why; which moves are open, and to whom.

An app's `rules.py` allows its acts (`allow`), its `models.py` says which states each act leads from and to
(`Moves`); its `actions.py` asks both before it saves.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role

Label = str | Promise
Holds = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class ActRule:
    """Who may do one act, for which purposes, to which records, and the reason given when a record is refused."""

    name: str
    label: Label
    roles: frozenset[Role]
    purposes: frozenset[Purpose]
    holds: Holds
    why: Label

    def open_to(self, actor: Actor, record: Any) -> bool:
        return actor.role in self.roles and actor.purpose in self.purposes and self.holds(actor, record)


ACT_RULES: dict[str, ActRule] = {}


def allow(
    name: str, label: Label, roles: Collection[Role], purposes: Collection[Purpose], holds: Holds, why: Label
) -> None:
    """Write one row of the table of acts."""
    ACT_RULES[name] = ActRule(name, label, frozenset(roles), frozenset(purposes), holds, why)


def of_an_agency(actor: Actor, _record: Any) -> bool:
    """For what is about no record yet: any account that belongs to an organisation."""
    return actor.organisation_id is not None


def check_right(actor: Actor, name: str, record: Any = None) -> None:
    """Let the act pass, or say why not.

    Raises:
        NotAllowed: by role, by purpose, or for this record.
    """
    rule = ACT_RULES[name]
    if actor.role not in rule.roles or actor.purpose not in rule.purposes:
        raise NotAllowed
    if not rule.holds(actor, record):
        raise NotAllowed(str(rule.why))


def may(actor: Actor, name: str, record: Any = None) -> bool:
    return ACT_RULES[name].open_to(actor, record)


@dataclass(frozen=True)
class Move:
    """The states an act starts from and the one it leads to; in the states of `also` it is open and moves nothing."""

    sources: tuple[str, ...]
    target: str = ""
    also: tuple[str, ...] = ()

    @property
    def open_in(self) -> tuple[str, ...]:
        return self.sources + self.also


class Moves:
    """The state table of one kind of record: act → move."""

    def __init__(self, moves: Mapping[str, Move]):
        self._moves = moves

    def __iter__(self):
        return iter(self._moves.items())

    def open_from(self, state: str) -> list[str]:
        return [name for name, move in self._moves.items() if state in move.open_in]

    def require(self, record: Any, name: str) -> Move:
        """The move, if it is open from the record's state.

        Raises:
            StateNotOpen: the table does not name this move from there.
        """
        move = self._moves[name]
        if record.state not in move.open_in:
            raise StateNotOpen(self._message(record, name))
        return move

    def advance(self, record: Any, name: str) -> None:
        """Set the record's next state, or raise StateNotOpen."""
        move = self.require(record, name)
        if record.state in move.sources:
            record.state = move.target

    def open_acts(self, actor: Actor, record: Any) -> list[ActRule]:
        """The acts that this actor may do to this record now."""
        names = self.open_from(record.state)
        return [ACT_RULES[name] for name in names if name in ACT_RULES and may(actor, name, record)]

    def _message(self, record: models.Model, name: str) -> str:
        state = record.state  # type: ignore[attr-defined]
        by_roles: dict[frozenset[Role], list[str]] = {}
        for act, move in self._moves.items():
            if state in move.sources and act in ACT_RULES:
                by_roles.setdefault(ACT_RULES[act].roles, []).append(str(ACT_RULES[act].label))
        moves = "; ".join(f"{', '.join(labels)} ({_roles(roles)})" for roles, labels in by_roles.items())
        return _(
            "« %(act)s » n’est pas possible : l’état est « %(state)s ». Étapes ouvertes : %(moves)s."
        ) % {
            "act": ACT_RULES[name].label if name in ACT_RULES else name,
            "state": record.get_state_display(),  # type: ignore[attr-defined]
            "moves": moves or _("aucune"),
        }


def _roles(roles: Iterable[Role]) -> str:
    return ", ".join(sorted(str(role.label) for role in roles))
