"""What several people wrote of one arrival, without seeing each other: a set of entries that only grows.

An entry names those that its author had seen and writes over; what no other entry writes over stands. Where several stand
and do not say the same, a person has to look, and until then the latest counts, or the safer one where safety depends on
it. All of it follows from the set alone, so that any order of exchanges ends in the same. (A multi-value register: Shapiro
et al., A comprehensive study of convergent and commutative replicated data types, INRIA RR-7506, 2011.)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

PRESENCES = ("here", "double", "mistake", "absent", "expected")
# A person who is said to be here is here, a child who is said to be alone is alone, until somebody has looked.
SAFER: Mapping[str, Callable[[Any], int]] = {
    "presence": lambda value: -PRESENCES.index(value),
    "alone": lambda value: int(bool(value)),
    "danger": lambda value: int(bool(value)),
}


@dataclass(frozen=True)
class Entry:
    """`value` of a field, written at a moment (ISO 8601, UTC) by a device or a page; `over` are identifiers of entries."""

    id: str
    field: str
    value: Any
    at: str
    over: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Entry":
        return cls(kept["id"], kept["field"], kept["value"], kept["at"], tuple(kept["over"]))

    def kept(self) -> dict[str, Any]:
        return asdict(self)


class Versions:
    """The entries of one arrival."""

    def __init__(self, entries: Iterable[Entry] = ()):
        self._entries = {entry.id: entry for entry in entries}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Versions) and self._entries == other._entries

    def add(self, entries: Iterable[Entry]) -> bool:
        """Take entries in; whether any of them was new. One that is here already stays as it is."""
        before = len(self._entries)
        for entry in entries:
            self._entries.setdefault(entry.id, entry)
        return len(self._entries) > before

    def kept(self) -> list[dict[str, Any]]:
        return [self._entries[key].kept() for key in sorted(self._entries)]

    def heads(self) -> dict[str, list[Entry]]:
        """By field, the entries that nobody wrote over; the one that counts comes first."""
        over = {seen for entry in self._entries.values() for seen in entry.over}
        found: dict[str, list[Entry]] = {}
        for entry in self._entries.values():
            if entry.id not in over:
                found.setdefault(entry.field, []).append(entry)
        return {field: sorted(each, key=_weight, reverse=True) for field, each in sorted(found.items())}

    def standing(self) -> dict[str, Any]:
        """What counts, by field."""
        return {field: heads[0].value for field, heads in self.heads().items()}

    def differing(self) -> dict[str, list[Any]]:
        """The fields of which different things are said, and what is said, that which counts first."""
        said = {
            field: list({repr(head.value): head.value for head in heads}.values())
            for field, heads in self.heads().items()
        }
        return {field: values for field, values in said.items() if len(values) > 1}


def _weight(entry: Entry) -> tuple[int, str, str]:
    safer = SAFER.get(entry.field)
    return (safer(entry.value) if safer else 0, entry.at, entry.id)
