"""Pages of cases: the list, reception, one case, each of its acts, and transfers to answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, Label, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.consent.actions import withdraw_all, withdraw_categories, withdraw_consent
from siraba.foundation.consent.models import CONSENT_MOVES
from siraba.foundation.consent.selectors import categories_of, notices_of
from siraba.foundation.consent.texts import newest_texts
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.protection.cases import pages, transfers
from siraba.protection.cases.forms import CaseFilter, DeclineForm, PartForm
from siraba.protection.cases.models import CASE_MOVES, TRANSFER_MOVES, Transfer
from siraba.protection.cases.pages import BY_ACT, BY_SLUG, offered
from siraba.protection.cases.panels import panels_for
from siraba.protection.cases.printing import may_print
from siraba.protection.cases.reception import ReceptionForm
from siraba.protection.cases.rows import labels, list_page, print_rows
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import (
    case_file,
    case_for,
    cases_visible_to,
    consent_for,
    transfer_for,
    transfers_visible_to,
    with_cases,
)

case_page = page(Purpose.CARE, Purpose.RECEPTION, roles=RECEIVING_ROLES)
care_page = page(Purpose.CARE, roles=MANAGERS)


@case_page
@require_safe
def case_list(request: ActorRequest) -> HttpResponse:
    filters = CaseFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    shown = list_page(request.actor, request, wanted)
    context = {
        "filters": filters,
        "page": shown,
        "head": labels(),
        "rows": print_rows(shown.rows, timezone.now()),
    }
    return render(request, "cases/list.html", context)


@case_page
def receive(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "receive_person")
    form = ReceptionForm(request.POST or None)
    act = Act(
        _("Recevoir une personne"),
        _("Enregistrer"),
        reverse("interface:my_day"),
        _("Cinq réponses suffisent. Mettez d’abord la personne à l’aise et à l’abri."),
        _("La personne est reçue. Voici son code national."),
    )

    def do(data: dict) -> str:
        case = pages.receive(request.actor, data)
        return reverse("cases:detail", args=[case.code])

    return act_page(request, form, do, act)


receive.in_bambara = True


@case_page
@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    found = case_file(request.actor, code)
    notices = notices_of(request.actor, found.consents)
    consents = [
        {
            "consent": consent,
            "categories": [str(Category(c).label) for c in found.consent_categories[consent.pk]],
            "live": consent.is_live(),
            "notices": notices.get(consent.pk, []),
            "paper": may_print(consent) and request.actor.role in MANAGERS,
            "withdraw": consent.is_live() and request.actor.role in ACT_RULES["withdraw_consent"].roles,
        }
        for consent in found.consents
    ]
    context = {
        "file": found,
        "case": found.case,
        "person": found.case.person,
        "consents": consents,
        "shares": any(item["withdraw"] for item in consents),
        "acts": [
            (ACT_RULES[entry.act].label, entry.url(found.case)) for entry in offered(request.actor, found)
        ],
        "consent_url": BY_ACT["record_consent"].url(found.case) if found.identity else "",
        "identity_url": BY_ACT["correct_identity"].url(found.case) if found.identity else "",
        "panels": panels_for(request.actor, found.case),
        "crossing_url": reverse("cases:crossing", args=[code]) if request.actor.role in MANAGERS else "",
    }
    return render(request, "cases/detail.html", context)


@care_page
@require_safe
def crossing(request: ActorRequest, code: str) -> HttpResponse:
    """What leaves the case without consent or towards justice: overrides, disclosures, court orders, questions."""
    case = case_for(request.actor, code)
    record(request.actor, "read_crossings", case.code)
    context = {"case": case, "panels": panels_for(request.actor, case, apart=True)}
    return render(request, "cases/crossing.html", context)


@case_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    """One act on a case. Raises NotVisible for an act that does not exist."""
    if slug not in BY_SLUG:
        raise NotVisible
    entry, case = BY_SLUG[slug], case_for(request.actor, code)
    rule = ACT_RULES[entry.act]
    check_right(request.actor, entry.act, entry.subject(request.actor, case))
    if request.method == "GET" and entry.act in dict(CASE_MOVES):
        CASE_MOVES.require(case, entry.act)
    form = entry.form(request.POST or None, request.FILES or None, **entry.options(request.actor, case))
    back = reverse("cases:detail", args=[case.code])
    heading = _("%(act)s – dossier %(code)s") % {"act": rule.label, "code": case.code}
    description = Act(heading, rule.label, back, entry.explanation, entry.done, entry.danger)

    def do(data: dict) -> str:
        entry.do(request.actor, case, data, form)
        # After a hand-over the case may no longer be open to the one who gave it.
        return back if cases_visible_to(request.actor).filter(pk=case.pk).exists() else reverse("cases:list")

    return act_page(request, form, do, description, entry.template, {"texts": newest_texts})


@case_page
def withdraw(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    case = case_for(request.actor, code)
    consent = consent_for(request.actor, case, pk)
    check_right(request.actor, "withdraw_consent", consent)
    if request.method == "GET":
        CONSENT_MOVES.require(consent, "withdraw_consent")
    back = reverse("cases:detail", args=[case.code])
    description = Act(
        _("Retrait du consentement – %(agency)s") % {"agency": consent.recipient},
        _("Enregistrer le retrait"),
        back,
        _(
            "Dès la prochaine page, cette structure ne verra plus ce que ce consentement ouvrait ; ses référencements non terminés sont fermés."
        ),
        _("Le retrait est enregistré et agit dès maintenant."),
        danger=True,
    )

    def do(_data: dict) -> str:
        withdraw_consent(request.actor, consent)
        return back

    return act_page(request, KitForm(request.POST or None), do, description)


@case_page
def withdraw_part(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    case = case_for(request.actor, code)
    consent = consent_for(request.actor, case, pk)
    check_right(request.actor, "withdraw_categories", consent)
    if request.method == "GET":
        CONSENT_MOVES.require(consent, "withdraw_consent")
    form = PartForm(request.POST or None, categories=categories_of(request.actor, [consent])[consent.pk])
    description = Act(
        _("Retirer une partie – %(agency)s") % {"agency": consent.recipient},
        _("Enregistrer le retrait"),
        reverse("cases:detail", args=[case.code]),
        _("Dès la prochaine page, cette structure ne verra plus ce qui est retiré."),
        _("Le retrait est enregistré et agit dès maintenant."),
        danger=True,
    )

    def do(data: dict) -> str:
        withdraw_categories(request.actor, consent, categories=data["categories"])
        return description.cancel

    return act_page(request, form, do, description)


@case_page
def withdraw_everything(request: ActorRequest, code: str) -> HttpResponse:
    case = case_for(request.actor, code)
    check_right(request.actor, "withdraw_all", case.person)
    description = Act(
        _("La personne retire tout – dossier %(code)s") % {"code": case.code},
        _("Enregistrer le retrait de tout"),
        reverse("cases:detail", args=[case.code]),
        _("Tous ses consentements se terminent ; chaque structure qui a reçu quelque chose est prévenue."),
        _("Tout est retiré, dès maintenant."),
        danger=True,
    )

    def do(_data: dict) -> str:
        withdraw_all(request.actor, case.person)
        return description.cancel

    return act_page(request, KitForm(request.POST or None), do, description)


@case_page
@require_safe
def transfer_list(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(transfers_visible_to(request.actor), request, key=("-sent_at", "-id"))
    with_cases(shown.rows)
    rows = [(transfer, _transfer_acts(request, transfer)) for transfer in shown.rows]
    return render(request, "cases/transfers.html", {"page": shown, "rows": rows})


def _transfer_acts(request: ActorRequest, transfer: Transfer) -> list[tuple[Label, str]]:
    return [
        (rule.label, reverse("cases:transfer_act", args=[transfer.pk, TRANSFER_SLUGS[rule.name]]))
        for rule in TRANSFER_MOVES.open_acts(request.actor, transfer)
    ]


TRANSFER_SLUGS = {"accept_transfer": "accepter", "decline_transfer": "decliner", "revoke_transfer": "annuler"}
TRANSFER_ACTS = {slug: name for name, slug in TRANSFER_SLUGS.items()}


@case_page
def transfer_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    if slug not in TRANSFER_ACTS:
        raise NotVisible
    name, transfer = TRANSFER_ACTS[slug], transfer_for(request.actor, pk)
    check_right(request.actor, name, transfer)
    if request.method == "GET":
        TRANSFER_MOVES.require(transfer, name)
    form_class = DeclineForm if name == "decline_transfer" else KitForm
    back = reverse("cases:transfers")
    label = ACT_RULES[name].label
    explanations = {
        "accept_transfer": _(
            "Vous devenez responsable du dossier ; l’identité de la personne vous sera ouverte."
        ),
        "decline_transfer": _("Le dossier reste chez l’expéditeur, qui voit votre motif."),
        "revoke_transfer": _("Le dossier reste chez vous."),
    }
    description = Act(label, label, back, explanations[name], _("C’est enregistré."))

    def do(data: dict) -> str:
        if name == "decline_transfer":
            transfers.decline_transfer(request.actor, transfer, reason=data["reason"])
        elif name == "revoke_transfer":
            transfers.revoke_transfer(request.actor, transfer)
        else:
            case = transfers.accept_transfer(request.actor, transfer)
            return reverse("cases:detail", args=[case.code])
        return back

    return act_page(request, form_class(request.POST or None), do, description)
