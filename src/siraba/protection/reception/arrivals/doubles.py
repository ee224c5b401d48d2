"""Who may have been written down twice on one convoy: the same bracelet, or the same names, sex and age."""

from collections.abc import Sequence
from itertools import combinations

from siraba.engines.matching.names import keys, parts
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.selectors import Known

YEARS = 2


def likely_doubles(known: Sequence[Known]) -> list[tuple[Known, Known]]:
    """Pairs of a convoy that a person should look at; never merged without one."""
    counted = [one for one in known if one.arrival.presence in (Presence.HERE, Presence.EXPECTED)]
    heard = {one.arrival.pk: [keys(part) for part in parts(one.says.get("names", ""))] for one in counted}
    return [
        (one, other)
        for one, other in combinations(counted, 2)
        if _same_band(one, other)
        or (_same_facts(one, other) and _same_names(heard[one.arrival.pk], heard[other.arrival.pk]))
    ]


def _same_band(one: Known, other: Known) -> bool:
    return bool(one.arrival.band) and one.arrival.band == other.arrival.band


def _same_facts(one: Known, other: Known) -> bool:
    age, other_age = one.says.get("age"), other.says.get("age")
    alike = age is None or other_age is None or abs(age - other_age) <= YEARS
    return alike and one.arrival.sex == other.arrival.sex


def _same_names(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> bool:
    """Every part of the shorter is heard in the longer, and there are two at least."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 2 and all(any(part & each for each in longer) for part in shorter)
