"""How long a person's records stay: the page of a case on it, and what is due for review today."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import one_of
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import record
from siraba.foundation.interface import my_day
from siraba.foundation.people.models import Person
from siraba.foundation.retention import actions
from siraba.foundation.retention.forms import HoldForm, KeepForm, RemovalForm
from siraba.foundation.retention.models import REMOVAL_MOVES, LegalHold, Removal, RemovalState
from siraba.foundation.retention.selectors import holds_visible_to, removals_visible_to
from siraba.protection.cases.holdings import due_for_review
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import case_for, cases_visible_to
from siraba.protection.cases.steps import Step, carry, step_page

retention_page = page(Purpose.CARE, roles=MANAGERS)


def _person(actor: Actor, case: Case, pk: UUID) -> Person:
    return case.person


def _removal(actor: Actor, case: Case, pk: UUID) -> Removal:
    return one_of(removals_visible_to(actor), pk=pk, person=case.person_id)


def _hold(actor: Actor, case: Case, pk: UUID) -> LegalHold:
    return one_of(holds_visible_to(actor), pk=pk, person=case.person_id)


HERE = "cases:retention"
ON_PERSON = {
    "effacer": Step(
        "request_removal",
        _person,
        actions.request_removal,
        gettext_lazy(
            "Une seconde personne décidera. Rien ne revient d’un effacement : ni les noms, ni les notes, ni les consentements."
        ),
        RemovalForm,
        danger=True,
        back=HERE,
    ),
    "geler": Step(
        "place_hold",
        _person,
        actions.place_hold,
        gettext_lazy("Tant que le gel tient, rien de cette personne ne peut être effacé."),
        HoldForm,
        back=HERE,
    ),
    "garder": Step(
        "keep_longer",
        _person,
        actions.keep_longer,
        gettext_lazy("Ces informations servent encore. Elles seront revues au jour que vous choisissez."),
        KeepForm,
        back=HERE,
    ),
}
ON_RECORD = {
    "accorder": Step(
        "approve_removal",
        _removal,
        actions.approve_removal,
        gettext_lazy("Pour de bon : rien ne revient, même quand une sauvegarde est remise."),
        danger=True,
        moves=REMOVAL_MOVES,
        back=HERE,
    ),
    "refuser": Step(
        "refuse_removal",
        _removal,
        actions.refuse_removal,
        gettext_lazy("Tout reste comme avant."),
        moves=REMOVAL_MOVES,
        back=HERE,
    ),
    "lever": Step(
        "lift_hold",
        _hold,
        actions.lift_hold,
        gettext_lazy("Un effacement redevient possible."),
        danger=True,
        back=HERE,
    ),
}


@retention_page
@require_safe
def retention(request: ActorRequest, code: str) -> HttpResponse:
    """What is due, asked for and frozen about the person of a case."""
    case = case_for(request.actor, code)
    record(request.actor, "read_retention", case.code)
    offered = [
        (str(ACT_RULES[step.act].label), reverse("cases:retention_act", args=[code, slug]))
        for slug, step in ON_PERSON.items()
        if may(request.actor, step.act, case.person)
    ]
    panels = [_removals(request.actor, case), _holds(request.actor, case)]
    context = {
        "case": case,
        "panels": panels,
        "offered": offered,
        "due": due_for_review(request.actor).filter(pk=case.pk).exists(),
    }
    return render(request, "cases/retention.html", context)


@retention_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    """Ask for a removal, freeze, or keep longer."""
    case = case_for(request.actor, code)
    if slug not in ON_PERSON:
        raise NotVisible
    return carry(request, case, ON_PERSON[slug], case.person)


@retention_page
def step(request: ActorRequest, code: str, pk: UUID, slug: str) -> HttpResponse:
    """Decide on a removal, or lift a hold."""
    return step_page(request, ON_RECORD, code, pk, slug)


def _removals(actor: Actor, case: Case) -> Panel:
    rows = [
        PanelRow(
            f"{removal.get_ground_display()} ({removal.requested_by})",
            _next(actor, case.code, removal, ("accorder", "refuser"))
            if removal.state == RemovalState.REQUESTED and removal.requested_by_id != actor.account_id
            else "",
            removal.state,
            removal.get_state_display(),
            " – ".join(filter(None, (removal.get_how_display(), removal.words.get("reason", "")))),
        )
        for removal in removals_visible_to(actor).filter(person=case.person_id)
    ]
    return Panel(_("Effacements demandés"), rows, _("Aucun effacement demandé."))


def _holds(actor: Actor, case: Case) -> Panel:
    rows = [
        PanelRow(
            _("Gel posé par %(name)s") % {"name": standing.placed_by},
            _next(actor, case.code, standing, ("lever",)) if standing.lifted_at is None else "",
            "granted" if standing.lifted_at is None else "expired",
            _("En vigueur") if standing.lifted_at is None else _("Levé"),
            standing.words.get("reason", ""),
        )
        for standing in holds_visible_to(actor).filter(person=case.person_id)
    ]
    return Panel(_("Gels"), rows, _("Aucun gel."))


def _next(actor: Actor, code: str, found: Removal | LegalHold, slugs: tuple[str, ...]) -> str:
    """The page of the first act that is open to the actor, or nothing."""
    first = next((slug for slug in slugs if may(actor, ON_RECORD[slug].act, found)), None)
    return reverse("cases:retention_step", args=[code, found.pk, first]) if first else ""


def to_review(actor: Actor) -> my_day.Section | None:
    """What is due, and the removals that wait for a second person; nothing is shown when nothing is."""
    asked = (
        removals_visible_to(actor).filter(state=RemovalState.REQUESTED).exclude(requested_by=actor.account_id)
    )
    persons = list(asked.values_list("person", flat=True)[: my_day.ROWS])
    waiting = list(cases_visible_to(actor).filter(person__in=persons)[: my_day.ROWS]) if persons else []
    due = list(due_for_review(actor)[: my_day.ROWS])
    rows = [
        my_day.Row(case.code, reverse("cases:retention", args=[case.code]), why)
        for cases, why in (
            (waiting, _("Un effacement attend votre décision")),
            (due, _("La durée de conservation est passée")),
        )
        for case in cases
    ]
    return my_day.Section(_("Conservation à revoir"), rows, "") if rows else None


my_day.register(to_review, {Role.SUPERVISOR}, 60)
