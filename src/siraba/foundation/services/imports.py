"""The pages of a file that comes in: handing it in, then seeing what is good in it, and keeping that."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.services import importing
from siraba.foundation.services.models import DirectoryFile, FileState
from siraba.foundation.services.rules import IMPORTERS

importers_page = page(Purpose.CARE, roles=IMPORTERS)


class FileForm(KitForm):
    file = forms.FileField(
        label=gettext_lazy("Fichier HSDS 3.0 (JSON)"), widget=forms.FileInput(attrs={"accept": ".json"})
    )


@importers_page
def add(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "add_directory_file")
    form = FileForm(request.POST or None, request.FILES or None)
    act = Act(
        _("Importer des fiches"),
        _("Essayer"),
        reverse("services:entries"),
        _("Le fichier est d’abord essayé, fiche par fiche : rien n’entre avant votre accord."),
    )

    def do(data: dict) -> str:
        made = importing.add_directory_file(request.actor, content=data["file"].read())
        return reverse("services:trial", args=[made.pk])

    return act_page(request, form, do, act)


@importers_page
def trial(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What would enter and what is refused, and the button that keeps the good."""
    file = DirectoryFile.objects.filter(
        pk=pk, organisation=request.actor.organisation_id, state=FileState.DRAFT
    ).first()
    if file is None:
        raise NotVisible
    lines = importing.tried(file)
    good = sum(line.good for line in lines)
    act = Act(
        _("Fichier essayé"),
        ACT_RULES["import_services"].label,
        reverse("services:entries"),
        _("Bonnes : %(good)s. Refusées : %(refused)s.") % {"good": good, "refused": len(lines) - good},
        _("Les bonnes fiches sont gardées ; les nouvelles restent à vérifier."),
    )

    def do(_data: dict) -> str:
        importing.import_services(request.actor, file)
        return act.cancel

    context = {"lines": lines, "good": good}
    return act_page(request, KitForm(request.POST or None), do, act, "services/trial.html", context)
