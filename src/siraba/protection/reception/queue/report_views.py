"""What is learnt of the queue: how long people waited, how many desks a branch needs, how a charter would wait."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.errors import NotAllowed, NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.exports import FORMATS, attached, written
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD, NOT_RUN, runs
from siraba.protection.reception.branches.selectors import branch_for, branches_open_to
from siraba.protection.reception.queue.forms import CharterForm, PeriodForm
from siraba.protection.reception.queue.report import Report, columns, report_of
from siraba.protection.reception.queue.staffing import charter_of, staffing_of, typical_minutes

report_page = page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)


@report_page
@require_safe
def report(request: ActorRequest) -> HttpResponse:
    """Waits by branch: of all branches for the head office, of its own for a branch."""
    period = PeriodForm(request.GET)
    found = _report(request, period)
    context = {
        "period": period,
        "report": found,
        "columns": columns(),
        "target": settings.QUEUE_TARGET_MINUTES,
        "percent": settings.QUEUE_TARGET_PERCENT,
        "small": settings.SMALL_COUNT,
        "run_": {branch.pk for branch, _w in found.branches if runs(request.actor, branch)} if found else (),
    }
    return render(request, "queue/report.html", context)


def _report(request: ActorRequest, period: PeriodForm) -> Report | None:
    if not period.is_valid():
        return None
    branches = list(branches_open_to(request.actor))
    return report_of(branches, period.cleaned_data["de"], period.cleaned_data["a"])


@report_page
@require_safe
def report_file(request: ActorRequest, form: str) -> HttpResponse:
    """The same figures as a spreadsheet; nobody is named in it."""
    found = _report(request, PeriodForm(request.GET)) if form in FORMATS else None
    if found is None:
        raise NotVisible
    lines = [[int(cell) if cell.isdecimal() else cell for cell in line] for line in found.lines()]
    record(request.actor, "export_waits", form=form, start=str(found.start), end=str(found.end))
    return attached(f"attentes-{found.start}-{found.end}", form, written(lines, form, _("Attentes")))


@report_page
@require_safe
def staffing(request: ActorRequest, code: str) -> HttpResponse:
    """Hour by hour the desks that a branch needs beside those on duty; and a charter, tried."""
    branch = branch_for(request.actor, code)
    if not runs(request.actor, branch):
        raise NotAllowed(str(NOT_RUN))
    needs = staffing_of(branch)
    asked = CharterForm(request.GET or None, initial={"minutes": typical_minutes(needs)})
    tried = asked.is_bound and asked.is_valid()
    context = {
        "branch": branch,
        "needs": needs,
        "charter_form": asked,
        "charter": charter_of(needs, **asked.cleaned_data) if tried else None,
        "target": settings.QUEUE_TARGET_MINUTES,
        "percent": settings.QUEUE_TARGET_PERCENT,
        "days": settings.QUEUE_HISTORY_DAYS,
    }
    return render(request, "queue/staffing.html", context)
