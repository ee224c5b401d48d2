"""An override of consent: requested by who holds the case, decided by a supervisor who is another, reviewed after."""

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
from siraba.foundation.consent.actions import open_categories
from siraba.foundation.consent.models import (
    OVERRIDE_MOVES,
    SHAREABLE,
    Consent,
    ConsentState,
    Override,
)
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person

LONGEST = timedelta(hours=72)


@action
def request_override(
    actor: Actor,
    person: Person,
    *,
    recipient: Organisation,
    categories: Collection[str],
    ground: str,
    reason: str,
) -> Override:
    """Ask to share with an agency what the person has not agreed to, since a life is in danger.

    Raises:
        Invalid: towards justice, towards a closed agency, or for what cannot be shared.
    """
    check_right(actor, "request_override", person)
    _check_recipient(recipient)
    if not categories or set(categories) - set(SHAREABLE):
        raise Invalid(_("Choisissez ce qui doit être transmis."), "categories")
    override = Override(
        person=person,
        recipient=recipient,
        categories=sorted(set(categories)),
        ground=ground,
        requested_by_id=actor.account_id,
        requested_for_id=actor.home,
    )
    override.write(reason=reason)
    override.save(force_insert=True)
    record(
        actor,
        "request_override",
        override.code,
        recipient=recipient.code,
        categories=override.categories,
        ground=ground,
    )
    return override


@action
def approve_override(actor: Actor, override: Override) -> None:
    """Open the categories to the recipient for some hours; who asked cannot be who decides.

    Raises:
        NotAllowed: the actor asked for it.
        Invalid: the recipient has closed, or is of justice.
    """
    check_right(actor, "approve_override", override)
    _another(actor, override)
    lock(override)
    OVERRIDE_MOVES.advance(override, "approve_override")
    _check_recipient(Organisation.objects.get(pk=override.recipient_id))
    start = timezone.now()
    consent = Consent(
        person_id=override.person_id,
        scope="share_named_agency",
        recipient_id=override.recipient_id,
        giver="other",
        modality="witness",
        language="fr",
        text_version="",
        state=ConsentState.OVERRIDE,
        valid_from=start,
        valid_to=start + min(timedelta(hours=settings.DEADLINES["override"]), LONGEST),
        recorded_by_id=actor.account_id,
        recorded_for_id=override.requested_for_id,
    )
    consent.write(giver_name="", note="")
    consent.save(force_insert=True)
    open_categories(consent, override.categories)
    override.consent = consent
    _decide(actor, override)
    record(
        actor,
        "approve_override",
        override.code,
        recipient=override.recipient_id,
        categories=override.categories,
    )


@action
def refuse_override(actor: Actor, override: Override) -> None:
    check_right(actor, "refuse_override", override)
    _another(actor, override)
    lock(override)
    OVERRIDE_MOVES.advance(override, "refuse_override")
    _decide(actor, override)
    record(actor, "refuse_override", override.code)


@action
def review_override(
    actor: Actor, override: Override, *, justified: bool, person_told: bool, review: str
) -> None:
    """Say, once it has ended, whether it was justified and whether the person was told; not by who asked for it."""
    check_right(actor, "review_override", override)
    _another(actor, override)
    lock(override)
    OVERRIDE_MOVES.advance(override, "review_override")
    override.justified, override.person_told = justified, person_told
    override.reviewed_by_id, override.reviewed_at = actor.account_id, timezone.now()
    override.write(**{**override.words, "review": review})
    override.save()
    record(actor, "review_override", override.code, justified=justified)


def _another(actor: Actor, override: Override) -> None:
    if override.requested_by_id == actor.account_id:
        raise NotAllowed(_("Une autre personne que celle qui a demandé doit décider."))


def _check_recipient(recipient: Organisation) -> None:
    if not recipient.active:
        raise Invalid(_("Cette structure n’existe plus : choisissez-en une autre."), "recipient")
    if recipient.house == Organisation.House.PROSECUTION:
        raise Invalid(_("Jamais de dérogation vers la police ou la justice."), "recipient")


def _decide(actor: Actor, override: Override) -> None:
    override.decided_by_id, override.decided_at = actor.account_id, timezone.now()
    override.save()
