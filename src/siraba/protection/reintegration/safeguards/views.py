"""What was found, the two sides of it beside each other, and the answer of a person."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reintegration.calls.rules import FUND
from siraba.protection.reintegration.safeguards.deeds import FLAG_DEEDS
from siraba.protection.reintegration.safeguards.forms import FlagFilter
from siraba.protection.reintegration.safeguards.models import FLAG_MOVES
from siraba.protection.reintegration.safeguards.selectors import (
    codes_for,
    flag_for,
    flags_visible_to,
    sides_for,
)
from siraba.protection.reintegration.safeguards.wording import in_words

fund_page = page(Purpose.FUND, roles=FUND)


@fund_page
@require_safe
def flags(request: ActorRequest) -> HttpResponse:
    filters = FlagFilter(request.GET)
    said = filters.cleaned_data if filters.is_valid() else {}
    asked = {name: said[field] for name, field in (("state", "voir"), ("kind", "motif")) if said.get(field)}
    found = flags_visible_to(request.actor).filter(**asked).defer("sealed")
    shown = page_by_key(found, request, ("-found_at", "-id"))
    codes = codes_for(request.actor, list(shown.rows))
    rows = [
        (
            one,
            [codes[pk] for pk in (one.application_id, one.other_id) if pk in codes],
            " ".join(in_words(one)),
        )
        for one in shown.rows
    ]
    record(request.actor, "list_flags", flags=[one.code for one in shown.rows])
    return render(request, "safeguards/list.html", {"filters": filters, "page": shown, "rows": rows})


@fund_page
@require_safe
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Why it was found, and the applications side by side, as far as they are open to the reader."""
    actor, flag = request.actor, flag_for(request.actor, pk)
    record(actor, "read_flag", flag.code)
    acts = [
        (label, reverse("safeguards:act", args=[pk, slug]))
        for slug, _deed, label in offered(actor, flag, FLAG_DEEDS, FLAG_MOVES)
    ]
    context = {"flag": flag, "acts": acts, "why": in_words(flag), "sides": sides_for(actor, flag)}
    return render(request, "safeguards/detail.html", context)


@fund_page
def act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    flag = flag_for(request.actor, pk)
    back = reverse("safeguards:detail", args=[pk])
    return deed_page(request, flag, slug, FLAG_DEEDS, FLAG_MOVES, back, str(flag.get_kind_display()))
