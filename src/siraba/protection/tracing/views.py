"""The pages of family links: requests, the register, leads, messages; and the page where a family asks for news."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from siraba.engines.matching.explanation import Explanation
from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.receipts import written
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import capped_count, page_by_key
from siraba.foundation.tables.pages import TablePages
from siraba.foundation.vocabulary import label as label_of
from siraba.protection.feedback.forms import ReceiptForm
from siraba.protection.feedback.views import too_often
from siraba.protection.tracing import forms, lists, registrations, requests, selectors, wording
from siraba.protection.tracing.deeds import (
    LEAD_DEEDS,
    MESSAGE_DEEDS,
    REGISTRATION_DEEDS,
    REQUEST_DEEDS,
)
from siraba.protection.tracing.following import wish_of
from siraba.protection.tracing.leads import answers_that_agree, waits_for_best_interests
from siraba.protection.tracing.looking import look_in_register
from siraba.protection.tracing.messages import write_family_message
from siraba.protection.tracing.models import (
    LEAD_MOVES,
    LIST_MOVES,
    MESSAGE_MOVES,
    REGISTRATION_MOVES,
    REQUEST_MOVES,
    Lead,
    Record,
    Registration,
    TracingRequest,
)
from siraba.protection.tracing.news import news_for
from siraba.protection.tracing.rules import OFFICERS
from siraba.protection.tracing.waterfall import drawn

vault_page = page(Purpose.FAMILY_LINKS, roles=OFFICERS)
KEY = ("-recorded_at", "-id")


# Requests


@vault_page
@require_safe
def request_list(request: ActorRequest) -> HttpResponse:
    filters = forms.RequestFilter(request.GET)
    rows = _filtered(request, selectors.requests_visible_to(request.actor), filters, ("state",))
    record(request.actor, "list_tracing_requests")
    context = {
        "filters": filters,
        "page": page_by_key(rows, request, key=KEY),
        "found": _found(request, rows),
    }
    return render(request, "tracing/requests.html", context)


def _filtered(request: ActorRequest, rows: Any, filters: Any, fields: tuple[str, ...]) -> Any:
    wanted = filters.cleaned_data if filters.is_valid() else {}
    rows = rows.filter(**{name: wanted[name] for name in fields if wanted.get(name)})
    return selectors.named(request.actor, rows, wanted["q"]) if wanted.get("q") else rows


def _found(request: ActorRequest, rows: Any) -> Any:
    return capped_count(rows) if request.GET else None


@vault_page
def file_request(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "file_request")
    form = forms.RequestForm(request.POST or None)
    act = Act(
        _("Ouvrir une demande de recherche"),
        _("Enregistrer et chercher"),
        reverse("tracing:requests"),
        _(
            "Deux faits au moins sont nécessaires pour chercher ; chacun de plus aide. La famille n’apprend rien des pistes."
        ),
        _("La demande est ouverte et le registre a été cherché."),
    )

    def do(_data: dict) -> str:
        made = requests.file_request(
            request.actor,
            seeker=form.seeker(),
            person=form.person(),
            questions=form.questions(),
            **form.told(),
        )
        return _url(made)

    return act_page(request, form, do, act)


def _url(one: Record) -> str:
    name = "request" if isinstance(one, TracingRequest) else "registration"
    return reverse(f"tracing:{name}", args=[one.code])


def _after(one: Record) -> Callable[[], str]:
    """Back to the record, unless the act has emptied it."""
    return lambda: _url(one) if one.sealed else reverse("interface:my_day")


@vault_page
@require_safe
def request_detail(request: ActorRequest, code: str) -> HttpResponse:
    found = selectors.request_for(request.actor, code)
    record(request.actor, "read_tracing_request", found.code)
    context = {
        "request_": found,
        "facts": _facts(found.person),
        "seeker": found.words.get("seeker", {}),
        "leads": _shown_leads(selectors.leads_on(request.actor, [found])),
        "searches": selectors.searches_of(request.actor, found),
        "acts": [
            (label, reverse("tracing:request_act", args=[found.code, slug]))
            for slug, _deed, label in offered(request.actor, found, REQUEST_DEEDS, REQUEST_MOVES)
        ],
        "open": "amend_request" in REQUEST_MOVES.open_from(found.state),
    }
    return render(request, "tracing/request.html", context)


def _shown_leads(leads: list[Lead]) -> list[dict[str, Any]]:
    return [{"lead": lead, "likelihood": wording.likelihood(lead.probability)} for lead in leads]


def _facts(person: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is known of a person, in the order of the form."""
    age = _("%(age)s ans en %(year)s") % {"age": person.get("age"), "year": person.get("record_year")}
    pairs = (
        (_("Prénom(s)"), person.get("given_name")),
        (_("Nom de famille"), person.get("family_name")),
        (_("Sexe"), label_of("sex", person["sex"]) if person.get("sex") else ""),
        (_("Naissance"), person.get("dob") or (age if "age" in person else "")),
        (_("Prénom du père"), person.get("father_given")),
        (_("Prénom de la mère"), person.get("mother_given")),
        (_("Nom de la mère"), person.get("mother_family")),
        (_("Lieu d’origine"), _place(person)),
        (_("Téléphone"), person.get("phone")),
    )
    return [(str(name), str(said)) for name, said in pairs if said]


