"""A question to the register without a request: who may this be, on either side."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from siraba.engines.matching.explanation import Explanation
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.audit.journal import action, record
from siraba.protection.tracing.describing import described
from siraba.protection.tracing.models import Record
from siraba.protection.tracing.register import registers
from siraba.protection.tracing.selectors import registrations_visible_to, requests_visible_to

MOST = 5


@action
def look_in_register(actor: Actor, *, person: Mapping[str, Any]) -> list[tuple[Record, Explanation]]:
    """Those found, then those sought, who may be this person, the best of each side first, each with why."""
    check_right(actor, "look_in_register")
    sought_after = described(person, timezone.localdate())
    with registers(actor.home) as (sought, found):
        answers = [
            *found.like(sought_after, registrations_visible_to(actor), MOST),
            *sought.like(sought_after, requests_visible_to(actor), MOST),
        ]
    answers = [(one, why) for one, why in answers if why.weight > 0]
    record(actor, "look_in_register", count=len(answers))
    return answers
