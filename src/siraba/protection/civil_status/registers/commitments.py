"""Versions of acts answer to the journal: `siraba log verify` walks them here, and names an act that was changed."""

import base64
from collections import namedtuple
from collections.abc import Iterator
from typing import Any

import cbor2

from siraba.foundation.access.crypto import CannotOpen
from siraba.foundation.audit.commitments import ALL, Committed, Lines, committed
from siraba.protection.civil_status.registers.models import ActVersion, Register, head_of

KIND = "act_version"
ACTS = ("sign_act", "take_over_acts")
BATCH = 2_000
# Tuples rather than models: a million of them are walked
_VERSION = (
    *(
        "pk",
        "sealed",
        "salt",
        "line_id",
        "n",
        "reason",
        "state",
        "court",
        "judgment",
        "judgment_date",
        "hearing",
    ),
    *(
        "made_by_id",
        "made_at",
        "approved_by_id",
        "approved_at",
        "second_for",
        "second_by_id",
        "second_unit_id",
    ),
    *("signed_by_id", "signed_at"),
)
_ACT = ("code", "number", "serial", "replaces_id", "current", "state", "register_id")
Version = namedtuple("Version", _VERSION)  # type: ignore[misc]
OfAct = namedtuple("OfAct", _ACT)  # type: ignore[misc]


def versions(among: Lines = ALL) -> Iterator[Committed]:
    """Every version that answers to these lines; one whose columns no longer say what was signed counts as changed."""
    registers = dict(Register.objects.values_list("pk", "code"))
    rows = ActVersion.objects.system("the journal answers for every version").filter(among.of("line"))
    columns = (*_VERSION, *(f"act__{name}" for name in _ACT))
    for values in rows.order_by("line_id", "pk").values_list(*columns).iterator(chunk_size=BATCH):
        version: Any = Version(*values[: len(_VERSION)])
        act: Any = OfAct(*values[len(_VERSION) :])
        payload = _as_signed(version, act, registers.get(act.register_id, ""))
        name = f"{act.code}, version {version.n}"
        yield Committed(str(version.pk), name, version.line_id, bytes(version.salt), payload)


def _as_signed(version: Any, act: Any, register: str) -> bytes | None:
    try:
        words = ActVersion.open_words(version.pk, bytes(version.sealed))
        payload = base64.b64decode(words["cbor"])
        head = cbor2.loads(payload)["head"]
    except (CannotOpen, KeyError, ValueError):
        return None
    return payload if head == head_of(version, act, register) and _stands(version, act) else None


def _stands(version: Any, act: Any) -> bool:
    """The act points at its last version, and stands as that one says."""
    return version.n < act.current or (version.n == act.current and version.state == act.state)


committed(KIND, acts=ACTS, rows=versions)