def _place(person: Mapping[str, Any]) -> str:
    found = ", ".join(person[name] for name in ("village", "cercle", "region") if person.get(name))
    said = person.get("place", "")
    return f"{said} ({found})" if said and found and said != found else found or said


@vault_page
def amend_request(request: ActorRequest, code: str) -> HttpResponse:
    found = selectors.request_for(request.actor, code)
    check_right(request.actor, "amend_request", found)
    if request.method == "GET":
        REQUEST_MOVES.require(found, "amend_request")
    form = forms.SoughtForm(request.POST or None, initial=forms.SoughtForm.initial_of(found))
    act = Act(
        _("Compléter la demande %(code)s") % {"code": found.code},
        _("Enregistrer et chercher"),
        _url(found),
        _("Des faits nouveaux font revenir des pistes écartées."),
        _("C’est enregistré, et le registre a été cherché."),
    )

    def do(_data: dict) -> str:
        requests.amend_request(
            request.actor, found, seeker=form.seeker(), person=form.person(), **form.told()
        )
        return _url(found)

    return act_page(request, form, do, act)


@vault_page
def request_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = selectors.request_for(request.actor, code)
    return deed_page(
        request, found, slug, REQUEST_DEEDS, REQUEST_MOVES, _url(found), found.code, _after(found)
    )


@vault_page
def give_receipt(request: ActorRequest, code: str) -> HttpResponse:
    """Give the family its receipt: its number is on this answer alone."""
    found = selectors.request_for(request.actor, code)
    check_right(request.actor, "give_family_receipt", found)
    if request.method == "GET":
        REQUEST_MOVES.require(found, "give_family_receipt")
    form = KitForm(request.POST or None)
    act = Act(
        _("Remettre un reçu à la famille – %(code)s") % {"code": found.code},
        ACT_RULES["give_family_receipt"].label,
        _url(found),
        _(
            "La famille demande des nouvelles par ce numéro, quand elle veut. Le papier ne dit rien de la personne cherchée ; le reçu d’avant ne sert plus."
        ),
    )
    if request.method == "POST" and form.is_valid():
        number = requests.give_family_receipt(request.actor, found)
        context = {
            "number": written(number),
            "address": request.build_absolute_uri(reverse("tracing:news")),
            "back": act.cancel,
        }
        return render(request, "tracing/receipt.html", context)
    return render(request, "interface/act.html", {"form": form, "act": act})


# The register of those found


@vault_page
@require_safe
def registration_list(request: ActorRequest) -> HttpResponse:
    filters = forms.RegistrationFilter(request.GET)
    rows = _filtered(request, selectors.registrations_visible_to(request.actor), filters, ("kind", "state"))
    record(request.actor, "list_registrations")
    context = {
        "filters": filters,
        "page": page_by_key(rows, request, key=KEY),
        "found": _found(request, rows),
    }
    return render(request, "tracing/registrations.html", context)


@vault_page
def register_found(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "register_found")
    form = forms.FoundForm(request.POST or None)
    act = Act(
        _("Enregistrer une personne retrouvée"),
        _("Enregistrer et chercher"),
        reverse("tracing:registrations"),
        _("Dites-lui d’abord à quoi sert le registre. Personne ne sera prévenu sans qu’elle le veuille."),
        _("La personne est au registre, et les demandes ont été cherchées."),
    )

    def do(_data: dict) -> str:
        return _url(registrations.register_found(request.actor, person=form.person(), **form.told()))

    return act_page(request, form, do, act)


