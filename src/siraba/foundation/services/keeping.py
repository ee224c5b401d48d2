"""The pages of those who keep entries: their list, one entry, its free places, what is stale, and the exports."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.exports import table_file, wanted
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import capped_count, page_by_key
from siraba.foundation.services import actions
from siraba.foundation.services.forms import SUBJECTS, EntriesFilter, SheetForm, VacancyForm
from siraba.foundation.services.models import Service, Vacancy
from siraba.foundation.services.rules import KEEPERS, KEEPING, OVERSEERS
from siraba.foundation.services.selectors import (
    own_entries,
    stale_by_organisation,
    stale_entries,
    to_verify,
    with_parts,
)
from siraba.foundation.vocabulary import label

keepers_page = page(*KEEPING, roles=KEEPERS)
STEPS = {
    "verifier": ("verify_service", gettext_lazy("Vous dites que tout ce qui est écrit est vrai aujourd’hui."), gettext_lazy("La fiche est vérifiée.")),
    "archiver": ("archive_service", gettext_lazy("La fiche n’est plus proposée ; ses référencements restent."), gettext_lazy("La fiche est archivée.")),
    "reprendre": ("restore_service", gettext_lazy("La fiche revient, à vérifier avant d’être proposée."), gettext_lazy("La fiche est reprise, à vérifier.")),
}  # fmt: skip


@keepers_page
@require_safe
def entries(request: ActorRequest) -> HttpResponse:
    """The entries of the actor's organisation, by name."""
    filters = EntriesFilter(request.GET)
    filters.full_clean()
    services = own_entries(request.actor)
    if state := filters.cleaned_data.get("state"):
        services = services.filter(state=state)
    if name := filters.cleaned_data.get("name"):
        services = services.filter(name__icontains=name)
    context = {
        "filters": filters,
        "found": capped_count(services),
        "imports": may(request.actor, "add_directory_file"),
        "page": page_by_key(services.prefetch_related("vacancies"), request, key=("name", "id")),
    }
    return render(request, "services/entries.html", context)


@page(*KEEPING, Purpose.COORDINATION, roles=KEEPERS | OVERSEERS)
@require_safe
def stale(request: ActorRequest) -> HttpResponse:
    """What nobody has verified for long: one's own entries, and for who oversees those of every organisation."""
    if request.actor.role in OVERSEERS:
        return _stale_everywhere(request)
    return render(request, "services/stale.html", {"services": to_verify(own_entries(request.actor))[:200]})


def _stale_everywhere(request: ActorRequest) -> HttpResponse:
    services = stale_entries(request.actor)
    if kind := wanted(request):
        header = [_("Fiche"), _("Structure"), _("Type"), _("Lieu"), _("État"), _("Vérifiée le")]
        return table_file("fiches-perimees", kind, header, (_told(one) for one in services))
    context = {"services": services[:200], "counts": stale_by_organisation()}
    return render(request, "services/stale_everywhere.html", context)


def _told(service: Service) -> list[object]:
    kind = label("service_type", service.service_type)
    since = service.verified_on.isoformat() if service.verified_on else ""
    state = service.get_state_display()
    return [service.name, service.provider.short_name, kind, str(service.area), state, since]


@keepers_page
def add(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "add_service")
    today = timezone.localdate()
    form = SheetForm(request.POST or None, actor=request.actor, initial={"valid_from": today})
    act = Act(
        _("Nouvelle fiche"),
        ACT_RULES["add_service"].label,
        reverse("services:entries"),
        _("Elle ne sera proposée qu’après vérification. Horaires, public et places viennent ensuite."),
        _("La fiche est ajoutée : complétez-la, puis vérifiez-la."),
    )

    def do(_data: dict) -> str:
        service = actions.add_service(request.actor, parts=form.parts_told(), **form.fields_told())
        return _page_of(service)

    return act_page(request, form, do, act, "services/edit.html", _towns())


@keepers_page
def amend(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    service = _own(request, pk)
    check_right(request.actor, "amend_service", service)
    if slug not in SUBJECTS:
        raise NotVisible
    subject, form_class = SUBJECTS[slug]
    form = form_class(request.POST or None, actor=request.actor, service=service)
    act = Act(
        f"{service.name} – {subject}", _("Enregistrer"), _page_of(service), done=_("La fiche est modifiée.")
    )

    def do(_data: dict) -> str:
        actions.amend_service(request.actor, service, parts=form.parts_told(), **form.fields_told())
        return act.cancel

    return act_page(request, form, do, act, "services/edit.html", _towns())


@keepers_page
def vacancy(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    service = _own(request, pk)
    row = Vacancy.objects.filter(service=service, group="" if slug == "tous" else slug).first()
    if row is None:
        raise NotVisible
    check_right(request.actor, "update_vacancy", service)
    form = VacancyForm(request.POST or None, row=row)
    act = Act(service.name, _("Mettre à jour"), _page_of(service), done=_("Les places libres sont à jour."))

    def do(data: dict) -> str:
        actions.update_vacancy(request.actor, service, vacant=data["vacant"], group=row.group)
        return act.cancel

    return act_page(request, form, do, act)


@keepers_page
def step(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    """Verify, archive or take out again: one button."""
    service = _own(request, pk)
    if slug not in STEPS:
        raise NotVisible
    name, explanation, done = STEPS[slug]
    check_right(request.actor, name, service)
    back = _page_of(service)
    if name == "verify_service" and request.POST.get("next") == "my_day":
        back = reverse("interface:my_day")
    press = ACT_RULES[name].label
    act = Act(f"{service.name} – {press}", press, back, explanation, done, name == "archive_service")

    def do(_data: dict) -> str:
        getattr(actions, name)(request.actor, service)
        return act.cancel

    return act_page(request, KitForm(request.POST or None), do, act)


def _own(request: ActorRequest, pk: UUID) -> Service:
    service = with_parts(own_entries(request.actor)).filter(uuid=pk).first()
    if service is None:
        raise NotVisible
    return service


def _page_of(service: Service) -> str:
    return reverse("services:detail", args=[service.uuid])


def _towns() -> dict:
    return {"towns": current_areas(3).values_list("name", flat=True)}
