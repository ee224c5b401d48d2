"""What is done to look after the quality of branches. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reception.branches.models import Branch, BranchState
from siraba.protection.reception.quality.checklists import CURRENT, NO, NOT_APPLICABLE, YES
from siraba.protection.reception.quality.models import (
    ACTION_MOVES,
    INSPECTION_MOVES,
    Action,
    ActionState,
    Inspection,
    told,
)

Answers = Mapping[str, tuple[str, str]]


@action
def plan_inspection(actor: Actor, branch: Branch, *, planned_on: date) -> Inspection:
    """Say when a branch will be inspected, by the checklist in force.

    Raises:
        Invalid: the branch is closed.
    """
    check_right(actor, "plan_inspection", branch)
    if branch.state == BranchState.CLOSED:
        raise Invalid(_("Une antenne fermée ne s’inspecte pas."), "branch")
    made = Inspection.objects.create(
        branch=branch, checklist_version=CURRENT, planned_on=planned_on, planned_by_id=actor.account_id
    )
    record(actor, "plan_inspection", made.code, branch=branch.code)
    return made


@action
def record_inspection(actor: Actor, inspection: Inspection, *, done_on: date, answers: Answers) -> None:
    """Write down what was seen: by the code of each item, the answer (yes, no, na) and a remark.

    Raises:
        Invalid: it is not over yet, an item has no answer, a mandatory one is set aside without a reason, or none applies.
    """
    check_right(actor, "record_inspection", inspection)
    lock(inspection)
    INSPECTION_MOVES.advance(inspection, "record_inspection")
    if done_on > timezone.localdate():
        raise Invalid(_("L’inspection n’a pas encore eu lieu."), "done_on")
    checklist = inspection.checklist
    for item in checklist.items:
        answer, remark = answers.get(item.code, ("", ""))
        if answer not in (YES, NO, NOT_APPLICABLE):
            raise Invalid(_("Sans réponse : %(item)s") % {"item": item.text}, item.code)
        if item.mandatory and answer == NOT_APPLICABLE and not remark.strip():
            raise Invalid(
                _("Point obligatoire : dites pourquoi il ne s’applique pas ici."), f"{item.code}_remark"
            )
    said = {item.code: told(*answers[item.code]) for item in checklist.items}
    plain = {code: one["answer"] for code, one in said.items()}
    score = checklist.score(plain)
    if score is None:
        raise Invalid(_("Aucun point ne s’applique : il n’y a rien à noter."))
    inspection.answers, inspection.score, inspection.conform = said, score, checklist.conforms(plain)
    inspection.done_on, inspection.done_by_id = done_on, actor.account_id
    inspection.save()
    record(
        actor,
        "record_inspection",
        inspection.code,
        score=score,
        failed=[item.code for item in inspection.failed],
    )


@action
def add_quality_action(actor: Actor, inspection: Inspection, **wanted: Any) -> Action:
    """Answer an item that failed: `item`, `what` will be done, by `who` (a function), `due`.

    Raises:
        Invalid: the item did not fail, or the day is before the inspection.
    """
    check_right(actor, "add_quality_action", inspection)
    lock(inspection)
    INSPECTION_MOVES.advance(inspection, "add_quality_action")
    if wanted["item"] not in {item.code for item in inspection.failed}:
        raise Invalid(_("Ce point n’a pas manqué à cette inspection."), "item")
    if inspection.done_on and wanted["due"] < inspection.done_on:
        raise Invalid(_("L’échéance vient avant l’inspection."), "due")
    inspection.save()
    made = Action.objects.create(inspection=inspection, added_by_id=actor.account_id, **wanted)
    record(actor, "add_quality_action", inspection.code, action=made.pk, item=made.item)
    return made


def _on(actor: Actor, one: Action, act: str) -> None:
    check_right(actor, act, one)
    lock(one)
    ACTION_MOVES.advance(one, act)


@action
def finish_quality_action(actor: Actor, one: Action, *, note: str) -> None:
    """Say that it is done, and how; somebody else will look."""
    _on(actor, one, "finish_quality_action")
    one.note, one.done_by_id, one.done_on = note, actor.account_id, timezone.localdate()
    one.save()
    record(actor, "finish_quality_action", one.code)


@action
def verify_quality_action(actor: Actor, one: Action) -> None:
    """Somebody else has looked: it is done.

    Raises:
        NotAllowed: the actor did it.
    """
    _on(actor, one, "verify_quality_action")
    one.verified_by_id, one.verified_on = actor.account_id, timezone.localdate()
    one.save()
    record(actor, "verify_quality_action", one.code)


@action
def reopen_quality_action(actor: Actor, one: Action, *, reason: str) -> None:
    """Somebody else has looked: it is not done."""
    _on(actor, one, "reopen_quality_action")
    one.note, one.done_by_id, one.done_on = reason, None, None
    one.save()
    record(actor, "reopen_quality_action", one.code)


@action
def verify_inspection(actor: Actor, inspection: Inspection) -> None:
    """All that failed was answered, and each answer verified.

    Raises:
        Invalid: an action is not verified, or a mandatory item that failed has none.
    """
    check_right(actor, "verify_inspection", inspection)
    lock(inspection)
    INSPECTION_MOVES.advance(inspection, "verify_inspection")
    actions = list(inspection.actions.all())
    if any(one.state != ActionState.VERIFIED for one in actions):
        raise Invalid(_("Une action n’est pas encore vérifiée."))
    answered = {one.item for one in actions}
    missing = [item for item in inspection.failed if item.mandatory and item.code not in answered]
    if missing:
        raise Invalid(_("Sans action : %(item)s") % {"item": missing[0].text})
    inspection.verified_by_id, inspection.verified_on = actor.account_id, timezone.localdate()
    inspection.save()
    record(actor, "verify_inspection", inspection.code)
