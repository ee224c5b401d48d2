"""Pages of orientation: needs, what there is for them, choosing, what becomes of it, the sheet."""

from collections.abc import Sequence
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible, Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.services.selectors import entries_for
from siraba.protection.cases.models import ACTIVE
from siraba.protection.cases.selectors import cases_visible_to
from siraba.protection.reception.arrivals.selectors import arrival_for, convoy_for, names_of, opened
from siraba.protection.reception.branches.rules import BRANCH
from siraba.protection.reception.orientation import actions
from siraba.protection.reception.orientation.fitting import needs_referral
from siraba.protection.reception.orientation.forms import (
    ChooseForm,
    NeedForm,
    OrientationFilter,
    RefusalForm,
    SendForm,
)
from siraba.protection.reception.orientation.models import (
    ORIENTATION_MOVES,
    Orientation,
    OrientationState,
    at_stage,
)
from siraba.protection.reception.orientation.plan import plan_rows, propose_plan
from siraba.protection.reception.orientation.selectors import (
    complete,
    need_for,
    needs_visible_to,
    open_types,
    options_for,
    orientation_for,
    orientations_of,
    orientations_visible_to,
    together_with,
)
from siraba.protection.reception.orientation.sheet import sheet_of

branch_page = page(Purpose.RECEPTION, roles=BRANCH)

# slug of the address → act, explanation
ACTS: dict[str, tuple[str, str | Promise]] = {
    "envoyer": (
        "send_orientation",
        gettext_lazy(
            "Un référencement part du dossier de la personne. Le service voit d’abord le besoin, l’urgence, l’âge et le sexe, sans nom."
        ),
    ),
    "remettre": (
        "give_sheet",
        gettext_lazy("La personne a la fiche en main. Rien d’elle ne quitte la plateforme."),
    ),
    "servie": ("mark_served", gettext_lazy("La personne ou le service dit que c’est fait.")),
    "refusee": ("mark_refused", gettext_lazy("Le besoin attend de nouveau ; la place redevient libre.")),
    "perdue": (
        "mark_lost",
        gettext_lazy("Personne ne sait si elle est arrivée ; le besoin attend de nouveau."),
    ),
}
SLUGS = {name: slug for slug, (name, _text) in ACTS.items()}


@branch_page
@require_safe
def orientation_list(request: ActorRequest) -> HttpResponse:
    """The orientations of the branch, by state, the last first."""
    filters = OrientationFilter(request.GET)
    wanted = filters.cleaned_data.get("state") if filters.is_valid() else ""
    rows = orientations_visible_to(request.actor)
    shown = page_by_key(rows.filter(at_stage(wanted)) if wanted else rows, request, ("-proposed_at", "-id"))
    names = names_of(one.arrival for one in shown.rows)
    record(request.actor, "list_orientations", codes=[one.arrival.code for one in shown.rows])
    context = {
        "filters": filters,
        "page": shown,
        "rows": [
            (one, names[one.arrival_id], entry) for one, entry in _with_entries(request.actor, shown.rows)
        ],
    }
    return render(request, "orientation/list.html", context)


def _with_entries(actor: Actor, rows: Sequence[Orientation]) -> list:
    return list(zip(rows, entries_for(actor, [one.service for one in rows]), strict=True))


@branch_page
@require_safe
def needs(request: ActorRequest, code: str) -> HttpResponse:
    """What somebody who arrived needs, and where each need stands."""
    arrival = arrival_for(request.actor, code)
    (known,) = opened([arrival])
    found = list(needs_visible_to(request.actor).filter(arrival=arrival))
    chosen = orientations_of(request.actor, found)
    record(request.actor, "read_needs", arrival.code)
    context = {
        "known": known,
        "needs": [
            (need, open_types(need, chosen[need.pk]), _with_entries(request.actor, chosen[need.pk]))
            for need in found
        ],
    }
    return render(request, "orientation/needs.html", context)


@branch_page
def note(request: ActorRequest, code: str) -> HttpResponse:
    arrival = arrival_for(request.actor, code)
    check_right(request.actor, "record_need", arrival)
    (known,) = opened([arrival])
    act = Act(
        _("Noter un besoin – %(names)s") % {"names": known.names},
        _("Noter, et voir les services"),
        reverse("orientation:needs", args=[arrival.code]),
        done=_("Le besoin est noté."),
    )

    def do(data: dict) -> str:
        words = {key: value for key, value in data.items() if key != "form_id"}
        need = actions.record_need(request.actor, arrival, **words)
        return reverse("orientation:options", args=[need.pk])

    return act_page(request, NeedForm(request.POST or None, arrival=arrival), do, act)