@vault_page
@require_safe
def registration_detail(request: ActorRequest, code: str) -> HttpResponse:
    found = selectors.registration_for(request.actor, code)
    record(request.actor, "read_registration", found.code)
    context = {
        "registration": found,
        "facts": _facts(found.person),
        "words": found.words,
        "leads": _shown_leads(selectors.leads_on(request.actor, [found])),
        "acts": [
            (label, reverse("tracing:registration_act", args=[found.code, slug]))
            for slug, _deed, label in offered(request.actor, found, REGISTRATION_DEEDS, REGISTRATION_MOVES)
            if found.state == "active"
        ],
    }
    return render(request, "tracing/registration.html", context)


@vault_page
def amend_registration(request: ActorRequest, code: str) -> HttpResponse:
    found = selectors.registration_for(request.actor, code)
    check_right(request.actor, "amend_registration", found)
    if request.method == "GET":
        REGISTRATION_MOVES.require(found, "amend_registration")
    form = forms.FoundForm(request.POST or None, initial=forms.FoundForm.initial_of(found))
    act = Act(
        _("Compléter la fiche %(code)s") % {"code": found.code},
        _("Enregistrer et chercher"),
        _url(found),
        _("Des faits nouveaux font revenir des pistes écartées."),
        _("C’est enregistré, et les demandes ont été cherchées."),
    )

    def do(_data: dict) -> str:
        registrations.amend_registration(request.actor, found, person=form.person(), **form.told())
        return _url(found)

    return act_page(request, form, do, act)


@vault_page
def registration_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = selectors.registration_for(request.actor, code)
    return deed_page(
        request, found, slug, REGISTRATION_DEEDS, REGISTRATION_MOVES, _url(found), found.code, _after(found)
    )


@vault_page
def look(request: ActorRequest) -> HttpResponse:
    """Ask the register without opening a request; every question is written in the journal."""
    check_right(request.actor, "look_in_register")
    form = forms.LookForm(request.POST or None)
    answers = None
    if request.method == "POST" and form.is_valid():
        answers = [
            {
                "record": one,
                "kind": _kind(one),
                "url": _url(one),
                "likelihood": wording.likelihood(why.probability),
                "steps": wording.steps(why),
            }
            for one, why in look_in_register(request.actor, person=form.person())
        ]
    return render(request, "tracing/look.html", {"form": form, "answers": answers})


def _kind(one: Record) -> str:
    return one.get_kind_display() if isinstance(one, Registration) else _("Demande de recherche")


# Leads


@vault_page
@require_safe
def lead_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    lead = selectors.lead_for(request.actor, pk)
    record(request.actor, "read_lead", lead.code)
    explanation = Explanation.of_json(lead.words["explanation"])
    shown = wording.steps(explanation)
    context = {
        "lead": lead,
        "likelihood": wording.likelihood(lead.probability),
        "others": wording.others(explanation.close),
        "steps": shown,
        "total": wording.signed(lead.weight),
        "drawing": drawn(shown),
        "sides": _side_by_side(lead.request, lead.registration),
        "child": waits_for_best_interests(lead),
        "questions": lead.request.words.get("questions", []),
        "agreeing": answers_that_agree(lead),
        "wish": wish_of(lead),
        "history": [_told(one) for one in selectors.history_of(request.actor, lead)],
        "acts": [
            (label, reverse("tracing:lead_act", args=[lead.pk, slug]), deed.danger)
            for slug, deed, label in offered(request.actor, lead, LEAD_DEEDS, LEAD_MOVES)
        ],
    }
    return render(request, "tracing/lead.html", context)


def _side_by_side(sought: TracingRequest, found: Registration) -> list[tuple[str, str, str]]:
    one, other = dict(_facts(sought.person)), dict(_facts(found.person))
    return [(name, one.get(name, ""), other.get(name, "")) for name in {**one, **other}]


def _told(decision: Any) -> dict[str, Any]:
    words = decision.words
    act = (
        ACT_RULES[decision.act].label
        if decision.act in ACT_RULES
        else _("Proposée à nouveau : faits nouveaux")
    )
    return {
        "act": act,
        "at": decision.recorded_at,
        "who": decision.recorded_by.full_name if decision.recorded_by else "",
        "reason": words.get("reason", ""),
        "details": wording.details(words),
        "undone": words.get("undone", ""),
    }


@vault_page
def lead_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    lead = selectors.lead_for(request.actor, pk)
    back = reverse("tracing:lead", args=[lead.pk])
    return deed_page(request, lead, slug, LEAD_DEEDS, LEAD_MOVES, back, lead.request.code)


# Red Cross messages


@vault_page
@require_safe
def message_list(request: ActorRequest) -> HttpResponse:
    filters = forms.MessageFilter(request.GET)
    rows = selectors.family_messages_visible_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    record(request.actor, "list_family_messages")
    return render(
        request,
        "tracing/messages.html",
        {"filters": filters, "page": page_by_key(rows, request, key=KEY)},
    )


