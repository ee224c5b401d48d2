"""Pages of the journal: its lines, and who did or read what in one record."""

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.audit.selectors import last_seal, lines_about, lines_visible_to, shown_to
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.oversight.forms import JournalFilter

oversight_page = page(Purpose.OVERSIGHT)


@oversight_page
@require_safe
def journal(request: ActorRequest) -> HttpResponse:
    return _show(request, lines_visible_to(request.actor), _("Journal d’accès"))


@oversight_page
@require_safe
def record_log(request: ActorRequest, code: str) -> HttpResponse:
    """The log of one record. A code that is not there and one that is closed give the same empty page."""
    known = read_code(code)
    if known is None:
        raise NotVisible
    heading = _("Journal du dossier ou référencement %(code)s") % {"code": known}
    return _show(request, lines_about(request.actor, known), heading, known)


def _show(request: ActorRequest, lines: QuerySet[AuditLine], heading: str, code: str = "") -> HttpResponse:
    filters = JournalFilter(request.GET)
    filters.full_clean()  # an unknown value is said on its field, and the others still filter
    shown = page_by_key(_filtered(lines, filters.cleaned_data), request, key=("-id",))
    context = {
        "heading": heading,
        "filters": filters,
        "page": shown,
        "lines": shown_to(request.actor, shown.rows),
        "seal": last_seal(request.actor),
    }
    record(request.actor, "read_journal", code)
    return render(request, "audit/journal.html", context)


def _filtered(lines: QuerySet[AuditLine], wanted: dict) -> QuerySet[AuditLine]:
    for name in ("act", "decision"):
        if wanted.get(name):
            lines = lines.filter(**{name: wanted[name]})
    if wanted.get("since"):
        lines = lines.filter(at__gte=_moment(wanted["since"], time.min))
    if wanted.get("until"):
        lines = lines.filter(at__lte=_moment(wanted["until"], time.max))
    return lines


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
