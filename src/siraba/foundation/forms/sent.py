"""Pages of what was sent from the field: the list, one sheet as it was answered, its files, and mending it."""

import base64
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.engines.xforms import tell
from siraba.foundation.access.acts import check_right, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.forms.models import SUBMISSION_MOVES, SubmissionState
from siraba.foundation.forms.pages import FormPage
from siraba.foundation.forms.selectors import (
    sent_file_for,
    sent_files_of,
    submission_for,
    submissions_visible_to,
)
from siraba.foundation.forms.submissions import answers_of, apply_submission
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.foundation.interface.uploads import Document
from siraba.foundation.people.rules import RECEIVING_ROLES

sent_page = page(Purpose.CARE, Purpose.RECEPTION, roles=RECEIVING_ROLES)


@sent_page
@require_safe
def sent_list(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(submissions_visible_to(request.actor), request, key=("-received_at", "-id"))
    return render(request, "forms/sent.html", {"page": shown})


@sent_page
@require_safe
def sent(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = submission_for(request.actor, pk)
    record(request.actor, "read_submission", found.code, form=found.form.code)
    mends = found.state == SubmissionState.TO_MEND and may(request.actor, "apply_submission", found)
    context = {
        "submission": found,
        "told": tell(found.form.form, answers_of(found), (get_language() or "fr")[:2], local_date),
        "files": sent_files_of(request.actor, found),
        "mend_url": reverse("forms:mend", args=[pk]) if mends else "",
    }
    return render(request, "forms/sent_one.html", context)


@sent_page
@require_safe
def sent_file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A file that came with a sheet, as a download that no browser opens in place."""
    found = sent_file_for(request.actor, pk)
    record(request.actor, "read_submission", found.submission.code, file=True)
    return Document(found.kind, base64.b64decode(found.words["content"])).as_download()


@sent_page
def mend(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Correct the answers of a sheet that could not be carried out, and carry it out."""
    found = submission_for(request.actor, pk)
    check_right(request.actor, "apply_submission", found)
    if request.method == "GET":
        SUBMISSION_MOVES.require(found, "apply_submission")
    form = FormPage(request.POST or None, version=found.form, answers=answers_of(found))
    back = reverse("forms:sent_one", args=[pk])
    act = Act(
        _("Corriger l’envoi – %(form)s") % {"form": found.form.name},
        _("Enregistrer et appliquer"),
        back,
        found.words.get("reason", ""),
        _("La fiche est appliquée."),
    )

    def do(data: dict) -> str:
        apply_submission(request.actor, found, answers=data["answers"])
        return back

    return act_page(request, form, do, act)
