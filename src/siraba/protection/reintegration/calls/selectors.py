"""What may be read of funds, calls and applications, always for someone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import record
from siraba.protection.reintegration.calls.applications import consent_covers
from siraba.protection.reintegration.calls.dealing import evaluators_of
from siraba.protection.reintegration.calls.keys import receipt_key
from siraba.protection.reintegration.calls.models import (
    GRANTED,
    Appeal,
    AppealState,
    Application,
    ApplicationDocument,
    ApplicationState,
    Call,
    CallState,
    Charge,
    Duty,
    Evaluation,
    Fund,
)
from siraba.protection.reintegration.calls.rules import NAMED_TO, charges_of, duties_of, files

PROJECT = ("title", "description", "costs")
DESK_LOOKS_AT = 300


# Funds and calls


def funds_visible_to(actor: Actor) -> QuerySet[Fund]:
    """The funds in which the actor is charged with something; for who gives charges, those of the organisation."""
    rows = Fund.objects.select_related("organisation")
    if actor.purpose == Purpose.ACCOUNTS:
        return rows.filter(organisation=actor.organisation_id)
    return rows.filter(pk__in=charges_of(actor).values("fund"))


def fund_for(actor: Actor, pk: int) -> Fund:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    found = funds_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def charge_for(actor: Actor, pk: int) -> Charge:
    """Raises NotVisible."""
    rows = Charge.objects.select_related("fund", "account")
    found = rows.filter(pk=pk, fund__in=funds_visible_to(actor)).first()
    if found is None:
        raise NotVisible
    return found


def calls_visible_to(actor: Actor) -> QuerySet[Call]:
    """The calls of the actor's funds, drafts too; for who manages cases, those that anybody may know."""
    rows = Call.objects.select_related("fund__organisation")
    if actor.purpose == Purpose.CARE:
        return rows.exclude(state=CallState.DRAFT)
    return rows.filter(fund__in=funds_visible_to(actor))


def call_for(actor: Actor, pk: int) -> Call:
    """Raises NotVisible."""
    found = calls_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def open_calls() -> QuerySet[Call]:
    """The calls to which one may apply today, for everybody."""
    today = timezone.localdate()
    rows = Call.objects.select_related("fund__organisation")
    return rows.filter(state=CallState.OPEN, opens_on__lte=today, closes_on__gte=today).order_by(
        "closes_on", "pk"
    )


# Applications


def applications_visible_to(actor: Actor) -> GuardedQuerySet:
    """The applications open to the actor, with their call and fund, the last begun first."""
    return Application.objects.visible_to(actor, Category.GRANTS).select_related(
        "call__fund__organisation", "zone"
    )


def application_for(actor: Actor, code: str) -> Application:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(applications_visible_to(actor), code=read_code(code) or "")


def applications_of_call(actor: Actor, call: Call) -> GuardedQuerySet:
    return applications_visible_to(actor).filter(call=call)


def counts_of(actor: Actor, call: Call) -> dict[str, int]:
    """How many applications of the call are open to the actor in each state."""
    rows = applications_of_call(actor, call).order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def sees_names(actor: Actor, application: Application) -> bool:
    """Whether the actor may know whom an application is of.

    Evaluators and members of the committee judge projects. Where a consent has ended and nothing was granted, it is closed.
    """
    if files(actor, application):
        return True
    if not duties_of(actor, application.call.fund) & set(NAMED_TO):
        return False
    return application.state in GRANTED or consent_covers(application)


@dataclass(frozen=True)
class ApplicationFile:
    """One application as the actor may read it: `project` always, `applicant` where names are open, else empty."""

    application: Application
    project: dict[str, Any]
    applicant: dict[str, Any]
    reason: str
    named: bool
    documents: Sequence[ApplicationDocument]
    appeals: Sequence[Appeal]


def application_file(actor: Actor, code: str) -> ApplicationFile:
    """The application with its words; the reading is written in the journal. Raises NotVisible."""
    application = application_for(actor, code)
    named = sees_names(actor, application)
    words = application.words
    applicant = {name: said for name, said in words.items() if name not in (*PROJECT, "reason")}
    record(actor, "read_application", application.code, named=named)
    return ApplicationFile(
        application,
        {name: words.get(name, [] if name == "costs" else "") for name in PROJECT},
        applicant if named else {},
        words.get("reason", "") if named else "",
        named,
        # A paper names people
        list(documents_of(actor, application)) if named else [],
        list(appeals_visible_to(actor).filter(application=application)) if named else [],
    )


