"""The forms of a case as pages: which there are, filled in, read, approved or returned by another person."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.engines.xforms import tell
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import record
from siraba.foundation.forms.models import FormVersion
from siraba.foundation.forms.pages import FormPage
from siraba.foundation.interface import my_day
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.cases import actions, panels
from siraba.protection.cases.forms import RemarkForm
from siraba.protection.cases.instruments import forms_for, instrument_of
from siraba.protection.cases.models import CASE_MOVES, REVIEW_MOVES, Case, ReviewState
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import (
    case_for,
    filled_form_for,
    filled_forms,
    filled_forms_of,
    last_filling,
)
from siraba.protection.cases.steps import Step, step_page

care_page = page(Purpose.CARE, roles=MANAGERS)
READ = "cases:filled_form"
STEPS = {
    "approuver": Step(
        "approve_form",
        filled_form_for,
        lambda actor, filled: actions.approve_form(actor, filled.case, filled),
        gettext_lazy(
            "Vous êtes une autre personne que l’auteur, et vous êtes d’accord avec ce qui est écrit."
        ),
        moves=REVIEW_MOVES,
        back="cases:detail",
        right_on=lambda filled: filled.case,
    ),
    "renvoyer": Step(
        "return_form",
        filled_form_for,
        lambda actor, filled, remark: actions.return_form(actor, filled.case, filled, remark=remark),
        gettext_lazy("L’auteur lit votre remarque et remplit une nouvelle fiche."),
        RemarkForm,
        moves=REVIEW_MOVES,
        back="cases:detail",
        right_on=lambda filled: filled.case,
    ),
}
SLUGS = {step.act: slug for slug, step in STEPS.items()}


@care_page
@require_safe
def choose(request: ActorRequest, code: str) -> HttpResponse:
    """Which form to fill in."""
    case = case_for(request.actor, code)
    CASE_MOVES.require(case, "fill_form")
    context = {"case": case, "versions": forms_for(case)}
    return render(request, "cases/forms.html", context)


def _offered(case: Case, form: str) -> FormVersion:
    """Raises NotVisible for a form that is none, or not one for this case."""
    found = next((version for version in forms_for(case) if version.code == form), None)
    if found is None:
        raise NotVisible
    return found


@care_page
def fill(request: ActorRequest, code: str, form: str) -> HttpResponse:
    case = case_for(request.actor, code)
    version = _offered(case, form)
    if request.method == "GET":
        CASE_MOVES.require(case, "fill_form")
    instrument = instrument_of(form)
    last = last_filling(request.actor, case, form) if instrument.renewed else None
    filling = FormPage(
        request.POST or None, version=version, answers=last.words.get("answers", {}) if last else None
    )
    act = Act(
        _("%(form)s – dossier %(code)s") % {"form": version.name, "code": case.code},
        _("Enregistrer"),
        reverse("cases:detail", args=[case.code]),
        _("Les réponses de la dernière fois sont reprises : changez ce qui a changé.") if last else "",
        _("La fiche est enregistrée ; un superviseur doit l’approuver.")
        if instrument.reviewed
        else _("La fiche est enregistrée."),
    )

    def do(data: dict) -> str:
        made = actions.fill_form(request.actor, case, form=version, answers=data["answers"])
        return reverse(READ, args=[case.code, made.pk])

    return act_page(request, filling, do, act)


@care_page
@require_safe
def read(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    case = case_for(request.actor, code)
    filled = filled_form_for(request.actor, case, pk)
    steps = [
        (ACT_RULES[name].label, reverse("cases:filled_form_step", args=[case.code, pk, slug]))
        for name, slug in SLUGS.items()
        if name in REVIEW_MOVES.open_from(filled.state) and may(request.actor, name, case)
    ]
    record(request.actor, "read_form", case.code, form=filled.form.code, number=filled.number)
    told = tell(filled.form.form, filled.words.get("answers", {}), (get_language() or "fr")[:2], local_date)
    context = {"case": case, "filled": filled, "told": told, "steps": steps}
    return render(request, "cases/filled_form.html", context)


@care_page
def step(request: ActorRequest, code: str, pk: UUID, slug: str) -> HttpResponse:
    return step_page(request, STEPS, code, pk, slug)


# On the page of a case, and on My day


def forms_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.CASE) & {Scope.ASG, Scope.OWN}:
        return None
    rows = [
        PanelRow(
            filled.form.name,
            reverse(READ, args=[case.code, filled.pk]),
            filled.state,
            filled.get_state_display(),
            panels.dated(filled.written_at, filled.author.full_name),
        )
        for filled in filled_forms_of(actor, case).exclude(state=ReviewState.SUPERSEDED)
    ]
    fills = may(actor, "fill_form", case) and "fill_form" in CASE_MOVES.open_from(case.state)
    url = reverse("cases:forms", args=[case.code]) if fills else ""
    return Panel(_("Fiches"), rows, _("Aucune fiche remplie."), url, _("Remplir une fiche"))


def to_review(actor: Actor) -> my_day.Section:
    waiting = filled_forms(actor).filter(state=ReviewState.SUBMITTED).order_by("written_at")
    rows = [
        my_day.Row(
            f"{filled.case.code} {filled.form.name}",
            reverse(READ, args=[filled.case.code, filled.pk]),
            filled.author.full_name,
            filled.state,
            filled.get_state_display(),
            None,
        )
        for filled in waiting[: my_day.ROWS]
    ]
    return my_day.Section(_("Fiches à approuver"), rows, _("Aucune fiche n’attend votre accord."))


panels.register(forms_of)
my_day.register(to_review, {Role.SUPERVISOR}, 35)
