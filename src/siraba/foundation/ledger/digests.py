"""What an entry says, in one canonical form, and its digest, which holds the one before it in the same book."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC

from siraba.foundation.ledger.models import Entry, Line
from siraba.foundation.organisations.models import Organisation


def digest_of(entry: Entry, lines: list[Line], previous: str) -> str:
    """SHA-256 of the entry and its lines in order, chained to the digest before it."""
    content = [
        previous,
        entry.holder_id,
        entry.number,
        entry.day.isoformat(),
        entry.what,
        entry.label,
        entry.reference,
        entry.recorded_by_id,
        entry.recorded_at.astimezone(UTC).isoformat(),
        str(entry.reverses_id or ""),
        [[line.account_id, line.envelope_id, line.amount, line.pillar, line.zone_id] for line in lines],
    ]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def broken(holder: Organisation) -> Iterator[Entry]:
    """The entries of a book whose digest does not follow from what they say and from the one before."""
    previous, expected = "", 1
    for entry in Entry.objects.filter(holder=holder).order_by("number").prefetch_related("lines"):
        lines = sorted(entry.lines.all(), key=lambda line: line.pk)
        if entry.number != expected or entry.digest != digest_of(entry, lines, previous):
            yield entry
        previous, expected = entry.digest, entry.number + 1
