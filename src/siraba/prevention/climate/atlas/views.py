"""The pages of maps: one address for what is chosen, as a page, CSV, PNG or SVG, and the values for the script."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.geography.models import AreaVersion
from siraba.foundation.interface.exports import attached
from siraba.prevention.climate.atlas import choosing, maps, pictures
from siraba.prevention.climate.atlas.drawings import drawing_of
from siraba.prevention.climate.atlas.painting import definitions, painted

FOREVER = "private, max-age=31536000, immutable"
atlas_page = page(Purpose.ANTICIPATION)


@atlas_page
@require_safe
def map_page(request: ActorRequest) -> HttpResponse:
    """What is chosen, or the form with what is wrong in the address (400), or how to begin when nothing is loaded."""
    asked = choosing.chosen(request.actor, request.GET)
    if asked is None:
        return render(request, "atlas/map.html")
    form, choice = asked
    if choice is None:
        return render(request, "atlas/map.html", {"form": form}, status=400)
    sheet = maps.sheet_of(request.actor, choice)
    kind = request.GET.get("format", "")
    name = f"{choice.field.indicator.code}-{choice.field.layer.key}-{choice.period.key}"
    if kind == "csv":
        return attached(name, "csv", maps.csv_table(sheet))
    if kind in pictures.KINDS:
        return pictures.picture_file(name, kind, [str(painted(one, alone=True)) for one in sheet.paintings])
    context = {
        "form": form,
        "choice": choice,
        "sheet": sheet,
        "definitions": definitions(choice.field.layer.drawing),
        "maps": [(one, painted(one)) for one in sheet.paintings],
    }
    return render(request, "atlas/map.html", context)


@atlas_page
@require_safe
def values(request: ActorRequest) -> HttpResponse:
    """All the periods of the indicator and the version chosen, compact."""
    asked = choosing.chosen(request.actor, request.GET)
    if asked is None or asked[1] is None:
        raise NotVisible
    told = maps.sheet_of(request.actor, asked[1]).for_script()
    return HttpResponse(json.dumps(told, separators=(",", ":")), content_type="application/json")


@atlas_page
@require_safe
def drawing(request: HttpRequest, version: str, level: int, digest: str) -> HttpResponse:
    """The drawing as GeoJSON, kept for ever by the browser: another drawing has another address. Raises NotVisible."""
    known = AreaVersion.objects.filter(code=version).first()
    found = known and drawing_of(known, level)
    if not found or found.digest != digest:
        raise NotVisible
    return HttpResponse(
        found.geojson, content_type="application/geo+json", headers={"Cache-Control": FOREVER}
    )
