"""People whom two agencies follow without knowing: looked for each night, or when asked, among all cases of protection.

Keyed hashes of names, sex, year of birth and region of reception are compared; no name is opened. What is found becomes a
likeness, as at a reception: who holds the case that was there first says whether it is one person. Nothing is merged.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from siraba.engines.matching.duplicates import Answer, Chances, Pair, Record, find, learnt
from siraba.foundation.audit.journal import action, record
from siraba.foundation.people.models import Identity
from siraba.protection.cases.likeness import MOST, SYSTEM
from siraba.protection.cases.models import LIKENESS_MOVES, Case, Likeness, LikenessState

NOT_KNOWN = "unknown"
READ_AT_ONCE = 5_000
BITS = 16  # hexadecimal digits of a key that are compared: 64 bits
Progress = Callable[[int, int], None]
Known = dict[frozenset[UUID], Likeness]


def look_for_duplicates(progress: Progress | None = None) -> int:
    """Compare all cases and write down the likenesses that are new; how many. None where the engine is `none`.

    The comparing, which takes minutes, is outside of any transaction.
    """
    if settings.DUPLICATES_ENGINE == "none":
        return 0
    records = list(_records(progress))
    stated = Chances(known=settings.DUPLICATES_KNOWN)
    pairs = _find(records, stated)
    said = list(_answers(pairs))
    if len(said) >= settings.DUPLICATES_ANSWERS:
        pairs = _find(records, learnt(stated, said))
    return find_duplicates(None, pairs)


@action
def find_duplicates(actor: None, pairs: Sequence[Pair]) -> int:
    """Write down which cases may be of one person, the likeliest first, five at most a case; returns how many.

    A pair that was said to be two people comes again only when one of them was corrected since.
    """
    ids = {UUID(side) for pair in pairs for side in (pair.one, pair.other)}
    cases = Case.objects.system(SYSTEM).select_related("person").in_bulk(ids)
    known, found, asked = _known(), 0, Counter[UUID]()
    for pair in pairs:
        sides = [cases[pk] for side in (pair.one, pair.other) if (pk := UUID(side)) in cases]
        if len(sides) < 2:
            continue
        first, last = sorted(sides, key=lambda case: (case.received_at, case.pk))
        asked[last.pk] += 1
        if asked[last.pk] <= MOST:
            found += _note(known.get(frozenset((first.pk, last.pk))), first, last)
    record(actor, "find_duplicates", count=found)
    return found


def _note(likeness: Likeness | None, first: Case, last: Case) -> bool:
    if likeness is None:
        Likeness(case=last, other=first).save(force_insert=True)
        return True
    if likeness.state != LikenessState.DIFFERENT or not _corrected_since(likeness, first, last):
        return False
    LIKENESS_MOVES.advance(likeness, "find_duplicates")
    likeness.found_at, likeness.answered_by_id, likeness.answered_at = timezone.now(), None, None
    likeness.save()
    return True


def _corrected_since(likeness: Likeness, *cases: Case) -> bool:
    corrected = [case.person.corrected_at for case in cases if case.person.corrected_at]
    return likeness.answered_at is not None and any(at > likeness.answered_at for at in corrected)


def _find(records: list[Record], chances: Chances) -> list[Pair]:
    engine, least = settings.DUPLICATES_ENGINE, settings.DUPLICATES_PROBABILITY
    return find(records, chances, least, engine, settings.SPARK_MASTER)


def _answers(pairs: Sequence[Pair]) -> Iterator[Answer]:
    """What caseworkers said of these pairs."""
    known = _known()
    for pair in pairs:
        likeness = known.get(frozenset((UUID(pair.one), UUID(pair.other))))
        if likeness and likeness.state != LikenessState.OPEN:
            same = likeness.state == LikenessState.SAME
            yield Answer(pair.levels, pair.free, pair.probability, same)


def _known() -> Known:
    rows = Likeness.objects.system(SYSTEM).order_by("found_at").iterator(chunk_size=READ_AT_ONCE)
    return {frozenset((one.case_id, one.other_id)): one for one in rows}


def _records(progress: Progress | None) -> Iterator[Record]:
    """The cases whose person has a name to be found by: of whom was made anonymous or erased, there is none."""
    keys = dict(_keys_by_person())
    rows = Case.objects.system(SYSTEM).order_by("pk")
    columns = ("pk", "person_id", "agency_id", "person__sex", "person__birth_year", "region_id")
    total = rows.count()
    read = rows.values_list(*columns).iterator(chunk_size=READ_AT_ONCE)
    for done, (pk, person, agency, sex, born, region) in enumerate(read, 1):
        if progress:
            progress(done, total)
        if person in keys:
            told = None if sex == NOT_KNOWN else sex
            place = None if region is None else str(region)
            yield Record(str(pk), str(person), str(agency), keys[person], told, born, place)


def _keys_by_person() -> Iterator[tuple[UUID, array]]:
    named = Identity.objects.system(SYSTEM).filter(keys__isnull=False).order_by("person_id")
    rows = named.values_list("person_id", "keys__key")
    for person, keys in groupby(rows.iterator(chunk_size=READ_AT_ONCE), itemgetter(0)):
        yield person, array("Q", (int(key[:BITS], 16) for _person, key in keys))