def documents_of(actor: Actor, application: Application) -> GuardedQuerySet:
    rows = ApplicationDocument.objects.visible_to(actor, Category.GRANTS)
    return rows.filter(application=application).defer("document")


def document_for(actor: Actor, application: Application, pk: UUID) -> ApplicationDocument:
    """Raises NotVisible, also to who may not know the names."""
    if not sees_names(actor, application):
        raise NotVisible
    rows = ApplicationDocument.objects.visible_to(actor, Category.GRANTS)
    return one_of(rows, application=application, pk=pk)


def appeals_visible_to(actor: Actor) -> GuardedQuerySet:
    return Appeal.objects.visible_to(actor, Category.GRANTS)


def appeal_for(actor: Actor, pk: UUID) -> Appeal:
    """Raises NotVisible."""
    return one_of(appeals_visible_to(actor), pk=pk)


def appeals_to_decide(actor: Actor) -> GuardedQuerySet:
    """The appeals that wait for the actor, with their applications: see `rules.decides_appeal`, asked of all at once."""
    secretary, president = (
        charges_of(actor).filter(duty=duty).values("fund") for duty in (Duty.SECRETARY, Duty.PRESIDENT)
    )
    mine = Q(application__call__fund__in=secretary) | Q(
        application__call__fund__in=president, against=ApplicationState.INADMISSIBLE
    )
    had_a_hand = [
        Q(**{f"{who}__isnull": False, who: actor.account_id})
        for who in ("application__decided_by", "application__filed_by", "filed_by")
    ]
    rows = appeals_visible_to(actor).filter(mine, *(~hand for hand in had_a_hand), state=AppealState.FILED)
    return rows.select_related("application__zone").order_by("filed_at", "id")


# The desk of an evaluator


def own_evaluation(actor: Actor, application: Application) -> Evaluation | None:
    """What the actor said of a project; what others said stays closed."""
    rows = Evaluation.objects.visible_to(actor, Category.GRANTS)
    return rows.filter(application=application, evaluator=actor.account_id).first()


def desk_of(actor: Actor) -> list[tuple[Application, Evaluation | None]]:
    """The projects dealt to the actor that it has not scored, the first handed in first."""
    funds = charges_of(actor).filter(duty=Duty.EVALUATOR).values("fund")
    admitted = applications_visible_to(actor).filter(call__fund__in=funds, state=ApplicationState.ADMISSIBLE)
    found = list(admitted.order_by("submitted_at", "id")[:DESK_LOOKS_AT])
    who = evaluators_of(found)
    dealt = [one for one in found if actor.account_id in who[one.pk]]
    rows = Evaluation.objects.visible_to(actor, Category.GRANTS).filter(
        application__in=[one.pk for one in dealt], evaluator=actor.account_id
    )
    own = {one.application_id: one for one in rows}
    return [(one, own.get(one.pk)) for one in dealt if one.pk not in own or own[one.pk].total is None]


def scores_of(actor: Actor, application: Application) -> list[Evaluation]:
    """What each evaluator gave, once the project has its score; before that nobody reads another's."""
    if application.score is None:
        return []
    rows = Evaluation.objects.visible_to(actor, Category.GRANTS)
    return list(rows.filter(application=application, total__isnull=False).order_by("scored_at", "id"))


def judged_by(application: Application) -> set[int]:
    """The accounts that filed, admitted or scored an application, or have a conflict: they do not decide on it again."""
    rows = Evaluation.objects.system("who has had a hand in an application").filter(application=application)
    hands = {*rows.values_list("evaluator", flat=True), application.filed_by_id, application.decided_by_id}
    return {one for one in hands if one is not None}


# By the number of a receipt


def application_by_receipt(number: str) -> Application | None:
    """The application of a receipt that somebody holds; None when the number is nobody's."""
    key = receipt_key(number)
    if not key:
        return None
    rows = Application.objects.system("a receipt that somebody holds").select_related("call__fund")
    return rows.filter(receipt_key=key).first()
