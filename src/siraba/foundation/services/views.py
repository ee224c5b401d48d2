"""The directory, open to visitors: they see the public entries, an account sees more."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.services.forms import DirectoryFilter
from siraba.foundation.services.selectors import entries_for, services_open_to


def directory(request: HttpRequest) -> HttpResponse:
    actor = Actor.of(request.user, Purpose.CARE) if request.user.is_authenticated else None
    filters = DirectoryFilter(request.GET)
    filters.full_clean()  # an unknown value is said on its field, and the other one still filters
    services = services_open_to(actor, filters.cleaned_data.get("type"), filters.cleaned_data.get("region"))
    page = Paginator(services, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "found": {"number": page.paginator.count, "exact": True},
        "page": page,
        "entries": entries_for(actor, page.object_list),
        "signed_in": actor is not None,
    }
    response = render(request, "services/directory.html", context)
    patch_cache_control(response, no_store=True)
    return response


directory.in_bambara = True  # type: ignore[attr-defined]
