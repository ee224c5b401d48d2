"""What a device may carry; the room that holds the records says it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid
from siraba.foundation.forms.models import FormVersion

UNREADABLE = _("Cet envoi n’est pas lisible ; rien n’est perdu, réessayez.")


@dataclass(frozen=True)
class Offer:
    """A record that the actor may take along: its code, and what tells it apart."""

    code: str
    title: str
    detail: str


@dataclass(frozen=True)
class Field:
    """A field that may be changed without network: how it is called, and its choices where it has some."""

    label: str | Promise
    choices: Sequence[tuple[str, str]] = ()
    kind: str = "text"


@dataclass(frozen=True)
class Content:
    """What a device keeps of a record: facts to read, the fields that may be changed, the forms that fit it alone.

    A field that is not open to the actor is left out.
    """

    code: str
    title: str
    facts: Sequence[tuple[str, str]]
    fields: Mapping[str, str]
    forms: Sequence[int]


class Carrier(Protocol):
    """The records, as devices know them, in the actor's language."""

    def offers(self, actor: Actor) -> list[Offer]:
        """What may be taken along, what is due first at the head."""

    def find(self, actor: Actor, codes: Collection[str]) -> list[Any]:
        """Those of the records that are open to the actor."""

    def contents(self, actor: Actor, records: Sequence[Any]) -> list[Content]: ...

    def forms(self, actor: Actor) -> tuple[list[FormVersion], list[FormVersion]]:
        """The forms that begin a record, and those that fit every record, also one that has no code yet."""

    def fields(self) -> Mapping[str, Field]: ...

    def values(self, actor: Actor, record: Any) -> dict[str, str]:
        """What stands in the fields now."""

    def change(self, actor: Actor, record: Any, field: str, value: str) -> None:
        """Write one of them. Raises Refusal as the act behind it does."""

    def told(self, actor: Actor, code: str) -> str:
        """What its author must know once a record begun without network is here; may be empty."""


_carriers: list[Carrier] = []


def register(carrier: Carrier) -> None:
    _carriers.append(carrier)


def carrier() -> Carrier:
    return _carriers[0]


class Load(Protocol):
    """What a room gives to its devices besides records, and takes from them: things that may be written by many at once,
    which the room itself puts together so that the order of exchanges does not matter."""

    name: str

    def open_to(self, actor: Actor) -> bool: ...

    def take(self, actor: Actor, device: UUID, said: Mapping[str, Any]) -> tuple[str, str]:
        """Take in what a device says; the code of what it is about, and words for its author, or none.

        Written again it changes nothing. Raises Refusal.
        """

    def give(self, actor: Actor, device: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
        """What every device of the actor holds: the things by their numbers, and what is common to them."""


S = TypeVar("S", bound=BaseModel)


def read_said(kind: type[S], said: Mapping[str, Any]) -> S:
    """What a device says, as `kind`. Raises Invalid."""
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        raise Invalid(str(UNREADABLE)) from error


_loads: dict[str, Load] = {}


def register_load(load: Load) -> None:
    _loads[load.name] = load


def loads_of(actor: Actor) -> dict[str, Load]:
    return {name: load for name, load in _loads.items() if load.open_to(actor)}
