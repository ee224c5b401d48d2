"""What anybody may read: published projects on a page, as HXL and as IATI; the need index with its doubt."""

from collections.abc import Callable
from functools import wraps
from math import sqrt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from siraba.foundation.access.errors import StateNotOpen
from siraba.foundation.interface.paging import page_by_key
from siraba.prevention.development import forms, hxl, maps
from siraba.prevention.development.models import ComponentKey, NeedIndex, ZoneScore
from siraba.prevention.development.selectors import (
    in_region,
    index_of,
    latest_index,
    published,
    published_project,
    scores_of,
    whole,
)
from siraba.prevention.development.zones import Region, by_region

KEY = ("-published_at", "-id")
FROM_A_FILE = 3600  # seconds that a file may be kept by whoever took it


def read_by_anybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page looks otherwise to whoever has signed in: no cache between keeps it."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True)
        return response

    return answer


@read_by_anybody
def projects(request: HttpRequest) -> HttpResponse:
    filters = forms.ProjectFilter(request.GET or None)
    rows = published()
    regions = by_region(list(rows))
    if filters.is_valid():
        rows = in_region(rows, filters.cleaned_data["region"])
        if state := filters.cleaned_data["state"]:
            rows = rows.filter(state=state)
    marks = [one for region in regions if (one := _region_mark(region))]
    context = {
        "page": page_by_key(rows, request, KEY),
        "filters": filters,
        "regions": regions,
        "map": maps.drawn(marks, _("Carte des projets : le tableau par région dit la même chose.")),
        "for_script": maps.for_script(marks),
        "index": latest_index(),
        "publisher": settings.IATI_REPORTING_ORG,
    }
    return render(request, "development/published.html", context)


def _region_mark(region: Region) -> maps.Mark | None:
    label = ngettext("%(number)d projet", "%(number)d projets", region.projects) % {"number": region.projects}
    url = f"{reverse('projects:list')}?region={region.area.pk}"
    return maps.mark(region.area, label, 8 + 3 * sqrt(region.projects), url)


@read_by_anybody
def project(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "development/published_project.html", {"project": published_project(code)})


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    day = timezone.localdate().isoformat()
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{day}-{name}"'
    patch_cache_control(response, public=True, max_age=FROM_A_FILE)
    return response


@require_safe
def iati(request: HttpRequest) -> HttpResponse:
    """The whole portfolio as IATI 2.03. Raises StateNotOpen: nobody said who publishes, or nothing is published."""
    from siraba.prevention.development.iati.writing import Publisher, activities, written

    publisher = Publisher.from_settings()
    rows = whole(published()).order_by("pk")
    if not rows.exists():
        raise StateNotOpen(_("Aucun projet n’est publié : un fichier IATI contient au moins une activité."))
    return _file(written(activities(rows, publisher)), "application/xml; charset=utf-8", "iati.xml")


@require_safe
def projects_csv(request: HttpRequest) -> HttpResponse:
    table = hxl.projects_table(whole(published()).order_by("pk"))
    return _file(table, "text/csv; charset=utf-8", "projets-hxl.csv")


@read_by_anybody
def needs(request: HttpRequest, version: int | None = None) -> HttpResponse:
    index = latest_index() if version is None else index_of(version)
    if index is None:
        return render(request, "development/index.html", {"index": None})
    scores = list(scores_of(index))
    marks = [one for score in scores if (one := _need_mark(index, score))]
    tables = {table.key: table for table in index.tables.all()}
    context = {
        "index": index,
        "rows": [(one, _parts(index, one), _missing(one)) for one in scores],
        "components": [
            (key.label, index.weights[key], tables[key]) for key in ComponentKey if key in index.weights
        ],
        "zones": len(scores),
        "ranked": sum(one.rank is not None for one in scores),
        "map": maps.drawn(marks, _("Carte du besoin : le tableau de cette page dit la même chose.")),
        "for_script": maps.for_script(marks),
        "versions": NeedIndex.objects.values_list("version", "published_at"),
        "percent": round(100 * index.spread),
    }
    return render(request, "development/index.html", context)


def _need_mark(index: NeedIndex, score: ZoneScore) -> maps.Mark | None:
    url = f"{reverse('projects:needs_version', args=[index.version])}#cercle-{score.area_id}"
    if score.score is None:
        return maps.mark(score.area, _("incomplet"), 6, url, unknown=True)
    label = _("rang %(rank)d, besoin %(score).0f sur 100") % {"rank": score.rank, "score": score.score}
    return maps.mark(score.area, label, 5 + score.score / 8, url)


def _parts(index: NeedIndex, score: ZoneScore) -> list[tuple[str, float | None]]:
    """The label of each component, and 0 to 100 for what is known of it."""
    return [
        (str(key.label), 100 * score.parts[key] if key in score.parts else None)
        for key in ComponentKey
        if key in index.weights
    ]


def _missing(score: ZoneScore) -> list[str]:
    return [str(ComponentKey(key).label) for key in score.missing]


@require_safe
def needs_csv(request: HttpRequest, version: int) -> HttpResponse:
    index = index_of(version)
    table = hxl.needs_table(index, scores_of(index))
    return _file(table, "text/csv; charset=utf-8", f"besoins-v{version}-hxl.csv")
