"""Versions of acts answer to the journal: `siraba log verify` walks them here, and names an act that was changed."""

from collections.abc import Iterator

from siraba.foundation.access.crypto import CannotOpen
from siraba.foundation.audit.commitments import Committed, committed
from siraba.protection.civil_status.registers.models import ActVersion

KIND = "act_version"
ACTS = ("sign_act", "take_over_acts")
BATCH = 2_000


def versions() -> Iterator[Committed]:
    """Every version in the order of its line; one whose columns no longer say what was signed counts as changed."""
    rows = ActVersion.objects.system("the journal answers for every version")
    for row in rows.select_related("act__register").order_by("line_id", "pk").iterator(chunk_size=BATCH):
        yield Committed(str(row.pk), row.name, row.line_id, bytes(row.salt), _as_signed(row))


def _as_signed(version: ActVersion) -> bytes | None:
    try:
        payload, head = version.payload, version.content["head"]
    except (CannotOpen, KeyError, ValueError):
        return None
    return payload if head == version.head and _stands(version) else None


def _stands(version: ActVersion) -> bool:
    """The act points at its last version, and stands as that one says."""
    act = version.act
    return version.n < act.current or (version.n == act.current and version.state == act.state)


committed(KIND, acts=ACTS, rows=versions)
