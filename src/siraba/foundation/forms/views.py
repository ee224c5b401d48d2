"""Pages of forms: the list, one more, one version read as it will be asked, and what is done to it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.forms import actions
from siraba.foundation.forms.forms import MappingForm, SheetForm
from siraba.foundation.forms.models import FORM_MOVES, FormVersion
from siraba.foundation.forms.pages import FormPage
from siraba.foundation.forms.rules import KEEPERS
from siraba.foundation.forms.selectors import form_for, forms_known
from siraba.foundation.forms.targets import target_of
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm

keepers_page = page(Purpose.COORDINATION, roles=KEEPERS)
STEPS = {"publier": "publish_form", "retirer": "retire_form"}
SLUGS = {act: slug for slug, act in STEPS.items()}


@keepers_page
@require_safe
def form_list(request: ActorRequest) -> HttpResponse:
    return render(request, "forms/list.html", {"versions": forms_known()})


@keepers_page
def add(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "add_form")
    form = SheetForm(request.POST or None, request.FILES or None)
    act = Act(
        _("Ajouter un formulaire"),
        _("Lire le formulaire"),
        reverse("forms:list"),
        done=_("Le formulaire est lu. Relisez-le, puis publiez-le."),
    )

    def do(data: dict) -> str:
        name, content = data["file"]
        version = actions.add_form(request.actor, content=content, name=name, target=data["target"])
        return reverse("forms:version", args=[version.pk])

    return act_page(request, form, do, act)


@keepers_page
@require_safe
def version(request: ActorRequest, pk: int) -> HttpResponse:
    found = form_for(pk)
    steps = [
        (rule.label, reverse("forms:step", args=[pk, SLUGS[rule.name]]))
        for rule in FORM_MOVES.open_acts(request.actor, found)
        if rule.name in SLUGS
    ]
    if target_of(found) and "map_form" in FORM_MOVES.open_from(found.state) and not found.shipped:
        steps.append((ACT_RULES["map_form"].label, reverse("forms:mapping", args=[pk])))
    context = {"version": found, "form": FormPage(version=found), "steps": steps}
    return render(request, "forms/version.html", context)


@keepers_page
def step(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    """Raises NotVisible for a step that is none."""
    if slug not in STEPS:
        raise NotVisible
    found, name = form_for(pk), STEPS[slug]
    check_right(request.actor, name, found)
    if request.method == "GET":
        FORM_MOVES.require(found, name)
    label, back = ACT_RULES[name].label, reverse("forms:version", args=[pk])
    explanations = {
        "publish_form": _("Il sera proposé à la place de la version publiée, s’il y en a une."),
        "retire_form": _(
            "Il n’est plus proposé. Ce qui est déjà rempli, ou attend encore sur un téléphone, est gardé."
        ),
    }
    act = Act(f"{label} – {found.name}", label, back, explanations[name], _("C’est enregistré."))

    def do(_data: dict) -> str:
        carry = {"publish_form": actions.publish_form, "retire_form": actions.retire_form}
        carry[name](request.actor, found)
        return back

    return act_page(request, KitForm(request.POST or None), do, act)


@keepers_page
def mapping(request: ActorRequest, pk: int) -> HttpResponse:
    """Which question answers which of the act's. Raises NotVisible for a form that becomes nothing."""
    found = form_for(pk)
    target = target_of(found)
    if target is None:
        raise NotVisible
    check_right(request.actor, "map_form", found)
    if request.method == "GET":
        FORM_MOVES.require(found, "map_form")
    form = MappingForm(request.POST or None, version=found, target=target)
    back = reverse("forms:version", args=[pk])
    act = Act(
        _("Correspondance – %(form)s") % {"form": found.name},
        _("Enregistrer"),
        back,
        _("À gauche, ce que demande la plateforme ; dites quelle question du formulaire y répond."),
        _("La correspondance est enregistrée."),
    )

    def do(_data: dict) -> str:
        actions.map_form(request.actor, found, mapping=form.mapping())
        return back

    return act_page(request, form, do, act, "forms/mapping.html", {"questions": form.questions})


@keepers_page
@require_safe
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """The XLSForm as it came, to be changed and added again."""
    found: FormVersion = form_for(pk)
    response = HttpResponse(bytes(found.source), content_type="application/octet-stream")
    ending = found.source_name.rsplit(".", 1)[-1]
    response["Content-Disposition"] = f'attachment; filename="{found.code}.{ending}"'
    return response
