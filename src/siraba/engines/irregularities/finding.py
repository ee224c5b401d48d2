"""All the rules on one register."""

from collections.abc import Iterable
from datetime import date

from siraba.engines.irregularities.acts import Acts, Mandate
from siraba.engines.irregularities.alerts import Alert, by_act
from siraba.engines.irregularities.rules import (
    approvals,
    births,
    bursts,
    dating,
    duplicates,
    hours,
    judgments,
    people,
    sequence,
)
from siraba.engines.irregularities.rules.mandates import outside_mandates

VERSION = 1  # of the rules, for whoever keeps their alerts: one more when a rule changes what it finds
RULES = (
    sequence.sequence_gaps,
    sequence.numbers_reused,
    sequence.forms_reused,
    dating.back_dated,
    bursts.judgment_bursts,
    people.declarants,
    people.witnesses,
    hours.out_of_hours,
    duplicates.duplicates,
    births.impossible_births,
    births.round_dates,
    judgments.judgments_reused,
    approvals.own_approvals,
    approvals.hasty_pairs,
    approvals.out_of_area,
)


def find_irregularities(
    acts: Acts, mandates: Iterable[Mandate] | None = None, today: date | None = None
) -> list[Alert]:
    """Alerts, the likeliest first: one an act, and one a missing number. Acts dated or keyed after `today` are not judged."""
    if today is not None:
        acts = Acts(act for act in acts if act.keyed_at is None or act.keyed_at.date() <= today)
    found = [alert for rule in RULES for alert in rule(acts)]
    if mandates is not None:
        found += outside_mandates(acts, mandates)
    return by_act(found)
