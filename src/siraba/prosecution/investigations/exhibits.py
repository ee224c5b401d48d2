"""Exhibits: put under seal, handed on, released by two persons. Each movement is appended to the chain of custody."""

import hashlib
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.uploads import Document, sealed_document
from siraba.prosecution.investigations.chain import digest_of
from siraba.prosecution.investigations.countersigning import ask, carries_out
from siraba.prosecution.investigations.models import (
    EXHIBIT_MOVES,
    INQUIRY_MOVES,
    Countersignature,
    CountersignatureKind,
    Custody,
    CustodyKind,
    Exhibit,
    Inquiry,
)
from siraba.prosecution.investigations.numbering import next_number

SYSTEM = "the chain of an exhibit already given to the actor"


@action
def seize_exhibit(
    actor: Actor,
    inquiry: Inquiry,
    *,
    description: str,
    seized_on: date,
    place: str,
    holder: str,
    document: Document | None = None,
    digest: str = "",
) -> Exhibit:
    """Put something under seal: its number in the file, the digest of its file, and the first link of its chain.

    Args:
        document: the file itself, kept here; its SHA-256 is computed, and must be `digest` where one is given.
        digest: the SHA-256 of a file kept elsewhere, 64 hexadecimal signs.

    Raises:
        Invalid: a day to come, or a digest that is not that of the file.
    """
    check_right(actor, "seize_exhibit", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "seize_exhibit")
    if seized_on > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), "seized_on")
    digest = digest.strip().lower()
    if document:
        computed = hashlib.sha256(document.content).hexdigest()
        if digest and digest != computed:
            raise Invalid(_("L’empreinte saisie n’est pas celle de ce fichier."), "digest")
        digest = computed
    exhibit = Exhibit(
        inquiry=inquiry,
        number=next_number(Exhibit, inquiry),
        digest=digest,
        seized_on=seized_on,
        recorded_by_id=actor.account_id,
    )
    exhibit.write(description=description, place=place)
    if document:
        exhibit.document = sealed_document(exhibit.compartment, exhibit.document_place(), document)
    exhibit.save(force_insert=True)
    _append(actor, exhibit, CustodyKind.SEIZED, _moment(seized_on), holder=holder, place=place, reason="")
    record(actor, "seize_exhibit", exhibit.code, inquiry=inquiry.code, digest=digest)
    return exhibit


@action
def hand_over_exhibit(
    actor: Actor, exhibit: Exhibit, *, kind: str, at: datetime, holder: str, place: str, reason: str
) -> Custody:
    """Append a movement: who holds the exhibit from then on, where, and why.

    Raises:
        Invalid: a moment to come, or before the last movement.
    """
    check_right(actor, "hand_over_exhibit", exhibit)
    lock(exhibit)
    EXHIBIT_MOVES.require(exhibit, "hand_over_exhibit")
    link = _append(actor, exhibit, CustodyKind(kind), at, holder=holder, place=place, reason=reason)
    record(actor, "hand_over_exhibit", exhibit.code, number=link.number, kind=kind)
    return link


@action
def ask_release(actor: Actor, exhibit: Exhibit, *, holder: str, place: str, reason: str) -> Countersignature:
    """Ask that an exhibit leave, to be given back or destroyed; a second person signs it."""
    check_right(actor, "ask_release", exhibit)
    lock(exhibit)
    EXHIBIT_MOVES.require(exhibit, "ask_release")
    asked = ask(
        actor,
        exhibit.inquiry,
        CountersignatureKind.RELEASE,
        exhibit=exhibit,
        reason=reason,
        said={"holder": holder, "place": place},
    )
    record(actor, "ask_release", exhibit.code)
    return asked


@carries_out(CountersignatureKind.RELEASE)
def release(actor: Actor, asked: Countersignature) -> None:
    exhibit = Exhibit.objects.system(SYSTEM).get(pk=asked.exhibit_id)
    lock(exhibit)
    EXHIBIT_MOVES.advance(exhibit, "release_exhibit")
    exhibit.save()
    said = asked.words["said"]
    _append(actor, exhibit, CustodyKind.RELEASED, timezone.now(), reason=asked.words["reason"], **said)


def _append(actor: Actor, exhibit: Exhibit, kind: CustodyKind, at: datetime, **words: str) -> Custody:
    """The next link, written under the lock of the exhibit."""
    last = Custody.objects.system(SYSTEM).filter(exhibit=exhibit).order_by("-number").first()
    if at > timezone.now():
        raise Invalid(_("Ce moment est à venir."), "at")
    if last and at < last.at:
        raise Invalid(_("Ce moment est avant le dernier mouvement du scellé."), "at")
    link = Custody(
        inquiry_id=exhibit.inquiry_id,
        exhibit=exhibit,
        number=last.number + 1 if last else 1,
        kind=kind,
        at=at,
        recorded_by_id=actor.account_id,
    )
    link.write(**words)
    link.digest = digest_of(exhibit, link, last.digest if last else "")
    link.save(force_insert=True)
    return link


def _moment(day: date) -> datetime:
    """The beginning of a day whose hour nobody noted."""
    return timezone.make_aware(datetime.combine(day, time()))
