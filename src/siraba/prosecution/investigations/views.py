"""What is done: reports, files, and the acts on them. Each act is a page."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.acts import check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page
from siraba.prosecution.investigations.deeds import (
    COUNTERSIGN_DEEDS,
    DEADLINE_DEEDS,
    EXHIBIT_DEEDS,
    INQUIRY_DEEDS,
    REPORT_DEEDS,
    REQUEST_DEEDS,
    SUSPECT_DEEDS,
)
from siraba.prosecution.investigations.forms import InquiryForm, ReportForm
from siraba.prosecution.investigations.inquiries import open_inquiry
from siraba.prosecution.investigations.models import (
    COUNTERSIGN_MOVES,
    DEADLINE_MOVES,
    EXHIBIT_MOVES,
    INQUIRY_MOVES,
    REPORT_MOVES,
    REQUEST_MOVES,
    SUSPECT_MOVES,
    Countersignature,
    Deadline,
    Exhibit,
    MutualRequest,
)
from siraba.prosecution.investigations.reports import record_report
from siraba.prosecution.investigations.rules import INVESTIGATORS, JUSTICE
from siraba.prosecution.investigations.selectors import inquiry_for, part_for, report_for, suspect_for

justice_page = page(Purpose.PROSECUTION, roles=JUSTICE)
investigators_page = page(Purpose.PROSECUTION, roles=INVESTIGATORS)
SAVED = gettext_lazy("C’est enregistré.")


@investigators_page
def record_new(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "record_report")
    act = Act(
        _("Enregistrer un signalement"), _("Enregistrer"), reverse("investigations:reports"), done=SAVED
    )
    form = ReportForm(request.POST or None, actor=request.actor)

    def do(_data: dict) -> str:
        return reverse("investigations:report", args=[record_report(request.actor, **form.words()).code])

    return act_page(request, form, do, act)


@investigators_page
def open_new(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "open_inquiry")
    act = Act(_("Ouvrir une procédure"), _("Ouvrir"), reverse("investigations:list"), done=SAVED)
    form = InquiryForm(request.POST or None)

    def do(_data: dict) -> str:
        return reverse("investigations:detail", args=[open_inquiry(request.actor, **form.words()).code])

    return act_page(request, form, do, act)


@investigators_page
def report_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    report = report_for(request.actor, code)
    back = reverse("investigations:report", args=[report.code])
    title = _("signalement %(code)s") % {"code": report.code}
    return deed_page(request, report, slug, REPORT_DEEDS, REPORT_MOVES, back, title)


@justice_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    inquiry = inquiry_for(request.actor, code)
    back = reverse("investigations:detail", args=[inquiry.code])
    title = _("procédure %(code)s") % {"code": inquiry.code}
    return deed_page(request, inquiry, slug, INQUIRY_DEEDS, INQUIRY_MOVES, back, title)


@justice_page
def suspect_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    suspect = suspect_for(request.actor, pk)
    back = reverse("investigations:suspect", args=[suspect.pk])
    return deed_page(request, suspect, slug, SUSPECT_DEEDS, SUSPECT_MOVES, back, suspect.label)


@justice_page
def exhibit_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    exhibit = part_for(request.actor, Exhibit, pk)
    back = reverse("investigations:exhibit", args=[exhibit.pk])
    title = _("scellé n° %(number)d") % {"number": exhibit.number}
    return deed_page(request, exhibit, slug, EXHIBIT_DEEDS, EXHIBIT_MOVES, back, title)


@justice_page
def request_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    asked = part_for(request.actor, MutualRequest, pk)
    back = reverse("investigations:detail", args=[asked.inquiry.code])
    title = _("demande à %(to)s") % {"to": asked.words.get("to", "")}
    return deed_page(request, asked, slug, REQUEST_DEEDS, REQUEST_MOVES, back, title)


@justice_page
def deadline_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    deadline = part_for(request.actor, Deadline, pk)
    back = reverse("investigations:detail", args=[deadline.inquiry.code])
    title = deadline.get_kind_display()
    return deed_page(request, deadline, slug, DEADLINE_DEEDS, DEADLINE_MOVES, back, title)


@justice_page
def countersign_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    asked = part_for(request.actor, Countersignature, pk)
    back = reverse("investigations:detail", args=[asked.inquiry.code])
    title = asked.get_kind_display()
    return deed_page(request, asked, slug, COUNTERSIGN_DEEDS, COUNTERSIGN_MOVES, back, title)
