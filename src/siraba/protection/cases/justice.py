"""The protection side of what crosses to justice: disclosures, court orders, questions to ask the person."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import one_of
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.handover import disclosures, orders, requests
from siraba.foundation.handover.content import FIELDS
from siraba.foundation.handover.forms import AnswerForm, DisclosureForm, GroundsForm, OrderForm, UpheldForm
from siraba.foundation.handover.models import (
    DISCLOSURE_MOVES,
    Answer,
    BlindQuestion,
    CourtOrder,
    Disclosure,
    DisclosureState,
    Objection,
)
from siraba.foundation.handover.selectors import (
    disclosures_visible_to,
    orders_visible_to,
    questions_visible_to,
)
from siraba.foundation.interface import my_day
from siraba.foundation.interface.acts import Act, act_page
from siraba.protection.cases import panels
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import case_for, cases_visible_to
from siraba.protection.cases.steps import Step, step_page

justice_page = page(Purpose.CARE, roles=MANAGERS)
SUPERVISED = (DisclosureState.REQUESTED,)


def _disclosure(actor: Actor, case: Case, pk: UUID) -> Disclosure:
    return one_of(disclosures_visible_to(actor), pk=pk, person=case.person_id)


def _order(actor: Actor, case: Case, pk: UUID) -> CourtOrder:
    return one_of(orders_visible_to(actor), pk=pk, person=case.person_id)


def _question(actor: Actor, case: Case, pk: UUID) -> BlindQuestion:
    return one_of(questions_visible_to(actor), pk=pk, person=case.person_id)


def facts_of(found: Disclosure | CourtOrder | BlindQuestion) -> list[tuple[str, str]]:
    """What the act is about, in words."""
    if isinstance(found, BlindQuestion):
        return [(_("Autorité"), str(found.asker)), (_("Question"), found.words.get("question", ""))]
    fields = ", ".join(str(FIELDS[name][0]) for name in found.fields if name in FIELDS)
    if isinstance(found, CourtOrder):
        return [(_("Autorité"), str(found.authority)), (_("Informations demandées"), fields)]
    return [
        (_("Autorité"), str(found.recipient)),
        (_("Ce qui serait remis"), fields),
        (_("Pour quoi faire"), found.words.get("purpose", "")),
    ]


STEPS = {
    "remettre": Step(
        "approve_disclosure",
        _disclosure,
        disclosures.approve_disclosure,
        gettext_lazy(
            "Une copie figée part à la justice, sous un autre code que celui du dossier. Relisez ce qu’elle contient."
        ),
        danger=True,
        moves=DISCLOSURE_MOVES,
        facts=facts_of,
    ),
    "ne-pas-remettre": Step(
        "refuse_disclosure",
        _disclosure,
        disclosures.refuse_disclosure,
        gettext_lazy("Rien n’est remis."),
        moves=DISCLOSURE_MOVES,
        facts=facts_of,
    ),
    "rappeler": Step(
        "recall_disclosure",
        _disclosure,
        disclosures.recall_disclosure,
        gettext_lazy("La copie est effacée chez la justice ; son empreinte et ses dates restent."),
        danger=True,
        moves=DISCLOSURE_MOVES,
        facts=facts_of,
    ),
    "opposition": Step(
        "object_to_order",
        _order,
        orders.object_to_order,
        gettext_lazy("Rien ne sera remis sur cette décision avant l’issue de l’opposition."),
        GroundsForm,
        facts=facts_of,
    ),
    "issue": Step(
        "settle_objection",
        _order,
        orders.settle_objection,
        gettext_lazy("L’issue fixe la suite."),
        UpheldForm,
        facts=facts_of,
    ),
    "repondre": Step(
        "answer_blind_question",
        _question,
        requests.answer_blind_question,
        gettext_lazy(
            "Posez la question à la personne, dans sa langue, en lui disant qu’un refus ne change rien à l’aide. L’autorité ne saura rien d’un refus, ni même que la personne existe."
        ),
        AnswerForm,
        facts=facts_of,
    ),
}
SLUGS = {step.act: slug for slug, step in STEPS.items()}


def _back(case: Case) -> str:
    return reverse("cases:crossing", args=[case.code])


@justice_page
def disclose(request: ActorRequest, code: str) -> HttpResponse:
    case = case_for(request.actor, code)
    check_right(request.actor, "request_disclosure", case.person)
    known = orders_visible_to(request.actor).filter(person=case.person_id)
    form = DisclosureForm(request.POST or None, orders=known)
    act = Act(
        _("Divulgation à la justice – dossier %(code)s") % {"code": case.code},
        _("Demander à un superviseur"),
        _back(case),
        _(
            "L’aide ne dépend jamais de la police. Rien ne part sans l’accord de la personne envers cette autorité, ou une décision de justice ; un superviseur relit et remet."
        ),
        _("La demande attend un superviseur."),
    )

    def do(data: dict) -> str:
        disclosures.request_disclosure(
            request.actor,
            case.person,
            recipient=data["recipient"],
            fields=data["fields_wanted"],
            purpose=data["purpose"],
            order=data["order"],
        )
        return act.cancel

    return act_page(request, form, do, act)


@justice_page
def order(request: ActorRequest, code: str) -> HttpResponse:
    case = case_for(request.actor, code)
    check_right(request.actor, "record_court_order", case.person)
    act = Act(
        _("Décision de justice – dossier %(code)s") % {"code": case.code},
        _("Enregistrer"),
        _back(case),
        _("Écrivez exactement ce que la décision demande, et rien de plus. La personne peut s’y opposer."),
        _("La décision est enregistrée."),
    )

    def do(data: dict) -> str:
        names = ("authority", "reference", "dated", "valid_to", "document")
        orders.record_court_order(
            request.actor, case.person, fields=data["fields_wanted"], **{name: data[name] for name in names}
        )
        return act.cancel

    form = OrderForm(request.POST or None, request.FILES or None)
    return act_page(request, form, do, act)


@justice_page
@require_safe
def order_document(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    """The document of an order, as a download that no browser opens in place."""
    found = orders.document_of(request.actor, _order(request.actor, case_for(request.actor, code), pk))
    if found is None:
        raise NotVisible
    return found.as_download()


@justice_page
def step(request: ActorRequest, code: str, pk: UUID, slug: str) -> HttpResponse:
    """Decide on a disclosure, on an order's objection, or write an answer down."""
    return step_page(request, STEPS, code, pk, slug)


