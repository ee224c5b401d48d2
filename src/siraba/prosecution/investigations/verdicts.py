"""What courts decided, suspect by suspect and offence by offence."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.investigations.models import (
    INQUIRY_MOVES,
    Charge,
    Inquiry,
    InquiryState,
    Instance,
    Outcome,
    Suspect,
    SuspectState,
    Verdict,
)

SYSTEM = "the decisions of a file already given to the actor"
BEFORE_THE_COURT = (SuspectState.TRIED, SuspectState.CONVICTED, SuspectState.ACQUITTED)


@action
def record_verdict(
    actor: Actor,
    inquiry: Inquiry,
    *,
    charge: Charge,
    outcome: str,
    decided_on: date,
    sentence: str = "",
    prison_months: int | None = None,
    fine: int | None = None,
    confiscated: int | None = None,
    compensation: int | None = None,
) -> Verdict:
    """Record a decision on one suspect for one offence; in appeal that of the court of appeal. Amounts are in FCFA.

    Raises:
        Invalid: not a charge before the court in this file, decided already, a day to come, or a penalty without a conviction.
    """
    check_right(actor, "record_verdict", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "record_verdict")
    suspect = Suspect.objects.system(SYSTEM).get(pk=charge.suspect_id)
    if charge.inquiry_id != inquiry.pk or suspect.state not in BEFORE_THE_COURT:
        raise Invalid(_("Cette personne n’est pas en jugement dans cette procédure."), "charge")
    instance = Instance.APPEAL if inquiry.state == InquiryState.APPEAL else Instance.FIRST
    if Verdict.objects.system(SYSTEM).filter(charge=charge, instance=instance).exists():
        raise Invalid(_("La décision sur cette infraction est déjà enregistrée."), "charge")
    if decided_on > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), "decided_on")
    penalties = {"prison_months": prison_months, "fine": fine, "confiscated": confiscated}
    if outcome != Outcome.CONVICTED and any(value is not None for value in penalties.values()):
        raise Invalid(_("Il n’y a de peine que pour une condamnation."), "outcome")
    verdict = Verdict(
        inquiry=inquiry,
        charge=charge,
        instance=instance,
        outcome=outcome,
        decided_on=decided_on,
        compensation=compensation,
        recorded_by_id=actor.account_id,
        **penalties,
    )
    verdict.write(sentence=sentence)
    verdict.save(force_insert=True)
    record(actor, "record_verdict", suspect.code, instance=instance, outcome=outcome)
    return verdict


def judged(inquiry: Inquiry, suspects: Iterable[Suspect]) -> dict[UUID, SuspectState]:
    """By suspect, what the last decision on each of their offences comes to.

    Raises:
        Invalid: a decision is missing.
    """
    last: dict[UUID, str] = {}
    rows = Verdict.objects.system(SYSTEM).filter(inquiry=inquiry).defer("sealed")
    for verdict in sorted(rows, key=lambda one: one.instance == Instance.APPEAL):
        last[verdict.charge_id] = verdict.outcome
    charges: dict[UUID, list[Any]] = {}
    for charge in Charge.objects.system(SYSTEM).filter(inquiry=inquiry):
        charges.setdefault(charge.suspect_id, []).append(last.get(charge.pk))
    return {suspect.pk: _comes_to(suspect, charges.get(suspect.pk, [])) for suspect in suspects}


def _comes_to(suspect: Suspect, outcomes: list[str | None]) -> SuspectState:
    if not outcomes or None in outcomes:
        raise Invalid(
            _("Il manque une décision pour %(who)s : enregistrez-la d’abord.") % {"who": suspect.label}
        )
    if Outcome.CONVICTED in outcomes:
        return SuspectState.CONVICTED
    return SuspectState.ACQUITTED if Outcome.ACQUITTED in outcomes else SuspectState.DISMISSED
