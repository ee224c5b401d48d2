"""Names by their keyed hashes alone: who bears the same name, whatever its spelling.

Of a name there is a key for each word and each two words, as written and as heard (`engines.matching`). Who shares one word
of two shares a third of the keys, who shares both by their sound half of them or more (decision 28).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from siraba.foundation.people.names import keys_of, name_sounds
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.safeguards.models import NameMark

HALF = 0.5
LONG = 3


REMARK = re.compile(r"\([^)]*\)")


def names_in(application: Application) -> list[str]:
    """The applicant's name, then those of the members of a group; what stands in brackets is a remark, and no name."""
    words = application.words
    return [REMARK.sub(" ", name) for name in (words.get("applicant", ""), *(words.get("members") or []))]


def keys(names: str) -> set[str]:
    return keys_of(Application.compartment, names)


def alike(one: set[str], other: set[str]) -> bool:
    """Whether two sets of keys are of one name: they share half of the shorter."""
    fewest = min(len(one), len(other))
    return fewest > 0 and len(one & other) / fewest >= HALF


def bear_one_name(one: str, others: Iterable[str]) -> bool:
    own = keys(one)
    return any(alike(own, keys(other)) for other in others if other)


def index_names(application: Application) -> None:
    """Write the keys of the names of an application anew."""
    NameMark.objects.filter(application=application).delete()
    NameMark.objects.bulk_create(
        NameMark(application=application, place=place, key=key, words=words)
        for place, names in enumerate(names_in(application))
        if (words := len(name_sounds(names))) > 1  # one word says too little: half a village would be told
        for key in sorted(keys(names))
    )


def bearers(application: Application) -> dict[UUID, set[str]]:
    """The applications that bear a name of this one, and the facts that say so: names, member, long_names."""
    own = _of(NameMark.objects.filter(application=application))
    mine = {mark.key for marks in own.values() for mark in marks}
    met = NameMark.objects.filter(key__in=mine).exclude(application=application.pk)
    shared = Counter(met.values_list("application_id", "place"))
    near = {pk for (pk, _place), count in shared.items() if count > 1}
    found: dict[UUID, set[str]] = defaultdict(set)
    for (pk, place), theirs in _of(NameMark.objects.filter(application__in=near)).items():
        for (_own, here), marks in own.items():
            if alike({one.key for one in marks}, {one.key for one in theirs}):
                found[pk] |= _facts(here, place, min(marks[0].words, theirs[0].words))
    return dict(found)


def _facts(here: int, there: int, words: int) -> set[str]:
    if here or there:
        return {"member"}
    return {"names", "long_names"} if words >= LONG else {"names"}


def _of(marks: QuerySet[NameMark]) -> dict[tuple[UUID, int], list[NameMark]]:
    """The keys of each name: by its application and its place there."""
    named: dict[tuple[UUID, int], list[NameMark]] = defaultdict(list)
    for mark in marks:
        named[mark.application_id, mark.place].append(mark)
    return named