@branch_page
@require_safe
def options(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The services that suit a need, with why; and those that do not, with why not."""
    need = need_for(request.actor, pk)
    found = options_for(request.actor, need)
    together = together_with(request.actor, need)
    names = names_of(one.arrival for one in together)
    record(request.actor, "read_options", need.code)
    context = {
        "need": need,
        "options": found,
        "complete": complete(found),
        "names": names[need.arrival_id],
        "family": [names[one.arrival_id] for one in together if one.pk != need.pk],
    }
    return render(request, "orientation/options.html", context)


@branch_page
def choose(request: ActorRequest, pk: UUID) -> HttpResponse:
    need = need_for(request.actor, pk)
    check_right(request.actor, "choose_service", need)
    found = options_for(request.actor, need)
    back = reverse("orientation:options", args=[need.pk])
    if not complete(found):
        messages.info(request, _("Il n’y a pas de service à choisir : voyez pourquoi."))
        return redirect(back)
    planned = {
        one.service_type: one.service_id
        for one in orientations_of(request.actor, [need])[need.pk]
        if one.state == OrientationState.PROPOSED
    }
    asked = {one.service_type: request.GET.get(one.service_type) for one in found}
    wanted = planned | {kind: number for kind, number in asked.items() if number}
    form = ChooseForm(request.POST or None, options=found, wanted=wanted)
    act = Act(
        _("Choisir un service"),
        _("Choisir"),
        back,
        _("Rien ne part encore : vous enverrez l’orientation, ou remettrez la fiche, ensuite."),
        _("C’est choisi."),
    )

    def do(data: dict) -> str:
        if data["override"]:
            actions.override_proposal(
                request.actor,
                need,
                services=form.services(),
                override=data["override"],
                said=data["said"],
            )
        else:
            actions.choose_service(request.actor, need, services=form.services())
        return reverse("orientation:needs", args=[need.arrival.code])

    return act_page(request, form, do, act)


@branch_page
@require_safe
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = orientation_for(request.actor, pk)
    (entry,) = entries_for(request.actor, [found.service])
    case = cases_visible_to(request.actor).filter(pk=found.arrival.case_id).first()
    by_referral = needs_referral(found.service, found.organisation_id)
    record(request.actor, "read_orientation", found.code)
    acts = [
        (rule.label, reverse("orientation:act", args=[found.pk, SLUGS[rule.name]]))
        for rule in ORIENTATION_MOVES.open_acts(request.actor, found)
        if rule.name in SLUGS and not (rule.name == "give_sheet" and by_referral)
    ]
    context = {
        "orientation": found,
        "entry": entry,
        "names": names_of([found.arrival])[found.arrival_id],
        "acts": acts,
        "by_referral": by_referral,
        "case": case,
        "screened": case is not None and case.state in ACTIVE,
        "printable": found.state != OrientationState.PROPOSED,
    }
    return render(request, "orientation/detail.html", context)


@branch_page
def act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    found = orientation_for(request.actor, pk)
    if slug not in ACTS:
        raise NotVisible
    name, explanation = ACTS[slug]
    check_right(request.actor, name, found)
    if request.method == "GET":
        ORIENTATION_MOVES.require(found, name)
    back = reverse("orientation:detail", args=[found.pk])
    description = Act(
        ACT_RULES[name].label,
        ACT_RULES[name].label,
        back,
        explanation,
        _("C’est enregistré."),
        danger=name in ("mark_refused", "mark_lost"),
    )

    def do(data: dict) -> str:
        words = {key: value for key, value in data.items() if key != "form_id"}
        getattr(actions, name)(request.actor, found, **words)
        return back

    return act_page(request, _form_of(name, request), do, description)


def _form_of(name: str, request: ActorRequest) -> KitForm:
    if name == "send_orientation":
        return SendForm(request.POST or None, actor=request.actor)
    return (RefusalForm if name == "mark_refused" else KitForm)(request.POST or None)


@branch_page
@csp_update({"media-src": ["'self'"]})  # type: ignore[arg-type]
@require_safe
def sheet(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The sheet to print, and to listen to where there is a recording: the only page on which a sound may be played."""
    found = orientation_for(request.actor, pk)
    if found.state == OrientationState.PROPOSED:
        raise NotVisible
    record(request.actor, "print_sheet", found.code)
    context = {"sheet": sheet_of(request.actor, found), "orientation": found}
    return render(request, "orientation/sheet.html", context)


# A convoy


@branch_page
@require_safe
def plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A service proposed to each of a convoy; each is chosen, or changed, by a person."""
    convoy = convoy_for(request.actor, pk)
    rows = plan_rows(request.actor, convoy)
    record(request.actor, "read_plan", convoy.code)
    return render(request, "orientation/plan.html", {"convoy": convoy, "rows": rows})


@branch_page
@require_POST
def propose(request: ActorRequest, pk: UUID) -> HttpResponse:
    convoy = convoy_for(request.actor, pk)
    try:
        made = propose_plan(request.actor, convoy)
        messages.success(request, _("%(count)d propositions. Rien n’est envoyé.") % {"count": made.proposed})
        if not made.proven:
            messages.warning(
                request,
                _("Le temps a manqué : de meilleures propositions sont possibles. Recommencez plus tard."),
            )
    except Refusal as refusal:
        if not refusal.message:
            raise
        messages.error(request, refusal.message)
    return redirect("orientation:plan", pk=convoy.pk)
