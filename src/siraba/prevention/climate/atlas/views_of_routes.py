"""The map of the road, and the dangers that the coordination notes on it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.geography.drawings import countries_caption
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page
from siraba.foundation.interface.exports import attached
from siraba.prevention.climate.atlas import actions, forms, painting_routes, pictures, routes
from siraba.prevention.climate.atlas.deeds import DANGER_DEEDS
from siraba.prevention.climate.atlas.models import DANGER_MOVES
from siraba.prevention.climate.atlas.rules import COORDINATION
from siraba.prevention.climate.atlas.towns import all_towns
from siraba.prevention.climate.observations.selectors import sources_open_to

coordination_page = page(Purpose.ANTICIPATION, roles=COORDINATION)


@page(Purpose.ANTICIPATION)
@require_safe
def road(request: ActorRequest) -> HttpResponse:
    """The map and its tables; without a recorded incident, the rest of the map. A year out of range: 400."""
    years = routes.years_of_deaths(request.actor)
    form = forms.RoadForm(request.GET, years or [2014])
    if not form.is_valid():
        return render(request, "atlas/road.html", {"form": form}, status=400)
    said = form.cleaned_data
    shown = routes.road(request.actor, said["first"], said["last"])
    title = _("Carte de la route, %(first)d–%(last)d") % said
    notes = _notes(request)
    kind = request.GET.get("format", "")
    if kind == "csv":
        return attached("deces-enregistres", "csv", routes.deaths_table(shown))
    if kind in pictures.KINDS:
        drawn = str(painting_routes.painted(shown, said["show"], title, notes, alone=True))
        return pictures.picture_file("carte-de-la-route", kind, [drawn])
    context = {
        "form": form,
        "years": years,
        "road": shown,
        "title": title,
        "notes": notes,
        "shapes": painting_routes.shapes(painting_routes.countries()),
        "map": painting_routes.painted(shown, said["show"], title, notes),
        "key": [
            (painting_routes.key_mark(name), label)
            for name, label in painting_routes.layer_labels().items()
            if name in said["show"]
        ],
        "lines": shown.clusters[: routes.MOST_LINES],
        "others": len(shown.clusters) - routes.MOST_LINES,
        "may_note": may(request.actor, "note_danger"),
        **_tables(shown),
    }
    return render(request, "atlas/road.html", context)


def _tables(shown: routes.Road) -> dict[str, Any]:
    place = _("Lieu")
    return {
        "branch_head": [_("Antenne"), _("Nature"), _("Structure")],
        "branch_rows": [(one.name, one.kind, one.organisation) for one in shown.branches],
        "service_head": [place, _("Nombre de services")],
        "service_rows": [(one.name, one.count) for one in shown.services],
        "point_head": [_("Ville"), _("Pays")],
        "point_rows": [(one.name, one.state) for one in shown.points],
    }


def _notes(request: ActorRequest) -> list[str]:
    """What is printed under the map."""
    found = sources_open_to(request.actor).filter(code=routes.DEATHS).first()
    counted = _(
        "Nombre de décès enregistrés, non de départs : il dépend de qui rapporte, et des patrouilles."
    )
    towns = _("Villes : GeoNames (CC BY 4.0).")
    drawn = f"{countries_caption()} {towns}"
    if found is None:
        return [counted, drawn]
    said = {"title": found.title, "publisher": found.publisher, "licence": found.licence}
    return [counted, _("Source : %(title)s, %(publisher)s. Licence : %(licence)s.") % said, drawn]


@coordination_page
def note(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "note_danger")
    label = ACT_RULES["note_danger"].label
    what = Act(
        label,
        label,
        reverse("atlas:road"),
        _("Chacun des lecteurs de la carte le verra. Écrivez ce qu’une source publique dit, et retirez-le quand c’est fini."),
        _("C’est enregistré."),
    )  # fmt: skip
    form = forms.DangerForm(request.POST or None, towns=all_towns())

    def do(_data: dict) -> str:
        actions.note_danger(request.actor, **form.words())
        return reverse("atlas:road")

    return act_page(request, form, do, what)


@coordination_page
def danger_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = routes.danger_for(request.actor, pk)
    return deed_page(request, found, slug, DANGER_DEEDS, DANGER_MOVES, reverse("atlas:road"), str(found))
