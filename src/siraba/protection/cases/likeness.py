"""Is this person already known? Names that sound the same, the same sex, an age that fits: somebody is told, nobody named.

Who receives a person learns that somebody like her is followed elsewhere, not by whom; who follows that somebody is told
where and when, and says whether it is her. What is compared are keyed hashes of protection; the family-links vault has
keys of its own and is never asked.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.locking import lock
from siraba.foundation.access.policy import Category
from siraba.foundation.audit.journal import action, record
from siraba.foundation.people.models import Identity
from siraba.foundation.people.names import keys_as_heard, name_sounds
from siraba.foundation.people.selectors import with_keys
from siraba.protection.cases.models import LIKENESS_MOVES, Case, Likeness

SYSTEM = "whether somebody received is already known; what is found is told to who holds it"
YEARS = 2  # an estimated age is often a year or two off
MOST = 5


def like(case: Case, names: str) -> list[Case]:
    """The cases whose person may be this one, the last received first, five at most."""
    if len(name_sounds(names)) < 2:  # one word says too little: half a village would be told
        return []
    others = Case.objects.system(SYSTEM).exclude(person=case.person_id)
    found = with_keys(others, keys_as_heard(Identity.compartment, names))
    person = case.person
    if person.sex != "unknown":
        found = found.filter(person__sex__in=(person.sex, "unknown"))
    if person.birth_year is not None:
        near = Q(person__birth_year__range=(person.birth_year - YEARS, person.birth_year + YEARS))
        found = found.filter(near | Q(person__birth_year__isnull=True))
    return list(found.order_by("-received_at", "-pk")[:MOST])


def note_likenesses(case: Case, names: str) -> int:
    """Write down whom the person of a new case may be; how many there are."""
    found = like(case, names)
    Likeness.objects.bulk_create(Likeness(case=case, other=other) for other in found)
    return len(found)


def likenesses_visible_to(actor: Actor) -> GuardedQuerySet:
    """On whichever side; `with_sides` adds the cases, of which one may be closed to the actor."""
    return Likeness.objects.visible_to(actor, Category.CASE).order_by("-found_at", "-id")


def with_sides(likenesses: Iterable[Likeness]) -> list[Likeness]:
    """Give likenesses that are open to the actor their two cases; of the one that is not, little is shown."""
    found = list(likenesses)
    rows = Case.objects.system("what may be known of a likeness").select_related("person", "region", "agency")
    cases = rows.in_bulk({pk for one in found for pk in (one.case_id, one.other_id)}) if found else {}
    for one in found:
        one.case, one.other = cases[one.case_id], cases[one.other_id]
    return found


@action
def confirm_likeness(actor: Actor, likeness: Likeness) -> None:
    """Say that it is the same person: who received her learns which agency follows her, and under which code."""
    _answer(actor, likeness, "confirm_likeness")


@action
def dismiss_likeness(actor: Actor, likeness: Likeness) -> None:
    _answer(actor, likeness, "dismiss_likeness")


def _answer(actor: Actor, likeness: Likeness, act: str) -> None:
    check_right(actor, act, likeness)
    lock(likeness)
    LIKENESS_MOVES.advance(likeness, act)
    likeness.answered_by_id, likeness.answered_at = actor.account_id, timezone.now()
    likeness.save()
    record(actor, act, likeness.code)
