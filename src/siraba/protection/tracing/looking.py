"""A question to the register without a request: who may this be, on either side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from siraba.engines.matching.explanation import Explanation, explain
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.audit.journal import action, record
from siraba.protection.tracing.describing import described
from siraba.protection.tracing.models import Record
from siraba.protection.tracing.register import Register, registers
from siraba.protection.tracing.selectors import registrations_visible_to, requests_visible_to

MOST = 5


@dataclass(frozen=True)
class Answer:
    record: Record
    probability: float
    explanation: Explanation


@action
def look_in_register(actor: Actor, *, person: Mapping[str, Any]) -> list[Answer]:
    """Those found, then those sought, who may be this person; the best of each side first."""
    check_right(actor, "look_in_register")
    described_ = described(person, timezone.localdate())
    with registers(actor.home) as (sought, found):
        answers = [
            *_ask(found, described_, registrations_visible_to(actor)),
            *_ask(sought, described_, requests_visible_to(actor)),
        ]
    record(actor, "look_in_register", count=len(answers))
    return answers


def _ask(register: Register, person: Mapping[str, Any], visible: Any) -> list[Answer]:
    matcher, people = register.matcher, register.people(person)
    ranked = matcher.rank(people, 0, MOST)
    numbers = ranked.records.tolist()
    there = visible.in_bulk([register.ids[number] for number in numbers])
    answers = []
    for number, probability in zip(numbers, ranked.probability.tolist(), strict=True):
        one, why = there.get(register.ids[number]), explain(matcher, people, 0, number)
        if one is not None and why is not None and why.weight > 0:
            answers.append(Answer(one, probability, why))
    return answers
