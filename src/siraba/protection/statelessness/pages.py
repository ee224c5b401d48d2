"""What there is to read: assessments, the table of gaps, files, the receipt, and the counts."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import Moves, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.deeds import offered
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.interface.papers import paper_file
from siraba.protection.cases.models import CaseState
from siraba.protection.cases.selectors import case_for
from siraba.protection.statelessness.burden import ANSWERS, DUTIES
from siraba.protection.statelessness.deeds import (
    ASSESSMENT_DEEDS,
    CHILD_DEEDS,
    ENQUIRY_DEEDS,
    FILE_DEEDS,
    STATE_DEEDS,
)
from siraba.protection.statelessness.figures import LEAST, counted
from siraba.protection.statelessness.forms import AssessmentFilter, FileFilter
from siraba.protection.statelessness.gaps import found_again
from siraba.protection.statelessness.models import (
    ASSESSMENT_MOVES,
    CHILD_MOVES,
    DETERMINATION_MOVES,
    ENQUIRY_MOVES,
    STATE_MOVES,
    About,
    ChildFollowUp,
    Interview,
    IssuedDocument,
    Opinion,
    Ruling,
)
from siraba.protection.statelessness.questions import BY_CODE, QUESTIONS, VERSION, Answers
from siraba.protection.statelessness.receipt import receipt_of
from siraba.protection.statelessness.rules import BOTH
from siraba.protection.statelessness.selectors import (
    agreements_of,
    assessment_for,
    assessments_visible_to,
    file_for,
    files_visible_to,
    of_file,
    states_of,
)
from siraba.protection.statelessness.table import GAPS, REMEDIES, REMEDY, When
from siraba.protection.statelessness.views import assessors_page, both_page, managers_page

Acts = list[tuple[str, str]]


def _acts(request: ActorRequest, found: Any, deeds: Any, moves: Moves, url: str, key: Any) -> Acts:
    return [
        (label, reverse(f"statelessness:{url}", args=[key, slug]))
        for slug, _deed, label in offered(request.actor, found, deeds, moves)
    ]


# Assessments


@assessors_page
@require_safe
def assessment_list(request: ActorRequest) -> HttpResponse:
    filters = AssessmentFilter(request.GET)
    rows = assessments_visible_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    shown = page_by_key(rows, request, ("-assessed_at", "-id"))
    record(request.actor, "list_nationality_assessments", "", assessments=[one.code for one in shown.rows])
    context = {"page": shown, "filters": filters, "may_assess": request.actor.role in BOTH}
    return render(request, "statelessness/assessments.html", context)


@managers_page
@require_safe
def of_case(request: ActorRequest, code: str) -> HttpResponse:
    """The assessments of one case, and the way to make one."""
    actor, case = request.actor, case_for(request.actor, code)
    found = list(assessments_visible_to(actor).filter(case=case))
    record(actor, "list_nationality_assessments", case.code, assessments=[one.code for one in found])
    writes = case.state != CaseState.CLOSED and may(actor, "assess_nationality", case)
    return render(request, "statelessness/of_case.html", {"case": case, "rows": found, "writes": writes})


@assessors_page
@require_safe
def assessment(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What is missing and who gives it. A gap is shown as the table has it today, with the answers of that day."""
    actor, found = request.actor, assessment_for(request.actor, pk)
    record(actor, "read_nationality_assessment", found.code)
    there = actor.acting_for(Purpose.DETERMINATION)
    context = {
        "assessment": found,
        "acts": _acts(request, found, ASSESSMENT_DEEDS, ASSESSMENT_MOVES, "assessment_act", found.pk),
        "gaps": found_again(found.words.get("gaps", []), found.words.get("answers", {})),
        "answers": said(found.words.get("answers", {})),
        "may_open": actor.role in BOTH and may(there, "open_determination"),
        "current": found.version == VERSION,
    }
    return render(request, "statelessness/assessment.html", context)


def said(answers: Answers) -> list[tuple[Any, Any]]:
    """Each question with its answer in words."""
    return [(one.text, one.answers.get(answers.get(one.code, ""), "")) for one in QUESTIONS]


