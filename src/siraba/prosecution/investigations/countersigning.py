"""What harms somebody if it is wrong: one person asks, another signs, and only then is it done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.investigations.models import (
    COUNTERSIGN_MOVES,
    Countersignature,
    CountersignatureKind,
    CountersignatureState,
    Exhibit,
    Inquiry,
    Suspect,
)

SYSTEM = "what waits for a second person in a file already given to the actor"
CarryOut = Callable[[Actor, Countersignature], None]
_carriers: dict[str, CarryOut] = {}


def carries_out(kind: CountersignatureKind) -> Callable[[CarryOut], CarryOut]:
    """Register what is done once this kind is signed."""

    def register(function: CarryOut) -> CarryOut:
        _carriers[kind] = function
        return function

    return register


def ask(
    actor: Actor,
    inquiry: Inquiry,
    kind: CountersignatureKind,
    *,
    reason: str,
    suspect: Suspect | None = None,
    exhibit: Exhibit | None = None,
    said: Mapping[str, Any] | None = None,
) -> Countersignature:
    """Put it before a second person. Raises Invalid when the same waits already."""
    waiting = Countersignature.objects.system(SYSTEM).filter(
        inquiry=inquiry, kind=kind, suspect=suspect, exhibit=exhibit, state=CountersignatureState.ASKED
    )
    if kind != CountersignatureKind.NAME and waiting.exists():
        raise Invalid(_("La même demande attend déjà une seconde personne."))
    asked = Countersignature(
        inquiry=inquiry, kind=kind, suspect=suspect, exhibit=exhibit, asked_by_id=actor.account_id
    )
    asked.write(reason=reason, said=dict(said or {}))
    asked.save(force_insert=True)
    return asked


@action
def countersign(actor: Actor, asked: Countersignature) -> None:
    """Sign what another person asked, and carry it out.

    Raises:
        NotAllowed: the actor asked it.
        StateNotOpen: it was decided, or the file or its exhibit is no longer where it was.
    """
    check_right(actor, "countersign", asked)
    lock(asked)
    COUNTERSIGN_MOVES.advance(asked, "countersign")
    _decide(actor, asked)
    _carriers[asked.kind](actor, asked)
    record(actor, "countersign", asked.code, kind=asked.kind)


@action
def refuse_countersignature(actor: Actor, asked: Countersignature) -> None:
    """Say no, or take back what one asked oneself; nothing is done."""
    check_right(actor, "refuse_countersignature", asked)
    lock(asked)
    COUNTERSIGN_MOVES.advance(asked, "refuse_countersignature")
    if asked.asked_by_id != actor.account_id:
        _decide(actor, asked)
    asked.write(reason=asked.words.get("reason", ""))
    asked.save()
    record(actor, "refuse_countersignature", asked.code, kind=asked.kind)


def _decide(actor: Actor, asked: Countersignature) -> None:
    asked.decided_by_id, asked.decided_at = actor.account_id, timezone.now()
    asked.save()
