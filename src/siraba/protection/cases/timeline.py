"""All that happened in a case, in the order of time; what is not open to its reader is not on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.foundation.vocabulary import label
from siraba.protection.cases.milestones import label_of, milestones_of
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import CaseFile, attachments_visible_to, case_file, filled_forms_of


@dataclass(frozen=True)
class Moment:
    """Something that happened: when, what, by whom or with what, and its page where it has one."""

    at: datetime
    what: str | Promise
    detail: str = ""
    url: str = ""


MomentMaker = Callable[[Actor, Case], Iterator[Moment]]
_makers: list[MomentMaker] = []


def register(make: MomentMaker) -> None:
    """Let another room of the house tell what happened in a case."""
    _makers.append(make)


@page(Purpose.CARE, Purpose.RECEPTION, roles=RECEIVING_ROLES)
@require_safe
def timeline(request: ActorRequest, code: str) -> HttpResponse:
    found = case_file(request.actor, code)
    moments = [*_of_file(found), *(one for make in _makers for one in make(request.actor, found.case))]
    context = {"case": found.case, "moments": sorted(moments, key=lambda one: one.at, reverse=True)}
    return render(request, "cases/timeline.html", context)


def _of_file(file: CaseFile) -> Iterator[Moment]:
    case = file.case
    yield Moment(case.received_at, _("Personne reçue"), str(case.reception_unit or case.agency))
    if case.closed_at:
        reason = label("closure_reason", case.closure_reason) if case.closure_reason else ""
        yield Moment(case.closed_at, _("Dossier clos"), reason)
    for screening in file.screenings:
        yield Moment(screening.written_at, _("Repérage"), screening.author.full_name)
    for decision in file.decisions:
        yield Moment(decision.written_at, _("Identification"), str(decision.get_status_display()))
    for assessment in file.assessments:
        risk = label("risk_level", assessment.risk)
        yield Moment(assessment.written_at, _("Évaluation"), f"{risk}, {assessment.author.full_name}")
    for plan in file.plans:
        yield Moment(plan.written_at, _("Plan de prise en charge"), str(plan.get_state_display()))
    for service in file.services:
        yield Moment(service.written_at, _("Prestation"), label("service_type", service.service_type))
    for contact in file.follow_ups:
        yield Moment(contact.written_at, _("Suivi"), contact.author.full_name)
    for note in file.notes:
        yield Moment(note.written_at, _("Note"), note.author.full_name)
    for transfer in file.transfers:
        yield Moment(
            transfer.sent_at, _("Transfert"), f"{transfer.to_organisation}, {transfer.get_state_display()}"
        )
    for consent in file.consents:
        yield Moment(
            consent.valid_from, _("Consentement"), f"{consent.recipient}, {consent.get_state_display()}"
        )


def _of_forms(actor: Actor, case: Case) -> Iterator[Moment]:
    for filled in filled_forms_of(actor, case):
        url = reverse("cases:filled_form", args=[case.code, filled.pk])
        yield Moment(filled.written_at, filled.form.name, str(filled.get_state_display()), url)


def _of_documents(actor: Actor, case: Case) -> Iterator[Moment]:
    for kept in attachments_visible_to(actor).filter(case=case).defer("document"):
        yield Moment(kept.written_at, _("Pièce jointe"), kept.words["title"])


def _of_steps(actor: Actor, case: Case) -> Iterator[Moment]:
    for step in milestones_of(actor).filter(case=case, done_at__isnull=False):
        yield Moment(step.done_at, label_of(step, case), _("Étape faite"))


for of_case in (_of_forms, _of_documents, _of_steps):
    register(of_case)
