"""What there is to read: reports, files and their parts. A name is shown on the page of its suspect alone."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import Moves
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.views import ActorRequest
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.deeds import offered
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.interface.papers import paper_file
from siraba.foundation.interface.uploads import opened_document
from siraba.prosecution.investigations.chain import first_broken
from siraba.prosecution.investigations.deeds import (
    COUNTERSIGN_DEEDS,
    DEADLINE_DEEDS,
    EXHIBIT_DEEDS,
    INQUIRY_DEEDS,
    REPORT_DEEDS,
    REQUEST_DEEDS,
    SUSPECT_DEEDS,
)
from siraba.prosecution.investigations.forms import InquiryFilter, ReportFilter
from siraba.prosecution.investigations.models import (
    COUNTERSIGN_MOVES,
    DEADLINE_MOVES,
    EXHIBIT_MOVES,
    INQUIRY_MOVES,
    REPORT_MOVES,
    REQUEST_MOVES,
    SUSPECT_MOVES,
    Act,
    Countersignature,
    CountersignatureState,
    Exhibit,
    Suspect,
    Verdict,
)
from siraba.prosecution.investigations.paper import paper_of
from siraba.prosecution.investigations.rules import INVESTIGATORS
from siraba.prosecution.investigations.selectors import (
    charges_of,
    deadlines_of,
    exhibit_with_chain,
    hearing_for,
    hearings_of,
    inquiries_visible_to,
    inquiry_for,
    investigators_of,
    of_file,
    offences_in_force,
    open_deadlines,
    part_for,
    participants_of,
    report_for,
    reports_visible_to,
    requests_of,
    steps_of,
    suspect_for,
    waiting_requests,
)
from siraba.prosecution.investigations.views import investigators_page, justice_page


def _acts(request: ActorRequest, found: Any, deeds: Any, moves: Moves, url: str, key: Any) -> list:
    return [
        (label, reverse(f"investigations:{url}", args=[key, slug]))
        for slug, _deed, label in offered(request.actor, found, deeds, moves)
    ]


@justice_page
@require_safe
def inquiry_list(request: ActorRequest) -> HttpResponse:
    filters = InquiryFilter(request.GET)
    rows = inquiries_visible_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    shown = page_by_key(rows, request, key=("-opened_at", "-id"))
    record(request.actor, "list_inquiries", codes=[one.code for one in shown.rows])
    context = {"page": shown, "filters": filters, "may_open": request.actor.role in INVESTIGATORS}
    return render(request, "investigations/list.html", context)


@justice_page
@require_safe
def inquiry(request: ActorRequest, code: str) -> HttpResponse:
    actor, found = request.actor, inquiry_for(request.actor, code)
    participants = participants_of(actor, found)
    waiting = of_file(actor, Countersignature, found).filter(state=CountersignatureState.ASKED)
    context = {
        "inquiry": found,
        "acts": _acts(request, found, INQUIRY_DEEDS, INQUIRY_MOVES, "act", found.code),
        "suspects": of_file(actor, Suspect, found).defer("sealed"),
        "charges": charges_of(actor, found),
        "participants": participants,
        "facts": of_file(actor, Act, found).select_related("area"),
        "hearings": hearings_of(actor, found, participants),
        "exhibits": of_file(actor, Exhibit, found).defer("document"),
        "steps": steps_of(actor, found),
        "verdicts": of_file(actor, Verdict, found).select_related("charge__suspect", "charge__offence"),
        "requests": [
            (one, _acts(request, one, REQUEST_DEEDS, REQUEST_MOVES, "request_act", one.pk))
            for one in requests_of(actor, found)
        ],
        "deadlines": [
            (one, _acts(request, one, DEADLINE_DEEDS, DEADLINE_MOVES, "deadline_act", one.pk))
            for one in deadlines_of(actor, found)
        ],
        "countersignatures": waiting.select_related("asked_by"),
        "investigators": investigators_of(actor, found),
        "reports": reports_visible_to(actor).filter(inquiry=found),
    }
    record(actor, "read_inquiry", found.code)
    return render(request, "investigations/detail.html", context)


@justice_page
@require_safe
def sheet(request: ActorRequest, code: str) -> HttpResponse:
    """The file as a paper. It names the suspects, and the journal says so for each."""
    found = inquiry_for(request.actor, code)
    paper, named = paper_of(request.actor, found)
    record(request.actor, "print_inquiry", found.code, codes=named)
    return paper_file(f"procedure-{found.code}", "pdf", paper)


@investigators_page
@require_safe
def report_list(request: ActorRequest) -> HttpResponse:
    filters = ReportFilter(request.GET)
    rows = reports_visible_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    shown = page_by_key(rows, request, key=("-received_at", "-id"))
    record(request.actor, "list_reports", codes=[one.code for one in shown.rows])
    return render(request, "investigations/reports.html", {"page": shown, "filters": filters})


@investigators_page
@require_safe
def report(request: ActorRequest, code: str) -> HttpResponse:
    found = report_for(request.actor, code)
    open_copy = found.copy is not None and found.copy.is_open()
    record(request.actor, "read_report", found.code)
    context = {
        "report": found,
        # What came by a disclosure closes with it
        "closed": found.copy is not None and not open_copy,
        "acts": _acts(request, found, REPORT_DEEDS, REPORT_MOVES, "report_act", found.code),
    }
    return render(request, "investigations/report.html", context)


@justice_page
@require_safe
def suspect(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = suspect_for(request.actor, pk)
    record(request.actor, "read_suspect", found.code)
    context = {
        "suspect": found,
        "acts": _acts(request, found, SUSPECT_DEEDS, SUSPECT_MOVES, "suspect_act", found.pk),
        "charges": charges_of(request.actor, found.inquiry).filter(suspect=found),
    }
    return render(request, "investigations/suspect.html", context)


@justice_page
@require_safe
def hearing(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = hearing_for(request.actor, pk)
    record(request.actor, "read_statement", found.statement.code, closed=found.closed)
    return render(request, "investigations/hearing.html", {"heard": found, "statement": found.statement})


@justice_page
@require_safe
def exhibit(request: ActorRequest, pk: UUID) -> HttpResponse:
    found, links = exhibit_with_chain(request.actor, pk)
    record(request.actor, "read_exhibit", found.code)
    context = {
        "exhibit": found,
        "links": links,
        "broken": first_broken(found, links),
        "acts": _acts(request, found, EXHIBIT_DEEDS, EXHIBIT_MOVES, "exhibit_act", found.pk),
    }
    return render(request, "investigations/exhibit.html", context)


@justice_page
@require_safe
def exhibit_document(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = part_for(request.actor, Exhibit, pk)
    if not found.document:
        raise NotVisible
    record(request.actor, "read_exhibit_document", found.code)
    return opened_document(found.compartment, found.document_place(), found.document).as_download()


@justice_page
@require_safe
def countersignature(request: ActorRequest, pk: UUID) -> HttpResponse:
    asked = part_for(request.actor, Countersignature, pk)
    record(request.actor, "read_countersignature", asked.code, kind=asked.kind)
    context = {
        "asked": asked,
        "said": asked.words.get("said", {}),
        "acts": _acts(request, asked, COUNTERSIGN_DEEDS, COUNTERSIGN_MOVES, "countersign_act", asked.pk),
    }
    return render(request, "investigations/countersignature.html", context)


@justice_page
@require_safe
def deadline_list(request: ActorRequest) -> HttpResponse:
    """What has to be done by when, in all the actor's files: the late ones first."""
    shown = page_by_key(open_deadlines(request.actor), request, key=("due_at", "id"))
    return render(request, "investigations/deadlines.html", {"page": shown})


@justice_page
@require_safe
def request_list(request: ActorRequest) -> HttpResponse:
    """What others were asked and have not answered: the late ones first."""
    shown = page_by_key(waiting_requests(request.actor), request, key=("due_on", "id"))
    return render(request, "investigations/requests.html", {"page": shown})


@justice_page
@require_safe
def offences(request: ActorRequest) -> HttpResponse:
    return render(request, "investigations/offences.html", {"offences": offences_in_force()})