# On the page of the case, and in the day


def disclosures_of(actor: Actor, case: Case) -> Panel | None:
    if actor.role not in MANAGERS:
        return None
    rows = [
        PanelRow(
            f"{one.recipient}, {one.code}",
            _next(actor, case.code, one),
            one.state,
            one.get_state_display(),
            ", ".join(str(FIELDS[name][0]) for name in one.fields if name in FIELDS),
        )
        for one in disclosures_visible_to(actor).filter(person=case.person_id)
    ]
    open_here = may(actor, "request_disclosure", case.person)
    url = reverse("cases:disclose", args=[case.code]) if open_here else ""
    return Panel(
        _("Divulgations à la justice"),
        rows,
        _("Rien n’a été remis à la justice."),
        url,
        _("Demander une divulgation"),
    )


def _next(actor: Actor, code: str, one: Disclosure) -> str:
    acts = [rule.name for rule in DISCLOSURE_MOVES.open_acts(actor, one) if rule.name in SLUGS]
    if one.requested_by_id == actor.account_id:
        acts = [name for name in acts if name == "recall_disclosure"]
    return reverse("cases:justice", args=[code, one.pk, SLUGS[acts[0]]]) if acts else ""


def orders_of(actor: Actor, case: Case) -> Panel | None:
    rows = [
        PanelRow(
            f"{one.authority}, {one.dated:%d/%m/%Y}",
            _order_url(actor, case.code, one),
            one.objection or "in_force",
            one.get_objection_display() if one.objection else _("Enregistrée"),
            one.words.get("reference", ""),
        )
        for one in orders_visible_to(actor).filter(person=case.person_id)
    ]
    url = reverse("cases:order", args=[case.code]) if may(actor, "record_court_order", case.person) else ""
    if not rows and not url:
        return None
    return Panel(
        _("Décisions de justice"), rows, _("Aucune décision."), url, _("Enregistrer une décision de justice")
    )


def _order_url(actor: Actor, code: str, one: CourtOrder) -> str:
    act = {Objection.NONE: "object_to_order", Objection.PENDING: "settle_objection"}.get(
        Objection(one.objection)
    )
    if act and may(actor, act, one):
        return reverse("cases:justice", args=[code, one.pk, SLUGS[act]])
    return reverse("cases:order_document", args=[code, one.pk]) if one.document else ""


def questions_of(actor: Actor, case: Case) -> Panel | None:
    rows = [
        PanelRow(
            _("%(authority)s demande à la personne…") % {"authority": one.asker},
            ""
            if one.answer
            else reverse("cases:justice", args=[case.code, one.pk, SLUGS["answer_blind_question"]]),
            one.answer or "waiting",
            one.get_answer_display(),
        )
        for one in questions_visible_to(actor).filter(person=case.person_id)
    ]
    return Panel(_("Questions d’une autorité à la personne"), rows) if rows else None


def to_decide(actor: Actor) -> my_day.Section | None:
    waiting = disclosures_visible_to(actor).filter(state__in=SUPERVISED)
    return _section(actor, _("Divulgations à relire"), waiting, "approve_disclosure")


def to_ask(actor: Actor) -> my_day.Section | None:
    waiting = questions_visible_to(actor).filter(answer=Answer.WAITING)
    return _section(
        actor, _("Questions d’une autorité, à poser à la personne"), waiting, "answer_blind_question"
    )


def _section(actor: Actor, title: str, found: Any, act: str) -> my_day.Section | None:
    waiting = list(found[: my_day.ROWS])
    persons = [one.person_id for one in waiting]
    codes = dict(cases_visible_to(actor).filter(person__in=persons).values_list("person_id", "code"))
    rows = [
        my_day.Row(
            codes[one.person_id],
            reverse("cases:justice", args=[codes[one.person_id], one.pk, SLUGS[act]]),
            str(one.recipient if isinstance(one, Disclosure) else one.asker),
            due=getattr(one, "deadline", None),
        )
        for one in waiting
        if one.person_id in codes
    ]
    return my_day.Section(title, rows, "") if rows else None


for make in (disclosures_of, orders_of, questions_of):
    panels.register(make, apart=True)
my_day.register(to_decide, {Role.SUPERVISOR}, 16)
my_day.register(to_ask, MANAGERS, 17)