@assessors_page
@require_safe
def table(request: ActorRequest) -> HttpResponse:
    """The whole table of gaps in words, to be read by a jurist."""
    rows = [
        (gap, [_in_words(when) for when in gap.when], [REMEDY[code] for code in gap.remedies]) for gap in GAPS
    ]
    remedies = [(one, _in_words(one.never)) for one in REMEDIES]
    return render(
        request, "statelessness/table.html", {"rows": rows, "remedies": remedies, "version": VERSION}
    )


def _in_words(when: When) -> list[tuple[Any, str]]:
    return [
        (BY_CODE[code].text, " / ".join(str(BY_CODE[code].answers[one]) for one in wanted))
        for code, wanted in when.items()
    ]


# Files


@both_page
@require_safe
def file_list(request: ActorRequest) -> HttpResponse:
    filters = FileFilter(request.GET)
    rows = files_visible_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    shown = page_by_key(rows, request, ("-opened_at", "-id"))
    record(request.actor, "list_determinations", codes=[one.code for one in shown.rows])
    rows_with_clock = [(one, one.lateness()) for one in shown.rows]
    context = {"page": shown, "rows": rows_with_clock, "filters": filters}
    return render(request, "statelessness/files.html", context)


@both_page
@require_safe
def file(request: ActorRequest, code: str) -> HttpResponse:
    actor, found = request.actor, file_for(request.actor, code)
    agreements = agreements_of(found)
    live = {one.about for one in agreements if one.withdrawn_at is None}
    burden = found.words.get("burden", {})
    context = {
        "file": found,
        "lateness": found.lateness(),
        "acts": _file_acts(request, found, live),
        "agreements": agreements,
        "may_contact": About.CONTACT in live and not found.asked_asylum,
        "interviews": of_file(actor, Interview, found).select_related("held_by"),
        "states": [
            (
                linked,
                _acts(request, linked, STATE_DEEDS, STATE_MOVES, "state_act", linked.pk),
                [
                    (one, _acts(request, one, ENQUIRY_DEEDS, ENQUIRY_MOVES, "enquiry_act", one.pk))
                    for one in asked
                ],
            )
            for linked, asked in states_of(actor, found)
        ],
        "burden": [(duty, ANSWERS[burden.get(duty.code, "no")]) for duty in DUTIES],
        "opinions": of_file(actor, Opinion, found).select_related("organisation", "written_by"),
        "rulings": of_file(actor, Ruling, found).select_related("drafted_by", "second"),
        "documents": of_file(actor, IssuedDocument, found),
        "children": [
            (one, _acts(request, one, CHILD_DEEDS, CHILD_MOVES, "child_act", one.pk))
            for one in of_file(actor, ChildFollowUp, found)
        ],
    }
    record(actor, "read_determination", found.code)
    return render(request, "statelessness/file.html", context)


GIVEN = {"accord-contact": About.CONTACT, "accord-hcr": About.UNHCR}
TAKEN_BACK = {"retrait-contact": About.CONTACT, "retrait-hcr": About.UNHCR}


def _file_acts(request: ActorRequest, found: Any, live: set[str]) -> Acts:
    """Without those that an agreement already given, or not given, leaves without a sense."""
    return [
        (label, reverse("statelessness:act", args=[found.code, slug]))
        for slug, _deed, label in offered(request.actor, found, FILE_DEEDS, DETERMINATION_MOVES)
        if GIVEN.get(slug) not in live and (slug not in TAKEN_BACK or TAKEN_BACK[slug] in live)
    ]


@both_page
@require_safe
def receipt(request: ActorRequest, code: str) -> HttpResponse:
    """The paper that the person keeps, as PDF."""
    found = file_for(request.actor, code)
    record(request.actor, "print_determination_receipt", found.code)
    return paper_file(f"recepisse-{found.code}", "pdf", receipt_of(found))


@both_page
@require_safe
def report(request: ActorRequest) -> HttpResponse:
    return render(request, "statelessness/report.html", {"tables": counted(), "least": LEAST})
