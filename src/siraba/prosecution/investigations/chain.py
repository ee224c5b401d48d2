"""The chain of custody of an exhibit: each link holds the digest of the one before it, and of the file under seal."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC

from siraba.prosecution.investigations.models import Custody, Exhibit


def digest_of(exhibit: Exhibit, link: Custody, previous: str) -> str:
    """SHA-256 of a link in one canonical form."""
    content = [
        previous,
        str(exhibit.pk),
        exhibit.number,
        exhibit.digest,
        link.number,
        link.kind,
        link.at.astimezone(UTC).isoformat(),
        link.recorded_by_id,
        link.recorded_at.astimezone(UTC).isoformat(),
        link.words,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken(exhibit: Exhibit, links: Sequence[Custody]) -> int | None:
    """The number of the first link that does not follow from what it says and from the one before; None if all do.

    An exhibit without a link, or whose last links are gone from the front, is broken at 1.
    """
    previous = ""
    for expected, link in enumerate(links, 1):
        if link.number != expected or link.digest != digest_of(exhibit, link, previous):
            return expected
        previous = link.digest
    return None if links else 1
