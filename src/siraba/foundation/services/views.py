"""The directory, open to visitors: they see the public entries, an account sees more."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.services import map as drawing
from siraba.foundation.services.cards import cards_for
from siraba.foundation.services.forms import SUBJECTS
from siraba.foundation.services.models import SERVICE_MOVES
from siraba.foundation.services.rules import EXPORTING, OVERSEERS
from siraba.foundation.services.search import DirectoryFilter, point_wanted, search
from siraba.foundation.services.selectors import entry_for, with_parts


def reader_of(request: HttpRequest) -> Actor | None:
    """The account that reads, for the purpose in which its role keeps or uses the directory; None for a visitor."""
    return Actor.of(request.user, *EXPORTING) if request.user.is_authenticated else None


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    actor, moment = reader_of(request), timezone.now()
    filters = DirectoryFilter(request.GET)
    filters.full_clean()  # an unknown value is said on its field, and the others still filter
    services = search(actor, filters.cleaned_data, moment)
    page = Paginator(with_parts(services), settings.PAGE_SIZE).get_page(request.GET.get("page"))
    places = drawing.places_of(services, actor)
    context = {
        "filters": filters,
        "found": {"number": page.paginator.count, "exact": True},
        "page": page,
        "cards": cards_for(actor, page.object_list, moment, point_wanted(filters.cleaned_data)),
        "places": places,
        "for_script": [place.for_script() for place in places],
        "drawing": drawing,
        "towns": current_areas(3).values_list("name", flat=True),
        "signed_in": actor is not None,
        "oversees": actor is not None and actor.role in OVERSEERS,
        "exports": actor is not None and may(actor, "export_services"),
    }
    response = render(request, "services/directory.html", context)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that the reader may know of one entry, and what it may do to it."""
    actor = reader_of(request)
    service = entry_for(actor, pk)
    if service is None:
        raise NotVisible
    (card,) = cards_for(actor, [service], timezone.now())
    context = {
        "card": card,
        "signed_in": actor is not None,
        "acts": SERVICE_MOVES.open_acts(actor, service) if actor else [],
        "subjects": [(word, label) for word, (label, _form) in SUBJECTS.items()],
        "keeps": actor is not None and may(actor, "amend_service", service),
    }
    response = render(request, "services/detail.html", context)
    patch_cache_control(response, no_store=True)
    return response


directory.in_bambara = detail.in_bambara = True  # type: ignore[attr-defined]
