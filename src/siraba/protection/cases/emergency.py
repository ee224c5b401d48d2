"""Overrides of consent on the pages of a case: asked for, decided by another, reviewed."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent import overrides
from siraba.foundation.consent.models import OVERRIDE_MOVES, Override, OverrideState
from siraba.foundation.consent.selectors import override_for, overrides_visible_to
from siraba.foundation.interface import my_day
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.vocabulary import label
from siraba.protection.cases import panels
from siraba.protection.cases.forms import OverrideForm, OverrideReviewForm
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import case_for, cases_visible_to
from siraba.protection.cases.steps import Step, step_page

emergency_page = page(Purpose.EMERGENCY, roles=MANAGERS)


def _override(actor: Actor, case: Case, pk: UUID) -> Override:
    override = override_for(actor, pk)
    if override.person_id != case.person_id:
        raise NotVisible
    return override


def facts_of(override: Override) -> list[tuple[str, str]]:
    """What the supervisor decides on, in words."""
    categories = ", ".join(str(Category(category).label) for category in override.categories)
    return [
        (_("Destinataire"), str(override.recipient)),
        (_("Ce qui serait transmis"), categories),
        (_("Motif"), label("override_ground", override.ground)),
        (_("Raison écrite"), override.words.get("reason", "")),
    ]


STEPS = {
    "accorder": Step(
        "approve_override",
        _override,
        overrides.approve_override,
        gettext_lazy(
            "La structure reçoit ces informations pendant 72 heures au plus. La personne n’a pas consenti."
        ),
        danger=True,
        moves=OVERRIDE_MOVES,
        facts=facts_of,
    ),
    "refuser": Step(
        "refuse_override",
        _override,
        overrides.refuse_override,
        gettext_lazy("Rien ne sera transmis."),
        moves=OVERRIDE_MOVES,
        facts=facts_of,
    ),
    "revoir": Step(
        "review_override",
        _override,
        overrides.review_override,
        gettext_lazy("La dérogation est finie. Dites si elle était justifiée, et si la personne le sait."),
        OverrideReviewForm,
        moves=OVERRIDE_MOVES,
        facts=facts_of,
    ),
}
SLUGS = {step.act: slug for slug, step in STEPS.items()}


@emergency_page
def ask(request: ActorRequest, code: str) -> HttpResponse:
    case = case_for(request.actor, code)
    check_right(request.actor, "request_override", case.person)
    act = Act(
        _("Dérogation pour intérêt vital – dossier %(code)s") % {"code": case.code},
        _("Demander à un superviseur"),
        reverse("cases:crossing", args=[case.code]),
        _(
            "Seulement quand une vie est en danger et que le consentement ne peut pas être obtenu. Un superviseur décide, pour 72 heures au plus ; tout est revu ensuite. Jamais vers la police ni la justice."
        ),
        _("La demande attend un superviseur."),
        danger=True,
    )

    def do(data: dict) -> str:
        words = {name: data[name] for name in ("recipient", "categories", "ground", "reason")}
        overrides.request_override(request.actor, case.person, **words)
        return act.cancel

    return act_page(request, OverrideForm(request.POST or None, case=case), do, act)


@emergency_page
def step(request: ActorRequest, code: str, pk: UUID, slug: str) -> HttpResponse:
    """Decide on an override, or review it."""
    return step_page(request, STEPS, code, pk, slug)


def overrides_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.CASE) & {Scope.ASG, Scope.OWN}:
        return None
    at_need = actor.acting_for(Purpose.EMERGENCY)
    rows = [
        _panel_row(at_need, case, row) for row in overrides_visible_to(actor).filter(person=case.person_id)
    ]
    url = reverse("cases:override", args=[case.code]) if may(at_need, "request_override", case.person) else ""
    return Panel(
        _("Dérogations pour intérêt vital"), rows, _("Aucune dérogation."), url, _("Demander une dérogation")
    )


def _panel_row(actor: Actor, case: Case, override: Override) -> PanelRow:
    return PanelRow(
        f"{override.recipient}, {label('override_ground', override.ground).lower()}",
        next_step(actor, case.code, override),
        override.state,
        override.get_state_display(),
        ", ".join(str(Category(category).label) for category in override.categories),
    )


def next_step(actor: Actor, code: str, override: Override) -> str:
    """The page of the next act that is open to the actor, or nothing."""
    if override.requested_by_id == actor.account_id:
        return ""
    acts = OVERRIDE_MOVES.open_acts(actor, override)
    return reverse("cases:override_step", args=[code, override.pk, SLUGS[acts[0].name]]) if acts else ""


def to_decide(actor: Actor) -> my_day.Section:
    waiting = overrides_visible_to(actor).filter(state__in=(OverrideState.REQUESTED, OverrideState.ENDED))
    found = list(waiting[: my_day.ROWS])
    persons = [override.person_id for override in found]
    codes = dict(cases_visible_to(actor).filter(person__in=persons).values_list("person_id", "code"))
    at_need = actor.acting_for(Purpose.EMERGENCY)
    rows = [
        my_day.Row(
            f"{codes[one.person_id]} → {one.recipient}",
            next_step(at_need, codes[one.person_id], one)
            or reverse("cases:detail", args=[codes[one.person_id]]),
            label("override_ground", one.ground),
            one.state,
            one.get_state_display(),
            one.review_due,
        )
        for one in found
    ]
    return my_day.Section(_("Dérogations à décider ou à revoir"), rows, _("Aucune dérogation n’attend."))


panels.register(overrides_of, apart=True)
my_day.register(to_decide, {Role.SUPERVISOR}, 15)
