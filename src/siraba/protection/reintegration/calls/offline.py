"""Applications where there is no network: the open calls with their questions, and what devices write down for applicants.

The device makes the number of the application, so that it is never doubled, and that of the receipt, so that the applicant
has it at once.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.interface.forms import refuse_mistakes
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.foundation.offline.carrying import read_said, register_load
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import case_for
from siraba.protection.reintegration.calls.applications import (
    amend_application,
    start_application,
    submit_application,
)
from siraba.protection.reintegration.calls.asking import ApplicationForm
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Call, Duty
from siraba.protection.reintegration.calls.rules import FILING, charges_of
from siraba.protection.reintegration.calls.selectors import applications_visible_to, open_calls


class ApplicationSaid(BaseModel):
    """`case` is a code, or nothing for who comes to the fund; `answers` as they were typed, by the names of the questions."""

    call: int
    number: UUID
    case: str = Field("", max_length=20)
    receipt: str = Field(max_length=20)
    answers: dict[str, str] = Field(max_length=40)


class Applications:
    """The open calls to which the actor may file, as its devices know them."""

    name = "fund"

    def open_to(self, actor: Actor) -> bool:
        if actor.role not in FILING or Category.GRANTS not in settings.OFFLINE_CATEGORIES:
            return False
        return actor.purpose == Purpose.CARE or _as_secretary(actor).exists()

    def take(self, actor: Actor, device: UUID, said: Mapping[str, Any]) -> tuple[str, str]:
        """Written down, and handed in where it can be; else it waits on the page, and its author is told why."""
        told = read_said(ApplicationSaid, said)
        known = applications_visible_to(actor).filter(pk=told.number).first()
        if known is not None and known.state != ApplicationState.DRAFT:
            return known.code, ""
        made = _written(actor, told, known)
        try:
            submit_application(actor, made, number=told.receipt)
        except Invalid as refusal:
            return made.code, _("%(code)s : %(reason)s La demande est gardée, sans être déposée.") % {
                "code": made.code,
                "reason": refusal.message,
            }
        return made.code, ""

    def give(self, actor: Actor, device: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
        of_case = actor.purpose == Purpose.CARE
        calls = open_calls()
        if not of_case:
            calls = calls.filter(fund__in=_as_secretary(actor).values("fund"))
        form = ApplicationForm(of_case=of_case, auto_id="demande_%s", use_required_attribute=False)
        del form.fields["form_id"]
        things = {
            str(call.pk): {
                "title": call.title,
                "fund": call.fund.name,
                "until": call.closes_on.isoformat(),
                "until_words": local_date(call.closes_on),
                "ceiling": call.ceiling,
            }
            for call in calls
        }
        return things, {"html": str(form), "of_case": of_case}


def _as_secretary(actor: Actor) -> Any:
    return charges_of(actor).filter(duty=Duty.SECRETARY)


def _written(actor: Actor, told: ApplicationSaid, known: Application | None) -> Application:
    case: Case | None = case_for(actor, told.case) if told.case else None
    form = ApplicationForm(told.answers, of_case=case is not None)
    refuse_mistakes(form)
    if known is not None:
        amend_application(actor, known, **form.said())
        return known
    call = Call.objects.select_related("fund").filter(pk=told.call).first()
    if call is None:
        raise NotVisible
    return start_application(actor, call, case=case, number=told.number, **form.said())


register_load(Applications())
