"""Pages of the head office: recordings, and the report, which a branch reads of itself."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.exports import attached
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.services.selectors import hidden_from, services_open_to
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD, HEAD_OFFICE
from siraba.protection.reception.orientation import recordings as acts
from siraba.protection.reception.orientation.forms import RecordingForm
from siraba.protection.reception.orientation.models import Recording
from siraba.protection.reception.orientation.reports import as_csv, tables_of
from siraba.protection.reception.orientation.selectors import recordings_open_to

head_page = page(Purpose.RECEPTION, roles=HEAD_OFFICE)
reading_page = page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
DAYS = 90


def _since(request: ActorRequest) -> date:
    """The day that the address asks for; three months back when it names none."""
    try:
        asked = parse_date(request.GET.get("depuis", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate() - timedelta(days=DAYS)


@reading_page
@require_safe
def report(request: ActorRequest) -> HttpResponse:
    since = _since(request)
    tables = tables_of(request.actor, since)
    record(request.actor, "read_orientation_report", since=since.isoformat())
    return render(request, "orientation/report.html", {"tables": tables, "since": since})


@reading_page
@require_safe
def report_csv(request: ActorRequest) -> HttpResponse:
    """The same tables as a file: no names, no codes of persons."""
    since = _since(request)
    content = as_csv(tables_of(request.actor, since))
    record(request.actor, "export_orientation_report", since=since.isoformat())
    return attached("orientations", "csv", content)


@head_page
@require_safe
def recordings(request: ActorRequest) -> HttpResponse:
    return render(request, "orientation/recordings.html", {"recordings": recordings_open_to(request.actor)})


@head_page
def add_recording(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "add_recording")
    act = Act(
        ACT_RULES["add_recording"].label,
        _("Ajouter"),
        reverse("orientation:recordings"),
        _(
            "Dites ce que la fiche dit : rien qui désigne une personne, ni un lieu protégé. L’enregistrement d’avant est remplacé."
        ),
        _("L’enregistrement est ajouté."),
    )
    public = services_open_to(request.actor).exclude(hidden_from(request.actor))
    form = RecordingForm(request.POST or None, request.FILES or None, services=public)

    def do(data: dict) -> str:
        acts.add_recording(request.actor, **{key: value for key, value in data.items() if key != "form_id"})
        return act.cancel

    return act_page(request, form, do, act)


@head_page
def remove_recording(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Recording.objects.filter(organisation=request.actor.home).defer("content"), pk=pk
    )
    act = Act(
        ACT_RULES["remove_recording"].label,
        _("Retirer"),
        reverse("orientation:recordings"),
        _("La fiche ne sera plus lue à voix haute."),
        _("L’enregistrement est retiré."),
        danger=True,
    )

    def do(_data: dict) -> str:
        acts.remove_recording(request.actor, found)
        return act.cancel

    return act_page(request, KitForm(request.POST or None), do, act)


@reading_page
@require_safe
def sound(request: ActorRequest, pk: int) -> HttpResponse:
    """The sound itself; a new recording has a new number, so that a telephone keeps it for the day."""
    found = get_object_or_404(Recording.objects.filter(organisation=request.actor.home), pk=pk)
    return HttpResponse(
        bytes(found.content), content_type=found.kind, headers={"Cache-Control": "private, max-age=86400"}
    )
