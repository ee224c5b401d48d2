"""The decision: drafted and signed by one, signed by another, then open to a recourse. UNHCR signs nothing."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.statelessness.burden import unmet
from siraba.protection.statelessness.files import SYSTEM, next_number, not_tomorrow
from siraba.protection.statelessness.models import (
    DETERMINATION_MOVES,
    Conclusion,
    Determination,
    DraftState,
    Interview,
    LinkedState,
    Outcome,
    Ruling,
    StateOfLink,
)


@action
def draft_determination(actor: Actor, found: Determination, *, outcome: str, reasons: str) -> Ruling:
    """Write the decision and sign it first.

    Raises:
        Invalid: nobody was heard, a State or a duty is open, or the outcome is not what the States' conclusions say.
    """
    check_right(actor, "draft_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "draft_determination")
    _ready(found, Outcome(outcome))
    ruling = Ruling(
        determination=found,
        number=next_number(Ruling, found),
        outcome=Outcome(outcome),
        drafted_by_id=actor.account_id,
    )
    ruling.write(reasons=reasons)
    ruling.save(force_insert=True)
    found.save()
    record(actor, "draft_determination", found.code, number=ruling.number, outcome=outcome)
    return ruling


def _ready(found: Determination, outcome: Outcome) -> None:
    if not Interview.objects.system(SYSTEM).filter(determination=found).exists():
        raise Invalid(_("Personne n’a encore été entendu : tenez un entretien d’abord."))
    if duties := unmet(found.words.get("burden", {})):
        raise Invalid(
            _("La charge de la preuve est partagée, et il reste : %(duties)s.")
            % {"duties": " ; ".join(str(duty.text) for duty in duties)}
        )
    states = list(LinkedState.objects.system(SYSTEM).filter(determination=found).defer("sealed"))
    if not states or any(one.state == StateOfLink.OPEN for one in states):
        raise Invalid(_("Concluez d’abord sur chaque État lié, et sur un au moins."))
    conclusions = {one.conclusion for one in states}
    if outcome == Outcome.STATELESS and conclusions != {Conclusion.NOT_NATIONAL}:
        raise Invalid(
            _("Apatride : aucun des États liés ne doit tenir la personne pour son ressortissant."), "outcome"
        )
    if outcome == Outcome.NATIONALITY and Conclusion.NATIONAL not in conclusions:
        raise Invalid(_("Nationalité confirmée : un des États liés doit la reconnaître."), "outcome")


@action
def return_determination(actor: Actor, found: Determination, *, remark: str) -> None:
    """Give the draft back, and say what is missing."""
    check_right(actor, "return_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "return_determination")
    ruling = _draft(found)
    _by_a_second(actor, ruling, DraftState.RETURNED)
    ruling.write(**{**ruling.words, "remark": remark})
    ruling.save()
    found.save()
    record(actor, "return_determination", found.code, number=ruling.number)


@action
def sign_determination(actor: Actor, found: Determination) -> None:
    """Sign second: the decision is made. Raises NotAllowed when the actor wrote it."""
    check_right(actor, "sign_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "sign_determination")
    ruling = _draft(found)
    _by_a_second(actor, ruling, DraftState.SIGNED)
    ruling.save()
    found.outcome, found.decided_on = ruling.outcome, timezone.localdate()
    days = settings.STATELESSNESS_APPEAL_DAYS
    found.appeal_until = found.decided_on + timedelta(days=days) if days else None
    found.save()
    record(actor, "sign_determination", found.code, number=ruling.number, outcome=ruling.outcome)


def _draft(found: Determination) -> Ruling:
    ruling: Ruling = Ruling.objects.system(SYSTEM).get(determination=found, state=DraftState.DRAFTED)
    lock(ruling)
    return ruling


def _by_a_second(actor: Actor, ruling: Ruling, state: DraftState) -> None:
    ruling.state, ruling.second_id, ruling.second_at = state, actor.account_id, timezone.now()


@action
def appeal_determination(actor: Actor, found: Determination, *, lodged_on: date, grounds: str) -> None:
    """Note that the decision is contested, before whichever body the decree names.

    Raises:
        Invalid: before the decision, on a day to come, or after the delay where one is set.
    """
    check_right(actor, "appeal_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "appeal_determination")
    not_tomorrow(lodged_on, "lodged_on")
    if found.decided_on and lodged_on < found.decided_on:
        raise Invalid(_("Le recours est avant la décision."), "lodged_on")
    if found.appeal_until and lodged_on > found.appeal_until:
        raise Invalid(_("Le délai de recours est passé."), "lodged_on")
    found.write(**{**found.words, "grounds": grounds})
    found.save()
    record(actor, "appeal_determination", found.code, on=lodged_on.isoformat())


@action
def uphold_determination(actor: Actor, found: Determination, *, reason: str) -> None:
    """The recourse is dismissed: the decision stands, and the file is closed."""
    check_right(actor, "uphold_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "uphold_determination")
    found.ended_at = timezone.now()
    found.write(**{**found.words, "appeal_answer": reason})
    found.save()
    record(actor, "uphold_determination", found.code)


@action
def reopen_determination(actor: Actor, found: Determination, *, reason: str) -> None:
    """The recourse is admitted: the decision falls, and the file is examined again."""
    check_right(actor, "reopen_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "reopen_determination")
    found.outcome, found.decided_on, found.appeal_until = "", None, None
    found.write(**{**found.words, "appeal_answer": reason})
    found.save()
    record(actor, "reopen_determination", found.code)


@action
def close_determination(actor: Actor, found: Determination) -> None:
    """Nothing is contested: the decision is final. Raises Invalid while a recourse is possible."""
    check_right(actor, "close_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "close_determination")
    if found.appeal_until and found.appeal_until >= timezone.localdate():
        raise Invalid(
            _("Un recours est possible jusqu’au %(day)s.") % {"day": found.appeal_until.isoformat()}
        )
    found.ended_at = timezone.now()
    found.save()
    record(actor, "close_determination", found.code)


@action
def withdraw_determination(actor: Actor, found: Determination, *, reason: str) -> None:
    """The person takes the application back; she may make another at any time."""
    check_right(actor, "withdraw_determination", found)
    lock(found)
    DETERMINATION_MOVES.advance(found, "withdraw_determination")
    found.ended_at = timezone.now()
    found.write(**{**found.words, "reason": reason})
    found.save()
    record(actor, "withdraw_determination", found.code)
