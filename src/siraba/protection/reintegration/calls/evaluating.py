"""What evaluators do: say whether they have a conflict of interests, then score a project whose applicant they never see."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.criteria import criteria_of
from siraba.protection.reintegration.calls.dealing import final_score, score_gap
from siraba.protection.reintegration.calls.models import APPLICATION_MOVES, Application, Evaluation

SYSTEM = "the evaluations of a project that is dealt to the actor"


@action
def declare_no_conflict(actor: Actor, application: Application) -> Evaluation:
    """Nothing ties the evaluator to this project: it may be scored.

    Raises:
        Invalid: it was said already.
    """
    evaluation = _declare(actor, application, "declare_no_conflict", conflict=False)
    record(actor, "declare_no_conflict", application.code)
    return evaluation


@action
def declare_conflict(actor: Actor, application: Application, *, conflict: str = "") -> Evaluation:
    """The evaluator steps out, also after having begun, and the project is dealt to another.

    Raises:
        Invalid: the project is scored already.
    """
    evaluation = _declare(actor, application, "declare_conflict", conflict=True, words=conflict)
    record(actor, "declare_conflict", application.code)
    return evaluation


def _declare(
    actor: Actor, application: Application, act: str, *, conflict: bool, words: str = ""
) -> Evaluation:
    check_right(actor, act, application)
    lock(application)
    APPLICATION_MOVES.require(application, "complete_scores")
    known = _of(actor, application)
    if known and known.total is not None:
        raise Invalid(_("Vous avez déjà noté ce projet."))
    if known and not conflict:
        raise Invalid(_("Vous l’avez déjà déclaré."))
    evaluation = known or Evaluation(application=application, evaluator_id=actor.account_id)
    evaluation.conflict = conflict
    evaluation.write(conflict=words)
    evaluation.save(force_insert=known is None)
    return evaluation


def _of(actor: Actor, application: Application) -> Evaluation | None:
    rows = Evaluation.objects.system(SYSTEM)
    return rows.filter(application=application, evaluator=actor.account_id).first()


@action
def score_application(
    actor: Actor, application: Application, *, points: Mapping[str, Any], note: str = ""
) -> Evaluation:
    """Give points by criterion. With the last score that is wanted the project has its own.

    Raises:
        Invalid: no word on conflicts yet, scored already, a criterion without points or with too many.
    """
    check_right(actor, "score_application", application)
    lock(application)
    APPLICATION_MOVES.require(application, "complete_scores")
    evaluation = _of(actor, application)
    if evaluation is None or evaluation.conflict:
        raise Invalid(_("Dites d’abord que vous n’avez pas de conflit d’intérêts."))
    if evaluation.total is not None:
        raise Invalid(_("Vous avez déjà noté ce projet."))
    evaluation.points = _points(application, points)
    evaluation.total, evaluation.scored_at = sum(evaluation.points.values()), timezone.now()
    evaluation.write(**{**evaluation.words, "note": note})
    evaluation.save()
    _complete(application)
    record(actor, "score_application", application.code, total=evaluation.total, state=application.state)
    return evaluation


def _points(application: Application, points: Mapping[str, Any]) -> dict[str, int]:
    criteria = criteria_of(application.call)
    if set(points) - {one["key"] for one in criteria}:
        raise Invalid(_("Un critère n’est pas de cet appel."))
    for one in criteria:
        given = points.get(one["key"])
        if not isinstance(given, int) or not 0 <= given <= one["most"]:
            raise Invalid(
                _("« %(criterion)s » : de 0 à %(most)d points, entiers.")
                % {"criterion": one["label"], "most": one["most"]},
                one["key"],
            )
    return {one["key"]: points[one["key"]] for one in criteria}


def _complete(application: Application) -> None:
    rows = Evaluation.objects.system(SYSTEM).filter(application=application, total__isnull=False)
    totals = list(rows.order_by("scored_at", "pk").values_list("total", flat=True))
    score = final_score(totals, score_gap(application.call.rules))
    if score is not None:
        APPLICATION_MOVES.advance(application, "complete_scores")
        application.score = score
        application.save()
