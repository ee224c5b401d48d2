"""The registers in memory: the people of one vault, as the engine searches them. One for those sought, one for those found.

A register reads the rows whose revision it does not have yet, before each search, and only what has been committed: rows of
one vault get their revisions one after another, so that none is passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any
from uuid import UUID

import numpy as np

from siraba.engines.matching.explanation import Explanation, explained
from siraba.engines.matching.index import Index
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People, Words
from siraba.engines.matching.weights import Weights
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.protection.tracing.models import (
    LIVE,
    LearntWeights,
    Record,
    Registration,
    RegistrationState,
    TracingRequest,
)

SYSTEM = "the register that is searched holds the whole vault"
AT_ONCE = 5_000
STALE = 0.2  # of what the register held: then it is read anew


@dataclass
class Register:
    """The rows of one model of one vault. Not for two threads at once: see `registers`."""

    model: type[Record]
    organisation: int
    words: Words = field(default_factory=Words.empty)
    index: Index = field(init=False)
    revision: int = 0
    ids: list[UUID] = field(default_factory=list)
    matcher: Matcher = field(init=False)
    _numbers: dict[UUID, int] = field(default_factory=dict)
    _weights: UUID | None = None

    def __post_init__(self) -> None:
        self.index = Index(self.words)
        self.matcher = Matcher(self.index)

    def catch_up(self, learnt: LearntWeights | None) -> None:
        """Take in what was saved since, and weigh as decisions have taught."""
        if learnt is not None and learnt.pk != self._weights:
            self._weights = learnt.pk
            self.matcher.weights = Weights.of_json(learnt.words["weights"])
        for rows in self._unread():
            self._remove([pk for pk, _live, _person in rows])
            live = [(pk, person) for pk, is_live, person in rows if is_live]
            if live:
                first = len(self.ids)
                self.index.add(People.of_records([person for _pk, person in live], self.words))
                self.ids.extend(pk for pk, _person in live)
                self._numbers.update({pk: first + place for place, (pk, _person) in enumerate(live)})

    def _unread(self) -> Iterator[list[tuple[UUID, bool, dict[str, Any]]]]:
        while True:
            rows = self.model.objects.system(SYSTEM).filter(
                organisation=self.organisation, revision__gt=self.revision
            )
            read = list(
                rows.order_by("revision").values_list("pk", "revision", "state", "shield", "sealed")[:AT_ONCE]
            )
            if not read:
                return
            self.revision = read[-1][1]
            yield [
                (pk, is_live, self.model.open_words(pk, sealed).get("person", {}) if is_live else {})
                for pk, _revision, state, shield, sealed in read
                for is_live in [not shield and state in SEARCHED]
            ]

    def _remove(self, pks: list[UUID]) -> None:
        numbers = [self._numbers.pop(pk) for pk in pks if pk in self._numbers]
        if numbers:
            self.index.remove(np.array(numbers))

    @property
    def is_stale(self) -> bool:
        return self.index.removed > max(AT_ONCE, STALE * len(self.ids))

    def like(
        self, person: Mapping[str, Any], rows: GuardedQuerySet, most: int
    ) -> list[tuple[Any, Explanation]]:
        """Those of the rows who may be this person, the best first, each with why."""
        answers = explained(self.matcher, self.people(person), 0, most)
        there = rows.in_bulk([self.ids[number] for number, _why in answers])
        pairs = ((there.get(self.ids[number]), why) for number, why in answers)
        return [(record, why) for record, why in pairs if record is not None]

    def people(self, person: Mapping[str, Any]) -> People:
        """One person in the register's own words."""
        return People.of_records([person], self.words)

    def number_of(self, pk: UUID) -> int | None:
        return self._numbers.get(pk)


SEARCHED = {RegistrationState.ACTIVE, *LIVE}
_held: dict[tuple[type[Record], int], Register] = {}
_lock = RLock()


class registers:
    """`with registers(organisation) as (sought, found)`: both, caught up, for this thread alone."""

    def __init__(self, organisation: int):
        self._organisation = organisation

    def __enter__(self) -> tuple[Register, Register]:
        _lock.acquire()
        try:
            learnt = newest_weights(self._organisation)
            return self._caught_up(TracingRequest, learnt), self._caught_up(Registration, learnt)
        except BaseException:
            _lock.release()
            raise

    def __exit__(self, *raised: object) -> None:
        _lock.release()

    def _caught_up(self, model: type[Record], learnt: LearntWeights | None) -> Register:
        held = _held.get((model, self._organisation))
        if held is None or held.is_stale:
            held = _held[model, self._organisation] = Register(model, self._organisation)
        held.catch_up(learnt)
        return held


def forget_registers() -> None:
    """Read everything anew at the next search: for a restored backup, and for tests."""
    _held.clear()


def newest_weights(organisation: int) -> LearntWeights | None:
    rows = LearntWeights.objects.system("how the register weighs").filter(organisation=organisation)
    return rows.order_by("-recorded_at").first()
