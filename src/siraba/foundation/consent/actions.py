"""Consent is recorded, withdrawn and expires. A withdrawal acts at once: reads ask for a live consent each time."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.consent.models import (
    CONSENT_MOVES,
    LIVE,
    SHAREABLE,
    Consent,
    ConsentGrant,
    ConsentState,
)
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person

TEXT_VERSION = "1 (à valider)"
_end_listeners: list[Callable[[Consent], None]] = []


def when_consent_ends(listener: Callable[[Consent], None]) -> None:
    """Register what a house does when a consent is withdrawn or expires, in the same transaction."""
    _end_listeners.append(listener)


@action
def record_consent(
    actor: Actor,
    person: Person,
    *,
    scope: str,
    recipient: Organisation,
    categories: Collection[str],
    giver: str,
    modality: str,
    language: str,
    state: str = ConsentState.GRANTED,
    giver_name: str = "",
    note: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Consent:
    """Write down what the person, or who answers for them, said.

    Raises:
        Invalid: an end before the start, a yes without a category, a category that cannot be shared, or a
            child whose consent names nobody who answers for the child.
    """
    check_right(actor, "record_consent", person)
    start = valid_from or timezone.now()
    end = valid_to or start + timedelta(hours=settings.DEADLINES["consent"])
    if end <= start:
        raise Invalid(_("La fin du consentement précède son début."), "valid_to")
    if state in LIVE and not categories:
        raise Invalid(_("Choisissez au moins une catégorie d’informations."), "categories")
    if set(categories) - set(SHAREABLE):
        raise Invalid(_("Cette catégorie ne se partage pas."), "categories")
    if person.is_child and giver == "individual":
        raise Invalid(_("Pour un enfant, indiquez qui consent avec lui ou pour lui."), "giver")
    consent = Consent(
        person=person,
        scope=scope,
        recipient=recipient,
        giver=giver,
        modality=modality,
        language=language,
        text_version=TEXT_VERSION,
        state=state,
        valid_from=start,
        valid_to=end,
        recorded_by_id=actor.account_id,
        recorded_for_id=actor.home,
    )
    consent.write(giver_name=giver_name, note=note)
    consent.save(force_insert=True)
    if state in LIVE:
        ConsentGrant.objects.bulk_create(
            ConsentGrant(consent=consent, person=person, recipient=recipient, category=category)
            for category in sorted(set(categories))
        )
    record(
        actor,
        "record_consent",
        consent.code,
        recipient=recipient.code,
        categories=sorted(categories),
        state=state,
    )
    return consent


@action
def withdraw_consent(actor: Actor, consent: Consent) -> None:
    """The person takes the consent back; what it opened closes with the next request."""
    check_right(actor, "withdraw_consent", consent)
    lock(consent)
    CONSENT_MOVES.advance(consent, "withdraw_consent")
    consent.withdrawn_at = timezone.now()
    consent.save()
    _tell_the_end(consent)
    record(actor, "withdraw_consent", consent.code, recipient=consent.recipient_id)


@action
def expire_consents(actor: None) -> int:
    """Close the consents whose end has passed; returns how many. Run by the timer."""
    ended = list(
        Consent.objects.system("the timer of deadlines").filter(state__in=LIVE, valid_to__lte=timezone.now())
    )
    for consent in ended:
        CONSENT_MOVES.advance(consent, "expire_consent")
        consent.save()
        _tell_the_end(consent)
    record(actor, "expire_consents", count=len(ended))
    return len(ended)


def _tell_the_end(consent: Consent) -> None:
    for listener in _end_listeners:
        listener(consent)
