"""A paper for another agency: of a case, only what a live consent lets that agency have; and of that, only what is open here."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.errors import NotVisible, StateNotOpen
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.consent.models import SHARING_SCOPES, Consent
from siraba.foundation.vocabulary import label
from siraba.protection.cases.models import ReviewState
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import CaseFile, case_file, consent_for

Line = tuple[str, str]


@page(Purpose.CARE, roles=MANAGERS)
@require_safe
def paper(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    """Raises NotVisible for a consent of somebody else, StateNotOpen for one that has ended or shares nothing."""
    found = case_file(request.actor, code)
    consent = consent_for(request.actor, found.case, pk)
    if not may_print(consent):
        raise StateNotOpen(
            _("Ce consentement ne permet plus, ou pas, de remettre un papier à cette structure.")
        )
    if found.identity is None:
        raise NotVisible
    categories = set(found.consent_categories[consent.pk])
    parts = [(str(Category(one).label), list(PARTS[one](found))) for one in PARTS if one in categories]
    record(
        request.actor,
        "print_case",
        found.case.code,
        recipient=consent.recipient_id,
        categories=sorted(categories & PARTS.keys()),
    )
    context = {"case": found.case, "consent": consent, "parts": parts, "now": timezone.now()}
    return render(request, "cases/paper.html", context)


def may_print(consent: Consent) -> bool:
    """A live consent to share. What goes to justice is a disclosure, with its second person, and never a paper."""
    return consent.is_live() and consent.scope in SHARING_SCOPES


def _identity(file: CaseFile) -> Iterator[Line]:
    person, identity = file.case.person, file.identity
    if identity is None:
        return
    yield _("Noms"), identity.names
    yield _("Date de naissance ou âge"), identity.words.get("birth_date") or str(person.age() or "")
    yield _("Sexe"), label("sex", person.sex)
    yield _("Nationalité"), ", ".join(label("country", code) for code in person.citizenships.split())
    yield _("Langues"), ", ".join(label("language", code) for code in person.languages.split())
    yield (
        _("Contact sûr"),
        " ".join((identity.words.get("contact", ""), identity.words.get("contact_advice", ""))),
    )


def _case(file: CaseFile) -> Iterator[Line]:
    case = file.case
    yield _("Parcours"), label("pathway", case.pathway)
    yield _("État"), str(case.get_state_display())
    yield _("Risque"), label("risk_level", case.risk) if case.risk else ""
    plan = next((one for one in file.plans if one.state == ReviewState.APPROVED), None)
    if plan is not None:
        yield _("Objectif"), plan.words["objective"]
        for line in plan.words["actions"]:
            yield label("service_type", line["service"]), f"{line['what']} {line['due']}"


def _health(file: CaseFile) -> Iterator[Line]:
    if file.assessments:
        yield _("Ce qu’un service doit savoir"), file.assessments[0].words.get("health", "")


def _exploitation(file: CaseFile) -> Iterator[Line]:
    if file.screenings:
        words = file.screenings[0].words
        for name, list_name, title in (
            ("acts", "act", _("Actes")),
            ("means", "means", _("Moyens")),
            ("purposes", "purpose_palermo", _("Buts")),
        ):
            yield title, ", ".join(label(list_name, code) for code in words.get(name, []))


PARTS = {
    Category.IDENTITY.value: _identity,
    Category.CASE.value: _case,
    Category.HEALTH.value: _health,
    Category.EXPLOITATION.value: _exploitation,
}
