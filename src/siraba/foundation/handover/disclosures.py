"""The acts of a disclosure: asked for on a live basis, frozen and released by a second person, closed in time."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.consent.models import JUSTICE_SCOPE, Consent
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.handover.content import FIELDS, freeze
from siraba.foundation.handover.models import (
    DISCLOSURE_MOVES,
    OPEN,
    CourtOrder,
    DisclosedCopy,
    Disclosure,
    DisclosureState,
)
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person

SYSTEM = "an act on a disclosure already given to the actor"


@action
def request_disclosure(
    actor: Actor,
    person: Person,
    *,
    recipient: Organisation,
    fields: Collection[str],
    purpose: str,
    order: CourtOrder | None = None,
) -> Disclosure:
    """Ask to hand some fields over to justice, on the person's live consent or on a court order.

    Raises:
        Invalid: not to an authority of justice, by the Red Cross, an unknown field, or no basis covers a field.
    """
    check_right(actor, "request_disclosure", person)
    disclosure = Disclosure(
        person=person,
        sender_id=actor.home,
        recipient=recipient,
        fields=sorted(set(fields)),
        order=order,
        requested_by_id=actor.account_id,
    )
    _check_parties(disclosure)
    _check_basis(disclosure)
    disclosure.write(purpose=purpose)
    disclosure.save(force_insert=True)
    record(
        actor, "request_disclosure", disclosure.code, recipient=recipient.code, fields=disclosure.fields,
        on_order=order is not None,
    )  # fmt: skip
    return disclosure


@action
def approve_disclosure(actor: Actor, disclosure: Disclosure) -> DisclosedCopy:
    """Freeze the fields as they are now, under the keys of justice, and open the copy to the recipient.

    Raises:
        NotAllowed: who asked cannot be who approves.
        Invalid: the basis ended in the meantime.
    """
    check_right(actor, "approve_disclosure", disclosure)
    _another(actor, disclosure)
    lock(disclosure)
    DISCLOSURE_MOVES.advance(disclosure, "approve_disclosure")
    disclosure.recipient = Organisation.objects.get(pk=disclosure.recipient_id)
    _check_parties(disclosure)
    _check_basis(disclosure)
    content, digest = freeze(disclosure.person_id, disclosure.fields)
    now = timezone.now()
    disclosure.decided_by_id, disclosure.decided_at = actor.account_id, now
    disclosure.expires_at = now + timedelta(days=settings.DISCLOSURE_DAYS)
    disclosure.digest = digest
    disclosure.save()
    copy = DisclosedCopy(
        code=disclosure.code,
        sender_id=disclosure.sender_id,
        recipient_id=disclosure.recipient_id,
        on_order=disclosure.order_id is not None,
        released_at=now,
        expires_at=disclosure.expires_at,
        digest=digest,
    )
    copy.write(**content)
    copy.save(force_insert=True)
    record(actor, "approve_disclosure", disclosure.code, digest=digest, fields=disclosure.fields)
    return copy


@action
def refuse_disclosure(actor: Actor, disclosure: Disclosure) -> None:
    check_right(actor, "refuse_disclosure", disclosure)
    _another(actor, disclosure)
    lock(disclosure)
    DISCLOSURE_MOVES.advance(disclosure, "refuse_disclosure")
    disclosure.decided_by_id, disclosure.decided_at = actor.account_id, timezone.now()
    disclosure.save()
    record(actor, "refuse_disclosure", disclosure.code)


@action
def recall_disclosure(actor: Actor, disclosure: Disclosure) -> None:
    """Take the copy back: its content is erased, its digest and its dates stay."""
    check_right(actor, "recall_disclosure", disclosure)
    lock(disclosure)
    _close(disclosure, "recall_disclosure")
    record(actor, "recall_disclosure", disclosure.code)


@action
def acknowledge_disclosure(actor: Actor, copy: DisclosedCopy) -> None:
    """Justice says that it has received the copy."""
    check_right(actor, "acknowledge_disclosure", copy)
    _step(copy, "acknowledge_disclosure")
    record(actor, "acknowledge_disclosure", copy.code)


@action
def use_disclosure(actor: Actor, copy: DisclosedCopy) -> None:
    """Justice says that it has used the copy in a procedure."""
    check_right(actor, "use_disclosure", copy)
    _step(copy, "use_disclosure")
    record(actor, "use_disclosure", copy.code)


@action
def expire_disclosures(actor: None) -> int:
    """Erase the copies whose time has passed; returns how many. Run by the timer."""
    rows = Disclosure.objects.system("the timer of deadlines").filter(
        state__in=OPEN, expires_at__lte=timezone.now()
    )
    ended = list(rows)
    for disclosure in ended:
        _close(disclosure, "expire_disclosure")
    record(actor, "expire_disclosures", count=len(ended))
    return len(ended)


def recall_for_consent(consent: Consent) -> list[str]:
    """Take back what stood on this consent alone; what a court ordered stays. Returns the codes justice knows."""
    if consent.scope != JUSTICE_SCOPE:
        return []
    rows = Disclosure.objects.system("a consent ended").filter(
        person=consent.person_id,
        recipient=consent.recipient_id,
        order__isnull=True,
        state__in=(DisclosureState.REQUESTED, *OPEN),
    )
    known = []
    for disclosure in rows:
        if _uncovered(disclosure):
            known += [disclosure.code] if disclosure.state in OPEN else []
            _close(disclosure, "recall_disclosure")
            record(None, "recall_disclosure", disclosure.code)
    return known


def _another(actor: Actor, disclosure: Disclosure) -> None:
    if disclosure.requested_by_id == actor.account_id:
        raise NotAllowed(_("Une autre personne que celle qui a demandé doit décider."))


def _check_parties(disclosure: Disclosure) -> None:
    sender = Organisation.objects.get(pk=disclosure.sender_id)
    if sender.kind == Organisation.Kind.RED_CROSS:
        raise Invalid(_("La Croix-Rouge est neutre : elle ne divulgue rien à la justice."))
    recipient = disclosure.recipient
    if recipient.house != Organisation.House.PROSECUTION or not recipient.active:
        raise Invalid(_("Une divulgation va à la police ou à la justice."), "recipient")
    if not disclosure.fields or set(disclosure.fields) - FIELDS.keys():
        raise Invalid(_("Choisissez ce qui doit être remis."), "fields")


def _check_basis(disclosure: Disclosure) -> None:
    missing = _uncovered(disclosure)
    if missing:
        raise Invalid(
            _("Ni consentement en cours ni décision de justice ne permet de remettre : %(fields)s.")
            % {"fields": ", ".join(str(FIELDS[name][0]) for name in missing)},
            "fields",
        )


def _uncovered(disclosure: Disclosure) -> list[str]:
    """The fields that no live basis covers: a court order names fields, a consent categories."""
    if disclosure.order_id:
        order = CourtOrder.objects.system(SYSTEM).get(pk=disclosure.order_id)
        same = (order.person_id, order.authority_id) == (disclosure.person_id, disclosure.recipient_id)
        return sorted(set(disclosure.fields) - (set(order.fields) if same and order.binds() else set()))
    live = live_categories(disclosure.person_id, disclosure.recipient_id, scopes=(JUSTICE_SCOPE,))
    return [name for name in disclosure.fields if FIELDS[name][1] not in live]


def _step(copy: DisclosedCopy, act: str) -> None:
    lock(copy)
    if not copy.is_open():
        copy.state = copy.state if copy.state not in OPEN else DisclosureState.EXPIRED
    DISCLOSURE_MOVES.advance(copy, act)
    copy.save()
    Disclosure.objects.system("the state that justice has set").filter(code=copy.code).update(
        state=copy.state
    )


def _close(disclosure: Disclosure, act: str) -> None:
    DISCLOSURE_MOVES.advance(disclosure, act)
    disclosure.save()
    DisclosedCopy.objects.system("the copy of a disclosure that ends").filter(code=disclosure.code).update(
        state=disclosure.state, sealed=b""
    )
