"""The public API of the directory, as the HSDS 3.0 API reference names it, and the exports for those who signed in."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.spreadsheets import SheetWriter
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services import hsds
from siraba.foundation.services.cards import cards_for
from siraba.foundation.services.models import Service
from siraba.foundation.services.rules import EXPORTERS, EXPORTING
from siraba.foundation.services.selectors import services_open_to, with_codes
from siraba.foundation.vocabulary import codes, label

PER_PAGE, MOST = 50, 200
VERSION = "HSDS 3.0"
PROFILE = "https://docs.openreferral.org/en/3.0/"


class Kind(NamedTuple):
    """One list of the API: its rows in order, and a row as the list and as its own address give it."""

    rows: Callable[[HttpRequest], Any]
    listed: Callable[[Any], dict]
    full: Callable[[Any], dict]
    key: Callable[[Any], str]


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """What this API is."""
    lists = {kind: request.build_absolute_uri(reverse("services:hsds_list", args=[kind])) for kind in KINDS}
    return _json(
        {
            "version": VERSION,
            "profile": PROFILE,
            "openapi_url": f"{PROFILE}hsds/api_reference.html",
            "lists": lists,
        }
    )


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of one kind of object, in the standard's envelope."""
    found = _kind(slug)
    size = min(max(_number(request, "per_page", PER_PAGE), 1), MOST)
    pages = Paginator(found.rows(request), size)
    try:
        page = pages.page(max(_number(request, "page", 1), 1))
    except EmptyPage:
        page = pages.page(pages.num_pages)
    write = found.full if request.GET.get("full") == "true" else found.listed
    with override("en"):
        contents = [row for one in page.object_list if (row := write(one))]
    return _json(
        {
            "total_items": pages.count,
            "total_pages": pages.num_pages,
            "page_number": page.number,
            "size": len(contents),
            "first_page": page.number == 1,
            "last_page": page.number == pages.num_pages,
            "empty": not contents,
            "contents": contents,
        }
    )


@require_safe
def one(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One object, with all that belongs to it."""
    found = _kind(slug)
    rows = found.rows(request)
    if slug == "services":
        rows = rows.filter(uuid=pk)
    with override("en"):
        wanted = next((row for row in rows if found.key(row) == str(pk)), None)
        if wanted is None:
            raise Http404
        return _json(found.full(wanted))


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _services(request: HttpRequest) -> QuerySet[Service]:
    """What a visitor may read, whoever asks: the same address answers the same to all."""
    services = services_open_to(None)
    if text := request.GET.get("search"):
        services = services.filter(name__icontains=text)
    if term := request.GET.get("taxonomy_term_id"):
        services = services.filter(
            service_type__in=[code for code in codes(hsds.TAXONOMY) if hsds.term_id(code) == term]
        )
    if taxonomy := request.GET.get("taxonomy_id"):
        services = services if taxonomy == hsds.taxonomy()["id"] else services.none()
    if organization := request.GET.get("organization_id"):
        known = [one.pk for one in Organisation.objects.all() if hsds.organization_id(one) == organization]
        services = services.filter(provider__in=known)
    if after := _moment(request.GET.get("modified_after", "")):
        services = services.filter(modified_at__gte=after)
    return with_codes(services.order_by("pk"))


def _organizations(_request: HttpRequest) -> QuerySet[Organisation]:
    """Those that a visitor finds in the directory, and no other."""
    public = services_open_to(None).filter(provider=OuterRef("pk")).order_by()
    return Organisation.objects.filter(Exists(public)).order_by("pk")


def _of_visitors(write: Callable[[Service, Actor | None], Any]) -> Callable[[Service], Any]:
    return lambda service: write(service, None)


KINDS: dict[str, Kind] = {
    "services": Kind(
        _services, hsds.service_listed, _of_visitors(hsds.service_full), lambda row: str(row.uuid)
    ),
    "organizations": Kind(_organizations, hsds.organization, hsds.organization, hsds.organization_id),
    "service_at_locations": Kind(
        _services,
        _of_visitors(hsds.service_at_location),
        lambda row: {**(hsds.service_at_location(row, None) or {}), "service": hsds.service_listed(row)},
        lambda row: (hsds.service_at_location(row, None) or {}).get("id", ""),
    ),
    "taxonomies": Kind(lambda _request: [hsds.taxonomy()], dict, dict, lambda row: row["id"]),
    "taxonomy_terms": Kind(lambda _request: hsds.taxonomy_terms(), dict, dict, lambda row: row["id"]),
}


@page(*EXPORTING, roles=EXPORTERS)
@require_safe
def export(request: ActorRequest, slug: str) -> HttpResponse:
    """All that the actor may read of the directory, as HSDS JSON or as a table."""
    if slug not in FORMATS:
        raise NotVisible
    content, kind = export_services(request.actor, slug)
    day = timezone.localdate().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="{day}-services.{slug}"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type=kind, headers=headers)


@action
def export_services(actor: Actor, form: str) -> tuple[str, str]:
    """The directory as the actor may read it: the text of the file and its media type. The journal says who took it out."""
    check_right(actor, "export_services")
    services = list(with_codes(services_open_to(actor)))
    record(actor, "export_services", "list:services", form=form, count=len(services))
    return FORMATS[form](actor, services), MEDIA[form]


def _as_json(actor: Actor, services: list[Service]) -> str:
    whole = {"version": VERSION, "services": list(hsds.whole(services, actor))}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _as_csv(actor: Actor, services: list[Service]) -> str:
    out = io.StringIO()
    sheet = SheetWriter(out)
    sheet.row(
        "id", _("Nom"), _("Type"), _("Structure"), _("Lieu"), _("Horaires"), _("Pour qui"), _("Langues"),
        _("Frais"), _("Capacité"), _("Places libres"), _("Point focal"), _("Téléphone"), _("Vérifiée le"),
    )  # fmt: skip
    for row in _rows(actor, services):
        sheet.row(*row)
    return out.getvalue()


def _rows(actor: Actor, services: list[Service]) -> Iterator[tuple]:
    for card in cards_for(actor, services, timezone.now()):
        entry = card.entry
        yield (
            card.uuid, entry.name, label("service_type", entry.service_type), entry.provider, entry.place or "",
            card.hours, entry.eligibility or card.takes, ", ".join(card.languages), card.fees,
            "" if entry.capacity is None else entry.capacity,
            ", ".join(str(row) for row in card.vacancies), entry.focal_point,
            ", ".join(number for number, _function in card.phones), card.verified_on or "",
        )  # fmt: skip


FORMATS = {"json": _as_json, "csv": _as_csv}
MEDIA = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8"}


def _json(content: dict) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else otherwise


def _moment(text: str) -> Any:
    try:
        found = parse_datetime(text) or parse_date(text)
    except ValueError:
        return None
    return found
