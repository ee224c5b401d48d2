"""Which records each list showed: taken from the sealed lines by the timer, so that nobody waits for it while reading."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Max, QuerySet

from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.models import AuditLine, AuditMention

LISTS = ("list_cases", "list_referrals", "list_disclosures", "list_determinations")
AT_ONCE = 500


def index_mentions() -> int:
    """Read the lines sealed since the last time; returns how many mentions were added.

    Seals come one after the other, whatever the order in which the lines were written, so none is left out.
    """
    last = AuditMention.objects.aggregate(seal=Max("line__seal_id"))["seal"] or 0
    lines = AuditLine.objects.filter(seal_id__gte=last, act__in=LISTS).order_by("seal_id", "id")
    added = 0
    found = _mentions(lines)
    while batch := list(islice(found, AT_ONCE)):
        with transaction.atomic():
            added += len(AuditMention.objects.bulk_create(batch, ignore_conflicts=True))
    return added


def _mentions(lines: QuerySet[AuditLine]) -> Iterator[AuditMention]:
    already = AuditMention.objects.filter(line__in=lines).values_list("line_id", flat=True)
    known = set(already)
    for number, detail in lines.values_list("pk", "detail").iterator(chunk_size=AT_ONCE):
        if number not in known:
            codes = dict.fromkeys(code for code in detail.get("codes", ()) if read_code(code) == code)
            yield from (AuditMention(line_id=number, code=code) for code in codes)


def lines_with(code: str) -> QuerySet:
    """The numbers of the lines about a record: its own, and those of the lists that showed it."""
    own = AuditLine.objects.filter(object=code).values("pk")
    return own.union(AuditMention.objects.filter(code=code).values("line_id"))
