"""What may be done with a plan of reintegration."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.people.models import Person
from siraba.protection.cases.models import Case, CaseState
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.plans.models import (
    LIVE,
    PLAN_MOVES,
    Ending,
    PlanState,
    PlanVersion,
    ReintegrationPlan,
)
from siraba.protection.reintegration.plans.moving import tell

SYSTEM = "an act on a plan already given to the actor"
Line = Mapping[str, Any]


@action
def draft_reintegration_plan(
    actor: Actor,
    case: Case,
    *,
    channel: str,
    objectives: Mapping[str, str],
    actions: Sequence[Line] = (),
    life_project: Mapping[str, str] | None = None,
    person_view: str = "",
    application: Application | None = None,
) -> ReintegrationPlan:
    """Write the first version. `objectives` by part; an action is {part, what, who, due (ISO day), cost (francs)}.

    Raises:
        Invalid: the case is closed, has a live plan, or the application is of another case; or the plan says nothing.
    """
    check_right(actor, "draft_reintegration_plan", case)
    lock(case)
    if case.state == CaseState.CLOSED:
        raise Invalid(_("Ce dossier est clos : faites-le rouvrir d’abord."))
    if ReintegrationPlan.objects.system(SYSTEM).filter(case=case, state__in=LIVE).exists():
        raise Invalid(_("Ce dossier a déjà un plan de réintégration : changez-le, ou terminez-le d’abord."))
    person = Person.objects.system(SYSTEM).get(pk=case.person_id)
    plan = ReintegrationPlan(
        person=person,
        case=case,
        application=_of_case(application, case),
        channel=channel,
        young=within_youth(person),
        fictitious=case.fictitious,
    )
    plan.save(force_insert=True)
    _write(actor, plan, 1, objectives, actions, life_project, person_view)
    tell(plan)
    record(actor, "draft_reintegration_plan", plan.code, case=case.code)
    return plan


def within_youth(person: Person) -> bool:
    """Whether the plan of this person has a life project: by the age limit; where no age is known, it has."""
    age = person.age(timezone.localdate())
    return age is None or age <= settings.YOUTH_AGE


def _of_case(application: Application | None, case: Case) -> Application | None:
    if application is not None and application.case_id != case.pk:
        raise Invalid(_("Cette demande de financement n’est pas de ce dossier."), "application")
    return application


def _write(
    actor: Actor,
    plan: ReintegrationPlan,
    number: int,
    objectives: Mapping[str, str],
    actions: Sequence[Line],
    life_project: Mapping[str, str] | None,
    person_view: str,
    why: str = "",
) -> PlanVersion:
    said = {part: text.strip() for part, text in objectives.items() if text.strip()}
    if not said and not actions:
        raise Invalid(_("Écrivez au moins un objectif ou une action."))
    version = PlanVersion(plan=plan, number=number, author_id=actor.account_id)
    version.write(
        objectives=said,
        actions=[dict(line) for line in actions],
        life_project=dict(life_project or {}) if plan.young else {},
        person_view=person_view,
        why=why,
    )
    version.save(force_insert=True)
    return version


def last_version(plan: ReintegrationPlan) -> PlanVersion:
    """The version that was written last, agreed to or not."""
    found: PlanVersion = PlanVersion.objects.system(SYSTEM).filter(plan=plan).order_by("-number")[0]
    return found


@action
def revise_reintegration_plan(
    actor: Actor,
    plan: ReintegrationPlan,
    *,
    why: str,
    channel: str,
    objectives: Mapping[str, str],
    actions: Sequence[Line] = (),
    life_project: Mapping[str, str] | None = None,
    person_view: str = "",
    application: Application | None = None,
) -> PlanVersion:
    """Write another version, to which the person has not agreed yet; one that runs goes on as it was until she does."""
    check_right(actor, "revise_reintegration_plan", plan)
    lock(plan)
    PLAN_MOVES.advance(plan, "revise_reintegration_plan")
    case = Case.objects.system(SYSTEM).get(pk=plan.case_id)
    plan.channel, plan.application = channel, _of_case(application, case)
    plan.save()
    number = last_version(plan).number + 1
    version = _write(actor, plan, number, objectives, actions, life_project, person_view, why)
    tell(plan)
    record(actor, "revise_reintegration_plan", plan.code, version=number)
    return version


@action
def agree_reintegration_plan(
    actor: Actor, plan: ReintegrationPlan, *, how: str, on: date | None = None, agreement: str = ""
) -> None:
    """The person agrees to the last version: how she said it, on which day, who was there.

    Raises:
        Invalid: she has agreed to it already, the day is not over, or for a child nobody says who was with it.
    """
    check_right(actor, "agree_reintegration_plan", plan)
    lock(plan)
    PLAN_MOVES.advance(plan, "agree_reintegration_plan")
    version, day = last_version(plan), on or timezone.localdate()
    if version.agreed_on:
        raise Invalid(_("La personne est déjà d’accord avec cette version."))
    if day > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore passé."), "on")
    person = Person.objects.system(SYSTEM).get(pk=plan.person_id)
    if person.is_child and not agreement.strip():
        raise Invalid(_("Pour un mineur, dites qui répond de lui et ce que l’enfant en dit."), "agreement")
    version.agreed_on, version.agreed_how, version.agreement_heard_by_id = day, how, actor.account_id
    version.write(**{**version.words, "agreement": agreement})
    version.save()
    plan.save()
    record(actor, "agree_reintegration_plan", plan.code, version=version.number, how=how)


@action
def start_reintegration_plan(actor: Actor, plan: ReintegrationPlan, *, on: date | None = None) -> None:
    """What was agreed begins; follow-ups are counted from this day.

    Raises:
        Invalid: the day is not over.
    """
    check_right(actor, "start_reintegration_plan", plan)
    lock(plan)
    PLAN_MOVES.advance(plan, "start_reintegration_plan")
    plan.started_on = on or timezone.localdate()
    if plan.started_on > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore passé."), "on")
    plan.save()
    tell(plan)
    record(actor, "start_reintegration_plan", plan.code, on=plan.started_on.isoformat())


@action
def end_reintegration_plan(actor: Actor, plan: ReintegrationPlan, *, ending: str) -> None:
    """The plan is over, and why. One that never ran cannot have been achieved.

    Raises:
        Invalid: it is said to be achieved and never began.
    """
    check_right(actor, "end_reintegration_plan", plan)
    lock(plan)
    if ending == Ending.COMPLETED and plan.state != PlanState.RUNNING:
        raise Invalid(_("Ce plan n’a pas commencé : il n’est pas achevé."), "ending")
    PLAN_MOVES.advance(plan, "end_reintegration_plan")
    plan.ending, plan.ended_on = ending, timezone.localdate()
    plan.save()
    tell(plan)
    record(actor, "end_reintegration_plan", plan.code, ending=ending)
