"""What the minutes say, in one canonical form that signatures are put to."""

import hashlib
import json
from typing import Any

from siraba.protection.reintegration.committee.models import Item, Run, Session, Vote

SYSTEM = "the minutes of a session"


def digest_of(session: Session) -> str:
    return digest(decided(session))


def digest(content: Any) -> str:
    """SHA-256 of JSON values in canonical form."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def decided(session: Session) -> dict[str, Any]:
    """Everything that was decided: by code, with votes counted by account, and the digests of what was computed."""
    items = Item.objects.system(SYSTEM).filter(session=session).select_related("application")
    votes = Vote.objects.system(SYSTEM).filter(session=session)
    runs = Run.objects.system(SYSTEM).filter(session=session, done=True)
    return {
        "session": session.pk,
        "call": session.call_id,
        "rules": session.call.rules_version,
        "lot": session.lot,
        "present": sorted(session.seats.values_list("account", "presides")),
        "runs": sorted(runs.values_list("number", "digest")),
        "votes": sorted(
            [str(one.item_id or ""), str(one.run_id or ""), one.proposal, one.account_id, one.voice]
            for one in votes
        ),
        "items": sorted(
            [one.application.code, one.forced, one.outcome, one.granted, one.place, one.words]
            for one in items
        ),
    }
