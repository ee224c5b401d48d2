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
    JUSTICE_SCOPE,
    LIVE,
    SAYABLE,
    SHAREABLE,
    Assent,
    Consent,
    ConsentGrant,
    ConsentNotice,
    ConsentState,
    Override,
    OverrideState,
)
from siraba.foundation.consent.texts import text_for
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person

EndListener = Callable[[Consent], list[str]]
_end_listeners: list[EndListener] = []


def when_consent_ends(listener: EndListener) -> None:
    """Register what a house does when a consent ends, in the same transaction.

    It gives the codes under which the recipient knows what the consent had opened, so that it can be told.
    """
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
    witness_name: str = "",
    limits: str = "",
    note: str = "",
    assent: str = Assent.NOT_ASKED,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Consent:
    """Write down what the person, or who answers for them, said.

    Raises:
        Invalid: an end before the start, a yes without a category, a category that cannot be shared, or a
            child whose consent names nobody who answers for the child, or who says no.
    """
    check_right(actor, "record_consent", person)
    _check_recipient(scope, recipient)
    if state not in SAYABLE:
        raise Invalid(_("Cette réponse ne s’enregistre pas : une dérogation se décide à deux."), "state")
    if modality == "witness" and not witness_name:
        raise Invalid(_("Écrivez le nom du témoin."), "witness_name")
    if state == ConsentState.GRANTED_LIMITED and not limits:
        raise Invalid(_("Écrivez les limites que la personne a posées."), "limits")
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
    if state in LIVE and assent == Assent.NO:
        raise Invalid(
            _(
                "L’enfant dit non : rien ne se partage sur ce consentement. En danger de vie, une dérogation se décide à deux."
            ),
            "assent",
        )
    text = text_for(language)
    consent = Consent(
        person=person,
        scope=scope,
        recipient=recipient,
        giver=giver,
        modality=modality,
        language=language,
        text_version=text.name,
        text_digest=text.digest,
        assent=assent,
        state=state,
        valid_from=start,
        valid_to=end,
        recorded_by_id=actor.account_id,
        recorded_for_id=actor.home,
    )
    consent.write(giver_name=giver_name, witness_name=witness_name, limits=limits, note=note)
    consent.save(force_insert=True)
    if state in LIVE:
        open_categories(consent, categories)
    record(
        actor,
        "record_consent",
        consent.code,
        recipient=recipient.code,
        categories=sorted(categories),
        state=state,
    )
    return consent


def _check_recipient(scope: str, recipient: Organisation) -> None:
    if not recipient.active:
        raise Invalid(_("Cette structure n’existe plus : choisissez-en une autre."), "recipient")
    justice = recipient.house == Organisation.House.PROSECUTION
    if justice is not (scope == JUSTICE_SCOPE):
        raise Invalid(
            _(
                "Un accord pour la justice va à la justice, et les autres n’y vont jamais : changez l’objet ou la structure."
            ),
            "scope",
        )


def open_categories(consent: Consent, categories: Collection[str]) -> None:
    ConsentGrant.objects.bulk_create(
        ConsentGrant(
            consent=consent, person_id=consent.person_id, recipient_id=consent.recipient_id, category=category
        )
        for category in sorted(set(categories))
    )


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
def withdraw_categories(actor: Actor, consent: Consent, *, categories: Collection[str]) -> None:
    """The person takes back a part of a consent; the last category taken back ends it.

    Raises:
        Invalid: a category that this consent does not open, or none.
    """
    check_right(actor, "withdraw_categories", consent)
    lock(consent)
    CONSENT_MOVES.require(consent, "withdraw_consent")
    grants = ConsentGrant.objects.system("the consent of this act").filter(
        consent=consent, withdrawn_at__isnull=True
    )
    opened = set(grants.values_list("category", flat=True))
    if not categories or set(categories) - opened:
        raise Invalid(_("Choisissez ce que la personne retire."), "categories")
    if opened == set(categories):
        CONSENT_MOVES.advance(consent, "withdraw_consent")
        consent.withdrawn_at = timezone.now()
        consent.save()
    grants.filter(category__in=categories).update(withdrawn_at=timezone.now())
    _tell_the_end(consent)
    record(
        actor,
        "withdraw_categories",
        consent.code,
        recipient=consent.recipient_id,
        categories=sorted(categories),
    )


@action
def withdraw_all(actor: Actor, person: Person) -> int:
    """The person takes back everything that is shared of them; returns how many consents ended."""
    check_right(actor, "withdraw_all", person)
    live = list(
        Consent.objects.system("all consents of the person of this act").filter(person=person, state__in=LIVE)
    )
    for consent in live:
        lock(consent)
        CONSENT_MOVES.advance(consent, "withdraw_consent")
        consent.withdrawn_at = timezone.now()
        consent.save()
        _tell_the_end(consent)
    record(actor, "withdraw_all", f"person:{str(person.pk)[:8]}", count=len(live))
    return len(live)


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
    """Close what the consent had opened, end its override, and tell the recipient what it knows of."""
    known = [code for listener in _end_listeners for code in listener(consent)]
    now = timezone.now()
    if known:
        ConsentNotice(
            consent=consent,
            sender_id=consent.recorded_for_id,
            recipient_id=consent.recipient_id,
            codes=sorted(known),
            sent_at=now,
            due_at=now + timedelta(hours=settings.DEADLINES["notice"]),
        ).save(force_insert=True)
    if consent.state not in LIVE:
        Override.objects.system("the consent of an override ended").filter(
            consent=consent, state=OverrideState.APPROVED
        ).update(
            state=OverrideState.ENDED, review_due=now + timedelta(hours=settings.DEADLINES["override_review"])
        )
