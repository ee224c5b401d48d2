"""The assessment of gaps: the table proposes a level, and a person confirms it or says another, and why."""

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.cases.models import Case, CaseState
from siraba.protection.statelessness.gaps import gaps_of, level_of
from siraba.protection.statelessness.models import ASSESSMENT_MOVES, NationalityAssessment
from siraba.protection.statelessness.questions import VERSION, Answers, mistaken
from siraba.protection.statelessness.table import Level


@action
def assess_nationality(
    actor: Actor,
    case: Case | None = None,
    *,
    answers: Answers,
    agreed_how: str,
    who: str = "",
    note: str = "",
) -> NationalityAssessment:
    """Keep the answers and the gaps that they show today, for a case or, without one, for somebody who comes.

    `answers` is question → answer, one for each question of the list; `agreed_how` the form in which the person agreed
    that they are kept.

    Raises:
        Invalid: a question without an answer of its own, or a case that is closed.
    """
    check_right(actor, "assess_nationality", case)
    if case is not None and case.state == CaseState.CLOSED:
        raise Invalid(_("Ce dossier est clos : faites-le rouvrir d’abord."))
    if wrong := mistaken(answers):
        raise Invalid(_("Répondez à chaque question, ou dites qu’on ne sait pas."), wrong[0])
    found = gaps_of(answers)
    assessment = NationalityAssessment(
        organisation_id=actor.home,
        case=case,
        person_id=case.person_id if case else None,
        version=VERSION,
        proposed=level_of(found),
        agreed_how=agreed_how,
        assessed_by_id=actor.account_id,
        fictitious=bool(case and case.fictitious),
    )
    assessment.write(
        who="" if case else who, answers=dict(answers), gaps=[one.gap.code for one in found], note=note
    )
    assessment.save(force_insert=True)
    record(actor, "assess_nationality", assessment.code, **({"case": case.code} if case else {}))
    return assessment


@action
def confirm_nationality_assessment(
    actor: Actor, assessment: NationalityAssessment, *, level: str, reason: str = ""
) -> None:
    """Say the level: the one that the table proposes, or another with the reason.

    Raises:
        Invalid: another level, and no reason.
    """
    check_right(actor, "confirm_nationality_assessment", assessment)
    lock(assessment)
    ASSESSMENT_MOVES.advance(assessment, "confirm_nationality_assessment")
    changed = Level(level) != assessment.proposed
    if changed and not reason.strip():
        raise Invalid(_("Dites pourquoi le niveau est un autre que celui que la table propose."), "reason")
    assessment.level = Level(level)
    assessment.confirmed_by_id, assessment.confirmed_at = actor.account_id, timezone.now()
    assessment.write(**{**assessment.words, "reason": reason.strip()})
    assessment.save()
    record(actor, "confirm_nationality_assessment", assessment.code, changed=changed)
