"""What there is to read: requests, registers, acts, volets, forms, mandates."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, may
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.deeds import offered
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.civil_status.registers import selectors
from siraba.protection.civil_status.registers.deeds import REQUEST_DEEDS
from siraba.protection.civil_status.registers.doors import doors_to
from siraba.protection.civil_status.registers.fields import names_in, shown
from siraba.protection.civil_status.registers.forms import ASKED, RequestFilter, SearchForm
from siraba.protection.civil_status.registers.logged import logged
from siraba.protection.civil_status.registers.models import MOVES, Asked, IssuanceRequest, RequestState
from siraba.protection.civil_status.registers.rules import GIVERS, READERS, REGISTRARS
from siraba.protection.civil_status.registers.wording import act_label, second_label, why_nothing_label

readers_page = page(Purpose.ISSUANCE, Purpose.INSPECTION, roles=READERS)
mandates_page = page(Purpose.ISSUANCE, Purpose.INSPECTION, Purpose.ACCOUNTS, roles=READERS | GIVERS)


def _told(request: ActorRequest) -> str:
    """Why there is nothing to do, for a registrar without a mandate."""
    if request.actor.role not in REGISTRARS:
        return ""
    return why_nothing_label(selectors.why_nothing(request.actor))


# Requests


@readers_page
@require_safe
def requests(request: ActorRequest) -> HttpResponse:
    filters = RequestFilter(request.GET)
    wanted = filters.cleaned_data["voir"] if filters.is_valid() else ""
    rows = selectors.filtered(selectors.requests_visible_to(request.actor), wanted)
    found = page_by_key(rows, request, ("-received_at", "-id"))
    record(request.actor, "list_issuances", codes=[one.code for one in found.rows])
    context = {
        "filters": filters,
        "page": found,
        "rows": [(one, _whom(request, one)) for one in found.rows],
        "told": _told(request),
    }
    return render(request, "registers/requests.html", context)


def _whom(request: ActorRequest, asked: IssuanceRequest) -> str:
    if request.actor.role not in REGISTRARS:
        return ""
    names = names_in(asked.register.kind, asked.fields)
    return ", ".join(names) or (asked.act.code if asked.act else "")


@readers_page
@require_safe
def issuance(request: ActorRequest, code: str) -> HttpResponse:
    """One request: what is asked, who decided what, and what may be done now."""
    actor, asked = request.actor, selectors.request_for(request.actor, code)
    record(actor, "read_issuance", asked.code)
    acts = [
        (label, reverse("registers:issuance_act", args=[code, slug]))
        for slug, _deed, label in offered(actor, asked, REQUEST_DEEDS, MOVES)
    ]
    typed = asked.asked in (Asked.NEW, Asked.CORRECTION, Asked.REISSUE)
    if typed and asked.state == RequestState.RECEIVED and may(actor, "amend_declaration", asked):
        acts.append((str(ACT_RULES["amend_declaration"].label), reverse("registers:amend", args=[code])))
    opened = actor.role in REGISTRARS
    context = {
        "asked": asked,
        "acts": acts,
        "words": asked.words if opened else {},
        "facts": shown(asked.register.kind, asked.fields) if opened else [],
        "approvals": selectors.approvals_of(actor, asked),
        "second": [second_label(one) for one in asked.seconds],
    }
    return render(request, "registers/issuance.html", context)


# Registers and acts


@readers_page
@require_safe
def registers(request: ActorRequest) -> HttpResponse:
    """The registers of the centres, with how many acts each has; or the acts that a search finds in all of them."""
    actor, search = request.actor, SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    if text:
        return _found(request, search, text)
    found = page_by_key(selectors.registers_of(actor), request, ("-year", "code", "-id"))
    numbers = selectors.numbers_of(found.rows)
    own = (
        [] if selectors.why_nothing(actor) and actor.role in REGISTRARS else list(selectors.centres_of(actor))
    )
    context = {
        "filters": search,
        "page": found,
        "rows": [(one, *numbers.get(one.pk, (0, 0))) for one in found.rows],
        "opening": [one for one in own if may(actor, "open_register", one)],
        "told": _told(request),
    }
    return render(request, "registers/registers.html", context)


def _searched(actor: Actor, rows: GuardedQuerySet, text: str) -> GuardedQuerySet:
    """The acts of this number, code or name; who reads no names finds none by them."""
    if not text:
        return rows
    if actor.role in REGISTRARS:
        return selectors.with_names(rows, text)
    return rows.filter(number=int(text[:9])) if text.isdecimal() else rows.filter(code=text)


def _found(request: ActorRequest, search: SearchForm, text: str) -> HttpResponse:
    actor = request.actor
    found = page_by_key(
        _searched(actor, selectors.acts_visible_to(actor), text.strip()), request, ("-number", "-id")
    )
    names = selectors.names_of(actor, list(found.rows))
    record(actor, "list_acts", acts=[one.code for one in found.rows])
    rows = [(one, names.get(one.pk, "")) for one in found.rows]
    return render(request, "registers/found.html", {"filters": search, "page": found, "rows": rows})


@readers_page
@require_safe
def register(request: ActorRequest, code: str) -> HttpResponse:
    """The acts of a register, the last number first; found by number and by names."""
    actor, found = request.actor, selectors.register_for(request.actor, code)
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    rows = selectors.acts_visible_to(actor).filter(register=found)
    rows = _searched(actor, rows, text)
    shown_now = page_by_key(rows, request, ("-number", "-id"))
    names = selectors.names_of(actor, list(shown_now.rows))
    record(actor, "list_acts", found.code, acts=[one.code for one in shown_now.rows])
    missing = selectors.missing_numbers(found) if found.taken_over else []
    acts = [
        (ACT_RULES[name].label, reverse(f"registers:{view}", args=[code]))
        for name, view in (
            ("receive_declaration", "declare"),
            ("ask_void", "void"),
            ("close_register", "close"),
        )
        if not found.closed_at and not found.taken_over and may(actor, name, found)
    ]
    context = {
        "register": found,
        "filters": search,
        "page": shown_now,
        "rows": [(one, names.get(one.pk, "")) for one in shown_now.rows],
        "acts": acts,
        "missing": missing[:200],
        "missing_count": len(missing),
        "told": _told(request),
    }
    return render(request, "registers/register.html", context)


@readers_page
@require_safe
def act(request: ActorRequest, code: str) -> HttpResponse:
    """An act: what it says, its versions with their place in the log, its volets and copies, and who acted."""
    actor, found = request.actor, selectors.act_for(request.actor, code)
    record(actor, "read_act", found.code)
    opened = selectors.reads_identity(actor, found)
    versions = selectors.versions_for(actor, found)
    kind = found.register.kind
    last = versions[-1]
    can_ask = may(actor, "receive_request", found)
    open_now = {
        "in_force": [slug for slug in ASKED if slug != "nouvel-acte"],
        "annulled": ["nouvel-acte"],
    }.get(found.state, [])
    context = {
        "act": found,
        "acts": [
            *doors_to(actor, found),
            *(
                (ASKED[slug][0].label, reverse("registers:ask", args=[code, slug]))
                for slug in open_now
                if can_ask
            ),
        ],
        "opened": opened,
        "facts": shown(kind, last.fields) if opened else [],
        "mentions": last.mentions if opened else [],
        "versions": [
            (one, shown(kind, one.version.fields) if opened else []) for one in reversed(logged(versions))
        ],
        "volets": selectors.volets_for(actor, found),
        "may_move": actor.role in REGISTRARS and can_ask,
        "copies": selectors.copies_for(actor, found),
        "label": act_label(found),
    }
    return render(request, "registers/act.html", context)


# Volets, forms, mandates


@readers_page
@require_safe
def volets(request: ActorRequest) -> HttpResponse:
    """The volets that are not where they should be."""
    found = page_by_key(selectors.volets_out_of_place(request.actor), request, ("since", "id"))
    record(request.actor, "list_volets", codes=[one.act.code for one in found.rows])
    return render(request, "registers/volets.html", {"page": found, "told": _told(request)})


@readers_page
@require_safe
def stocks(request: ActorRequest) -> HttpResponse:
    """The numbered forms of the centres: delivered, used, annulled, left."""
    actor = request.actor
    centres = [one for one in selectors.centres_of(actor) if may(actor, "add_form_stock", one)]
    context = {"rows": selectors.stocks_of(actor), "centres": centres, "told": _told(request)}
    return render(request, "registers/stocks.html", context)


@mandates_page
@require_safe
def mandates(request: ActorRequest) -> HttpResponse:
    """Who may act where, for which registers, from when until when, and by which order."""
    actor = request.actor
    found = page_by_key(selectors.mandates_of(actor), request, ("-start", "-id"))
    centres = [one for one in selectors.centres_of(actor) if may(actor, "give_mandate", one)]
    context = {
        "page": found,
        "centres": centres,
        "rows": [(one, one.is_current and may(actor, "end_mandate", one)) for one in found.rows],
    }
    return render(request, "registers/mandates.html", context)
