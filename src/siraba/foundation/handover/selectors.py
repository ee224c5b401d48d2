"""What may be read of what crosses to justice, on either side, always for someone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import record
from siraba.foundation.handover.content import FIELDS
from siraba.foundation.handover.models import (
    BlindQuestion,
    BlindRequest,
    CourtOrder,
    DisclosedCopy,
    Disclosure,
)

# The protection side


def disclosures_visible_to(actor: Actor) -> GuardedQuerySet:
    return (
        Disclosure.objects.visible_to(actor, Category.DISCLOSURE)
        .select_related("recipient")
        .order_by("-requested_at", "-id")
    )


def orders_visible_to(actor: Actor) -> GuardedQuerySet:
    return (
        CourtOrder.objects.visible_to(actor, Category.DISCLOSURE)
        .select_related("authority")
        .order_by("-recorded_at", "-id")
    )


def questions_visible_to(actor: Actor) -> GuardedQuerySet:
    return (
        BlindQuestion.objects.visible_to(actor, Category.DISCLOSURE)
        .select_related("asker")
        .order_by("-asked_at", "-id")
    )


# The side of justice


def copies_visible_to(actor: Actor) -> GuardedQuerySet:
    """The copies handed over to the actor's organisation, the last first; those that ended have no content."""
    return (
        DisclosedCopy.objects.visible_to(actor, Category.DISCLOSURE)
        .select_related("sender")
        .order_by("-released_at", "-id")
    )


def requests_visible_to(actor: Actor) -> GuardedQuerySet:
    return BlindRequest.objects.visible_to(actor, Category.DISCLOSURE).order_by("-asked_at", "-id")


@dataclass(frozen=True)
class CopyFile:
    """A copy as justice reads it: label and value of each field; nothing once it has ended."""

    copy: DisclosedCopy
    fields: list[tuple[str, Any]]


def copy_for(actor: Actor, code: str) -> DisclosedCopy:
    return one_of(copies_visible_to(actor), code=read_code(code) or "")


def copy_file(actor: Actor, code: str) -> CopyFile:
    """The copy and its content, while it is open; the reading is written in the journal. Raises NotVisible."""
    copy = copy_for(actor, code)
    content: Mapping[str, Any] = copy.words if copy.is_open() else {}
    fields = [(str(FIELDS[name][0]), value) for name, value in content.items() if name in FIELDS]
    record(actor, "read_disclosure", copy.code, fields=sorted(content))
    return CopyFile(copy, fields)
