"""What may be done to a referral. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.consent.models import Consent
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.models import Service
from siraba.protection.cases.deadlines import hours
from siraba.protection.cases.models import ACTIVE, Case
from siraba.protection.cases.pathways import carried_out
from siraba.protection.referrals.models import (
    REFERRAL_MOVES,
    RELEASABLE,
    TAKEN,
    TO_COME,
    UNFINISHED,
    WAITING,
    Referral,
    ReferralState,
)


@action
def prepare_referral(
    actor: Actor,
    case: Case,
    service: Service,
    *,
    urgency: str,
    released_fields: Collection[str],
    request: str = "",
) -> Referral:
    """Draft a referral to a service; it waits for a consent if none covers what it would release.

    Raises:
        StateNotOpen: the case is not open (emergency services are possible from the first opening).
        Invalid: the service is the agency's own or one of justice, or a field that cannot be released.
    """
    check_right(actor, "prepare_referral", case)
    lock(case)
    if case.state not in ACTIVE:
        raise StateNotOpen(
            _("Le dossier est « %(state)s » : on réfère depuis un dossier ouvert, après le repérage.")
            % {"state": case.get_state_display()}
        )
    if service.provider_id == case.agency_id:
        raise Invalid(_("Ce service est celui de votre structure : notez une prestation."), "service")
    if service.provider.house == Organisation.House.PROSECUTION:
        raise Invalid(
            _(
                "La justice ne reçoit pas de référencement : passez par une divulgation, avec l’accord de la personne."
            ),
            "service",
        )
    if set(released_fields) - RELEASABLE.keys():
        raise Invalid(_("Cette information ne se transmet pas."), "released_fields")
    if set(released_fields) - set(releasable_by(actor)):
        raise Invalid(
            _("Cette information ne vous est pas ouverte : vous ne pouvez pas la transmettre."),
            "released_fields",
        )
    referral = Referral(
        case=case,
        from_organisation_id=case.agency_id,
        to_organisation_id=service.provider_id,
        service=service,
        service_type=service.service_type,
        region_id=case.region_id,
        urgency=urgency,
        released_fields=sorted(set(released_fields)),
        sent_by_id=actor.account_id,
        fictitious=case.fictitious,
    )
    if _missing_consent(referral):
        referral.state = ReferralState.CONSENT_PENDING
    referral.write(request=request)
    referral.save(force_insert=True)
    record(actor, "prepare_referral", referral.code, fields=referral.released_fields)
    return referral


def releasable_by(actor: Actor) -> list[str]:
    """The fields that the actor may release: nobody passes on what is closed to them."""
    return [name for name, (_label, category) in RELEASABLE.items() if actor.scopes(category)]


@action
def send_referral(actor: Actor, referral: Referral) -> None:
    """Send the referral: the receiver sees service, urgency, region, age band and sex, and must answer in time.

    Raises:
        Invalid: no live consent covers a field that would be released.
    """
    check_right(actor, "send_referral", referral)
    lock(referral)
    REFERRAL_MOVES.advance(referral, "send_referral")
    _require_consent(referral)
    _start_clock(referral)
    referral.save()
    record(
        actor, "send_referral", referral.code, to=referral.to_organisation_id, fields=referral.released_fields
    )


@action
def receive_referral(actor: Actor, referral: Referral) -> None:
    """Say that the referral has been seen."""
    check_right(actor, "receive_referral", referral)
    lock(referral)
    REFERRAL_MOVES.advance(referral, "receive_referral")
    referral.received_at = timezone.now()
    referral.save()
    record(actor, "receive_referral", referral.code)


@action
def accept_referral(actor: Actor, referral: Referral) -> None:
    """Take the person in; the released fields open to the receiver's organisation.

    Raises:
        Invalid: the consent ended in the meantime.
    """
    check_right(actor, "accept_referral", referral)
    lock(referral)
    REFERRAL_MOVES.advance(referral, "accept_referral")
    _require_consent(referral)
    _answer(actor, referral)
    record(actor, "accept_referral", referral.code)


@action
def decline_referral(actor: Actor, referral: Referral, *, reason: str) -> None:
    """Say no, and why, so that the sender can turn to another service at once."""
    check_right(actor, "decline_referral", referral)
    lock(referral)
    REFERRAL_MOVES.advance(referral, "decline_referral")
    referral.decline_reason = reason
    _answer(actor, referral)
    record(actor, "decline_referral", referral.code, reason=reason)


@action
def start_service(actor: Actor, referral: Referral) -> None:
    check_right(actor, "start_service", referral)
    lock(referral)
    REFERRAL_MOVES.advance(referral, "start_service")
    referral.save()
    case = (
        Case.objects.system("the steps of the person who is served")
        .select_related("person")
        .get(pk=referral.case_id)
    )
    carried_out(case, f"service:{referral.service_type}")
    record(actor, "start_service", referral.code)


@action
def complete_referral(actor: Actor, referral: Referral, *, outcome: str = "") -> None:
    check_right(actor, "complete_referral", referral)
    _finish(referral, "complete_referral", outcome)
    record(actor, "complete_referral", referral.code)


@action
def fail_referral(actor: Actor, referral: Referral, *, outcome: str) -> None:
    """Say that the service could not be given, and why; both sides see it."""
    check_right(actor, "fail_referral", referral)
    _finish(referral, "fail_referral", outcome)
    record(actor, "fail_referral", referral.code)


@action
def revoke_referral(actor: Actor, referral: Referral) -> None:
    """Call the referral back, up to its acceptance; what it released closes."""
    check_right(actor, "revoke_referral", referral)
    lock(referral)
    REFERRAL_MOVES.advance(referral, "revoke_referral")
    referral.finished_at = timezone.now()
    referral.save()
    record(actor, "revoke_referral", referral.code)


@action
def relaunch_referral(actor: Actor, referral: Referral) -> None:
    """Give an unanswered referral a new deadline, after a call to the service.

    Raises:
        Invalid: the consent ended in the meantime.
    """
    check_right(actor, "relaunch_referral", referral)
    lock(referral)
    REFERRAL_MOVES.advance(referral, "relaunch_referral")
    if _missing_consent(_with_case(referral)):
        # The coordinator, who may be asking, does not learn what would have been released.
        raise Invalid(_("Aucun consentement en cours ne couvre plus ce référencement."))
    _start_clock(referral)
    referral.save()
    record(actor, "relaunch_referral", referral.code)


@action
def expire_referrals(actor: None) -> int:
    """Escalate to the coordinator the referrals that nobody answered in time; returns how many. Run by the timer."""
    late = Referral.objects.system("the timer of deadlines").filter(
        state__in=WAITING, answer_due__lte=timezone.now()
    )
    count = 0
    for referral in late.select_for_update(of=("self",)).iterator(chunk_size=500):
        REFERRAL_MOVES.advance(referral, "expire_referral")
        referral.escalated_at = timezone.now()
        referral.save()
        count += 1
    record(actor, "expire_referrals", count=count)
    return count


def close_for_consent(consent: Consent) -> list[str]:
    """Close the referrals to the consent's recipient that no live consent covers any more.

    Returns the codes of those that the recipient had received and that are not covered, closed now or done before.
    """
    rows = Referral.objects.system("a consent ended").filter(
        case__person=consent.person_id, to_organisation=consent.recipient_id, state__in=(*UNFINISHED, *TAKEN)
    )
    known = []
    for referral in rows.select_related("case"):
        if not _missing_consent(referral):
            continue
        if referral.state not in TO_COME:
            known.append(referral.code)
        if referral.state in UNFINISHED:
            REFERRAL_MOVES.advance(referral, "close_for_consent")
            referral.finished_at = timezone.now()
            referral.save()
            record(None, "close_for_consent", referral.code)
    return known


def _answer(actor: Actor, referral: Referral) -> None:
    referral.answered_at = timezone.now()
    referral.received_at = referral.received_at or referral.answered_at
    referral.handled_by_id = actor.account_id
    referral.save()


def _finish(referral: Referral, act: str, outcome: str) -> None:
    lock(referral)
    REFERRAL_MOVES.advance(referral, act)
    referral.finished_at = timezone.now()
    referral.write(**{**referral.words, "outcome": outcome})
    referral.save()


def _start_clock(referral: Referral) -> None:
    urgent = "_urgent" if referral.urgency == "urgent" else ""
    referral.sent_at = timezone.now()
    referral.acknowledge_due = referral.sent_at + hours(f"acknowledge{urgent}")
    referral.answer_due = referral.sent_at + hours(f"answer{urgent}")


def _missing_consent(referral: Referral) -> list[str]:
    """The fields that no live consent lets the receiver have. A referral needs a live consent even to release nothing."""
    live = live_categories(referral.case.person_id, referral.to_organisation_id)
    if not live:
        return referral.released_fields or ["names"]
    return [name for name in referral.released_fields if RELEASABLE[name][1] not in live]


def _require_consent(referral: Referral) -> None:
    missing = _missing_consent(_with_case(referral))
    if missing:
        raise Invalid(
            _("Aucun consentement en cours ne permet à cette structure de recevoir : %(fields)s.")
            % {"fields": ", ".join(str(RELEASABLE[name][0]) for name in missing)},
            "released_fields",
        )


def _with_case(referral: Referral) -> Referral:
    referral.case = Case.objects.system("the consent of a referral's person").get(pk=referral.case_id)
    return referral
