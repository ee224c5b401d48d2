"""The pages of what was observed: values, places without data, sources, and the names that wait for a place."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.geography.models import Area, AreaVersion
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.exports import attached
from siraba.foundation.interface.paging import page_by_key
from siraba.prevention.climate.observations import actions, forms, loading, selectors
from siraba.prevention.climate.observations.deeds import NAME_DEEDS
from siraba.prevention.climate.observations.hxl import observations_table
from siraba.prevention.climate.observations.models import NAME_MOVES, Indicator, Observation, Taking
from siraba.prevention.climate.observations.rules import KEEPERS, READERS
from siraba.prevention.climate.observations.wording import fault_lines, lack_summary

KEY = ("-start", "-id")
RAIN, DISPLACED = "rain-mm", "idps"
reader_page = page(Purpose.ANTICIPATION, roles=READERS)
keeper_page = page(Purpose.ANTICIPATION, roles=KEEPERS)


@reader_page
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """What there is, indicator by indicator."""
    held = selectors.holdings(request.actor)
    context = {
        "held": [one for one in held if one.values],
        "empty": [one for one in held if not one.values],
        "may_load": may(request.actor, "hand_in_edition"),
    }
    return render(request, "observations/index.html", context)


@reader_page
@require_safe
def indicator(request: ActorRequest, code: str) -> HttpResponse:
    """The values of an indicator by place and period, with what stands beside them; also as CSV."""
    found = selectors.indicator_for(request.actor, code)
    filters = forms.ObservationFilter(request.GET or None, indicator=found)
    rows = _filtered(selectors.observations_open_to(request.actor).filter(indicator=found), filters)
    others = selectors.beside(found)
    if request.GET.get("format") == "csv":
        all_rows = list(rows.order_by("place__name", "place_id", "start"))
        table = observations_table(found, others, selectors.lines(request.actor, all_rows, others))
        return attached(code, "csv", table)
    shown = page_by_key(rows, request, KEY)
    context = {
        "indicator": found,
        "others": others,
        "filters": filters,
        "page": shown,
        "lines": selectors.lines(request.actor, shown.rows, others),
        "covered": any(row.cover is not None for row in shown.rows),
    }
    return render(request, "observations/indicator.html", context)


def _filtered(rows: QuerySet[Observation], filters: forms.ObservationFilter) -> QuerySet[Observation]:
    if not filters.is_valid():
        return rows
    said = filters.cleaned_data
    if said["place"]:
        rows = rows.filter(place=said["place"])
    if said["since"]:
        rows = rows.filter(start__gte=date(said["since"], 1, 1))
    if said["until"]:
        rows = rows.filter(start__lte=date(said["until"], 12, 31))
    return rows


@reader_page
@require_safe
def place(request: ActorRequest, pk: int) -> HttpResponse:
    """The last value of each indicator at one place."""
    found = selectors.place_for(request.actor, pk)
    context = {"place": found, "rows": selectors.latest_of_place(request.actor, found)}
    return render(request, "observations/place.html", context)


@reader_page
@require_safe
def lacking(request: ActorRequest) -> HttpResponse:
    """The cercles without enough data of an indicator, with the displaced people who were last counted there."""
    filters = forms.LackFilter(request.GET or None)
    asked = filters.cleaned_data.get("indicator") if filters.is_valid() else None
    found = asked or Indicator.objects.filter(code=RAIN).first()
    version = AreaVersion.objects.filter(current=True).first()
    context: dict = {"filters": filters, "indicator": found, "version": version}
    if found and version:
        lacks = selectors.places_without(request.actor, found, version)
        displaced = _displaced(request)
        total = Area.objects.filter(codes__version=version, level=Area.Level.CERCLE).distinct().count()
        lost = [displaced.get(one.area.pk) for one in lacks]
        context |= {
            "lacks": list(zip(lacks, lost, strict=True)),
            "summary": lack_summary(
                len(lacks), total, sum(value for value in lost if value), sum(displaced.values())
            ),
        }
    return render(request, "observations/lacking.html", context)


def _displaced(request: ActorRequest) -> dict[int, float]:
    """The people last counted in each area, of the last round that counted anywhere."""
    newest = Observation.objects.filter(indicator__code=DISPLACED).aggregate(day=Max("start"))["day"]
    if newest is None:
        return {}
    rows = selectors.observations_of(request.actor, DISPLACED, newest, newest)
    return {one.place.area_id: one.value for one in rows if one.place.area_id}


@reader_page
@require_safe
def sources(request: ActorRequest) -> HttpResponse:
    stale = {one.pk for one in selectors.stale_sources(request.actor)}
    rows = selectors.sources_open_to(request.actor).annotate(
        files=Count("editions"), latest=Max("editions__retrieved_on")
    )
    context = {
        "sources": [(one, one.pk in stale) for one in rows],
        "page": page_by_key(selectors.editions_open_to(request.actor), request, ("-taken_at", "-id")),
        "may_load": may(request.actor, "hand_in_edition"),
    }
    return render(request, "observations/sources.html", context)


@reader_page
@require_safe
def edition(request: ActorRequest, pk: int) -> HttpResponse:
    """What became of one file, line by line where a line was refused."""
    found = selectors.edition_for(request.actor, pk)
    return render(request, "observations/edition.html", {"edition": found, "faults": fault_lines(found)})


# Loading


@keeper_page
def load(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "hand_in_edition")
    form = forms.EditionForm(request.POST or None, request.FILES or None)
    label = ACT_RULES["take_edition"].label
    what = Act(
        label,
        _("Remettre le fichier"),
        reverse("observations:sources"),
        _("Rien n’est pris à moitié : un fichier dont une colonne manque est refusé avec le nom de la colonne. Le même fichier deux fois ne change rien."),
    )  # fmt: skip

    def do(_data: dict) -> str:
        made = actions.hand_in_edition(request.actor, **form.words())
        return reverse("observations:taking", args=[made.pk])

    return act_page(request, form, do, what)


@keeper_page
@require_safe
def taking(request: ActorRequest, pk: int) -> HttpResponse:
    """How far a file that was handed in is, and what came of it."""
    found = selectors.taking_for(request.actor, pk)
    context = {
        "taking": found,
        "here": _read_here(found),
        "faults": fault_lines(found.edition) if found.edition else [],
    }
    return render(request, "observations/taking.html", context)


def _read_here(found: Taking) -> bool:
    """Whether the page reads the file itself; a larger one is left to the timer."""
    return found.state == Taking.State.WAITING and found.total <= settings.CLIMATE_PAGE_MB * 1024 * 1024


@keeper_page
@require_POST
def read(request: ActorRequest, pk: int) -> HttpResponse:
    found = selectors.taking_for(request.actor, pk)
    check_right(request.actor, "take_edition")
    if _read_here(found):
        loading.run_taking(found.pk)
    return HttpResponseRedirect(reverse("observations:taking", args=[pk]))


@keeper_page
@require_POST
def compute(request: ActorRequest) -> HttpResponse:
    tally = actions.compute_indicators(request.actor)
    messages.success(
        request,
        _("Indicateurs calculés : %(new)d nouvelles valeurs, %(changed)d changées.")
        % {"new": tally.new, "changed": tally.changed},
    )
    return HttpResponseRedirect(reverse("observations:index"))


# Names that wait for a place


@reader_page
@require_safe
def names(request: ActorRequest) -> HttpResponse:
    filters = forms.NameFilter(request.GET or None)
    rows = selectors.names_open_to(request.actor)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    shown = page_by_key(rows, request, ("name", "id"))
    return render(request, "observations/names.html", {"page": shown, "filters": filters})


@reader_page
@require_safe
def name(request: ActorRequest, pk: int) -> HttpResponse:
    found = selectors.name_for(request.actor, pk)
    labels = dict(Indicator.objects.values_list("code", "label"))
    context = {
        "name": found,
        "rows": [{**row, "label": labels.get(row["indicator"], "")} for row in found.rows],
        "acts": [
            (label, reverse("observations:name_act", args=[pk, slug]))
            for slug, _deed, label in offered(request.actor, found, NAME_DEEDS, NAME_MOVES)
        ],
    }
    return render(request, "observations/name.html", context)


@keeper_page
def name_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = selectors.name_for(request.actor, pk)
    back = reverse("observations:name", args=[pk])
    return deed_page(request, found, slug, NAME_DEEDS, NAME_MOVES, back, found.name)
