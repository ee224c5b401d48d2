"""Acts of civil status as the rules read them, and the mandates of those who make them."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a register. What is not written is an empty text, or None. Times are UTC, without a zone."""

    act_id: str
    centre_id: str
    register: str
    register_year: int
    act_number: int
    centre_type: str = ""
    region: str = ""
    form_serial: str = ""
    status: str = ""
    mode: str = ""
    judgment_no: str = ""
    court: str = ""
    judgment_date: date | None = None
    hearing_id: str = ""
    birth_date: date | None = None
    birth_precision: str = ""
    birth_region: str = ""
    act_date: date | None = None
    keyed_at: datetime | None = None
    approved_at: datetime | None = None
    operator_id: str = ""
    approver_id: str = ""
    officer_id: str = ""
    child_last: str = ""
    child_first: str = ""
    sex: str = ""
    father_name: str = ""
    mother_name: str = ""
    mother_id: str = ""
    mother_birth_year: int | None = None
    declarant_id: str = ""
    declarant_relation: str = ""
    witness1_id: str = ""
    witness2_id: str = ""

    @property
    def void(self) -> bool:
        """A form that was spoilt, or an act that was annulled: its number is accounted for, nothing else is judged."""
        return self.status.casefold().startswith(("void", "annul", "nul", "cancel"))

    @property
    def series(self) -> tuple[str, str, int]:
        return self.centre_id, self.register, self.register_year

    @property
    def suppletive(self) -> bool:
        return self.register == "JS"

    @property
    def exact_birth(self) -> bool:
        """The day of birth is said to be known."""
        return self.birth_date is not None and self.birth_precision.casefold() in (
            "",
            "day",
            "jour",
            "d",
            "j",
        )

    @property
    def mother(self) -> str:
        """Whoever the mother is, as far as the register tells her from others."""
        return self.mother_id or f"{self.mother_name.casefold()} {self.mother_birth_year or ''}".strip()

    @property
    def approval_seconds(self) -> float | None:
        if self.approved_at is None or self.keyed_at is None:
            return None
        return (self.approved_at - self.keyed_at).total_seconds()

    @property
    def moment(self) -> tuple[datetime, str]:
        return self.keyed_at or datetime.min, self.act_id


@dataclass(frozen=True, slots=True)
class Mandate:
    """An agent may make these kinds of act in a centre from a day to another, both included; no kinds means all."""

    agent_id: str
    centre_id: str
    act_types: frozenset[str] = frozenset()
    starts: date | None = None
    ends: date | None = None

    def covers(self, act: Act, day: date, anywhere: bool = False) -> bool:
        return (
            (anywhere or self.centre_id == act.centre_id)
            and (not self.act_types or act.register in self.act_types)
            and (self.starts is None or self.starts <= day)
            and (self.ends is None or day <= self.ends)
        )


class Acts:
    """Acts in the order of their keying, whatever the order of the file."""

    def __init__(self, acts: Iterable[Act]):
        self.all: tuple[Act, ...] = tuple(sorted(acts, key=lambda act: act.moment))

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[Act]:
        return iter(self.all)

    @cached_property
    def valid(self) -> tuple[Act, ...]:
        return tuple(act for act in self.all if not act.void)


def grouped(acts: Iterable[Act], key: Callable[[Act], Key]) -> dict[Key, list[Act]]:
    """Acts by key, in their order."""
    groups: dict[Key, list[Act]] = defaultdict(list)
    for act in acts:
        groups[key(act)].append(act)
    return groups


def health_agent(who: str) -> bool:
    """An agent of health of the official list, who declares births by duty."""
    return who.startswith("DM")


def village_chief(who: str) -> bool:
    """A chief of a village or a quarter of the official list."""
    return bool(re.match(r"W\d*c", who))