@vault_page
def write_message(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """For a known address, or (`pk`) along a lead of which both sides want contact."""
    check_right(request.actor, "write_family_message")
    lead = selectors.lead_for(request.actor, pk) if pk else None
    form = forms.MessageForm(request.POST or None)
    act = Act(
        _("Écrire un message Croix-Rouge"),
        _("Enregistrer"),
        reverse("tracing:lead", args=[pk]) if pk else reverse("tracing:messages"),
        _(
            "Des nouvelles de la famille, et rien d’autre : une autre personne que vous le lira avant qu’il parte."
        ),
        _("Le message attend d’être lu."),
    )

    def do(data: dict) -> str:
        words = {name: data[name] for name in ("sender", "recipient", "address", "text")}
        made = write_family_message(request.actor, lead=lead, **words)
        return reverse("tracing:message", args=[made.pk])

    return act_page(request, form, do, act)


@vault_page
@require_safe
def message_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = selectors.family_message_for(request.actor, pk)
    record(request.actor, "read_family_message", found.code)
    acts = [
        (label, reverse("tracing:message_act", args=[found.pk, slug]))
        for slug, _deed, label in offered(request.actor, found, MESSAGE_DEEDS, MESSAGE_MOVES)
    ]
    return render(request, "tracing/message.html", {"message": found, "words": found.words, "acts": acts})


@vault_page
def message_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    found = selectors.family_message_for(request.actor, pk)
    back = reverse("tracing:message", args=[found.pk])
    return deed_page(request, found, slug, MESSAGE_DEEDS, MESSAGE_MOVES, back, _("message Croix-Rouge"))


# Lists


PAGES = TablePages(
    names={
        "list": "tracing:lists",
        "add": "tracing:add_list",
        "table": "tracing:list",
        "columns": "tracing:columns",
        "go": "tracing:go",
        "drop": "tracing:drop_list",
    },
    visible_to=selectors.lists_visible_to,
    meaning_of=lists.meaning_of,
    moves=LIST_MOVES,
    add=lists.add_list,
    give_meaning=lists.map_list,
    check=lists.check_list,
    take=lists.import_list,
    drop=lists.drop_list,
    form=forms.ListForm,
    note=lists.note_of,
    title=gettext_lazy("Listes qui entrent et qui sortent"),
    empty=gettext_lazy(
        "Aucune liste. Ajoutez un CSV, un classeur ou un fichier PFIF : ses lignes entrent au registre."
    ),
    kept=gettext_lazy("Le fichier est oublié ; les fiches qui en ont été faites restent."),
    also=((gettext_lazy("Remettre des fiches (PFIF)"), "tracing:export"),),
)
list_page = vault_page(require_safe(PAGES.list_page))
add_list = vault_page(PAGES.add_page)
list_detail = vault_page(require_safe(PAGES.table_page))
columns = vault_page(PAGES.columns_page)
go = vault_page(require_POST(PAGES.go_page))
drop_list = vault_page(PAGES.drop_page)


@vault_page
def export(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "export_vault")
    form = KitForm(request.POST or None)
    act = Act(
        ACT_RULES["export_vault"].label,
        _("Écrire le fichier PFIF"),
        reverse("tracing:lists"),
        _(
            "Seulement les adultes vivants qui ont accepté que d’autres Sociétés les trouvent, sans le nom de leurs parents ni leur téléphone. L’export s’écrit au journal."
        ),
    )
    if request.method == "POST" and form.is_valid():
        content = lists.export_vault(request.actor, domain=request.get_host().partition(":")[0])
        headers = {"Content-Disposition": 'attachment; filename="registre.pfif.xml"'}
        return HttpResponse(content, content_type="application/xml", headers=headers)
    return render(request, "interface/act.html", {"form": form, "act": act})


# The family's page


def news(request: HttpRequest) -> HttpResponse:
    """What a family is told by its receipt: the same page for a refusal, for no news and for a number that is nobody's."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_often(request):
            form.add_error(None, _("Trop de demandes d’ici : réessayez dans une heure."))
            return render(request, "tracing/news.html", {"form": form}, status=429)
        told = news_for(form.cleaned_data["number"])
        response = render(request, "tracing/told.html", {"told": told})
    else:
        response = render(request, "tracing/news.html", {"form": form})
    response["Cache-Control"] = "no-store"
    return response


news.in_bambara = True  # type: ignore[attr-defined]
