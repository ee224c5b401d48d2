"""What there is to read: places and their rooms, the calendar, who needs a bed, stays, extensions, occupancy."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import may
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.deeds import offered
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reception.arrivals.selectors import opened
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD
from siraba.protection.reception.stays.deeds import STAY_DEEDS
from siraba.protection.reception.stays.forms import PeriodForm, StayFilter
from siraba.protection.reception.stays.housing import Group
from siraba.protection.reception.stays.models import STAY_MOVES
from siraba.protection.reception.stays.occupancy import HEAD, cells, labels, occupancy
from siraba.protection.reception.stays.places import place_for, place_name, place_open_to, places_of
from siraba.protection.reception.stays.rules import HOSTS, SHELTERS
from siraba.protection.reception.stays.selectors import (
    CALENDAR_DAYS,
    arrivals_to_house,
    beds_tonight,
    calendar_of,
    extensions_waiting,
    filtered,
    known,
    referral_code,
    referrals_to_house,
    rooms_tonight,
    stay_for,
    stays_visible_to,
)

PERIOD = timedelta(days=29)
keepers_page = page(Purpose.RECEPTION, Purpose.CARE, roles=HOSTS | BRANCH_AND_HEAD)
hosts_page = page(Purpose.RECEPTION, Purpose.CARE, roles=HOSTS)
reception_page = page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)


@keepers_page
@require_safe
def places(request: ActorRequest) -> HttpResponse:
    """The places whose rooms the actor keeps, with the beds of tonight by group."""
    units = list(places_of(request.actor))
    beds = beds_tonight([unit.pk for unit in units])
    rows = [
        (
            place_name(request.actor, unit),
            reverse("stays:place", args=[unit.code]) if place_open_to(request.actor, unit) else "",
            [(Group(group).label, one) for group, one in beds.get(unit.pk, {}).items()],
        )
        for unit in units
    ]
    return render(request, "stays/places.html", {"rows": rows})


@keepers_page
@require_safe
def place(request: ActorRequest, code: str) -> HttpResponse:
    """The rooms of a place tonight; who sleeps there, for those who work there."""
    unit = place_for(request.actor, code)
    rooms = rooms_tonight(request.actor, unit)
    context = {
        "unit": unit,
        "rooms": rooms,
        "may_add": may(request.actor, "add_room", unit),
        "sees_people": request.actor.role in HOSTS,
    }
    return render(request, "stays/place.html", context)


@keepers_page
@require_safe
def calendar(request: ActorRequest, code: str) -> HttpResponse:
    """How many beds are taken in each room on each of fourteen nights."""
    unit = place_for(request.actor, code)
    first = _day(request, "du")
    days, rows = calendar_of(unit, first)
    context = {
        "unit": unit,
        "days": days,
        "rows": rows,
        "before": first - timedelta(days=CALENDAR_DAYS),
        "after": first + timedelta(days=CALENDAR_DAYS),
        "today": timezone.localdate(),
    }
    return render(request, "stays/calendar.html", context)


def _day(request: HttpRequest, name: str) -> date:
    try:
        said = parse_date(request.GET.get(name, ""))
    except ValueError:
        said = None
    today = timezone.localdate()
    return said if said and abs((said - today).days) <= 366 else today


@hosts_page
@require_safe
def to_house(request: ActorRequest) -> HttpResponse:
    """Who has no bed: of a branch, those who came; of a shelter, the referrals that it accepted."""
    actor = request.actor
    if actor.role in SHELTERS:
        shown = page_by_key(referrals_to_house(actor), request, ("-created_at", "-id"))
        rows = [(one.code, "", reverse("stays:shelter", args=[one.code]), "") for one in shown.rows]
    else:
        shown = page_by_key(arrivals_to_house(actor), request, ("priority", "registered_at", "id"))
        rows = [
            (
                one.names,
                one.arrival.get_priority_display(),
                reverse("stays:reserve", args=[one.arrival.code]),
                reverse("stays:reserve_family", args=[one.arrival.code]) if one.arrival.party else "",
            )
            for one in opened(shown.rows)
        ]
    record(actor, "list_to_house", codes=[one.code for one in shown.rows])
    return render(request, "stays/to_house.html", {"page": shown, "rows": rows})


@hosts_page
@require_safe
def stays(request: ActorRequest) -> HttpResponse:
    filters = StayFilter(request.GET)
    wanted = filters.cleaned_data["voir"] if filters.is_valid() else ""
    found = stays_visible_to(request.actor)
    units = [request.actor.unit_id] if request.actor.unit_id else []
    shown = page_by_key(filtered(found, wanted, units), request, ("-first", "-id"))
    record(request.actor, "list_stays", stays=[stay.code for stay in shown.rows])
    context = {"filters": filters, "page": shown, "rows": known(request.actor, shown.rows)}
    return render(request, "stays/list.html", context)


@hosts_page
@require_safe
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor, stay = request.actor, stay_for(request.actor, pk)
    record(actor, "read_stay", stay.code)
    acts = [
        (label, reverse("stays:act", args=[pk, slug]))
        for slug, _deed, label in offered(actor, stay, STAY_DEEDS, STAY_MOVES)
    ]
    if stay.wanted_until and may(actor, "approve_extension", stay):
        acts.insert(0, (_("Accorder la prolongation"), reverse("stays:approve", args=[pk])))
    (shown,) = known(actor, [stay])
    context = {"stay": stay, "shown": shown, "acts": acts, "referral": referral_code(actor, stay)}
    return render(request, "stays/detail.html", context)


@keepers_page
@require_safe
def extensions(request: ActorRequest) -> HttpResponse:
    """The extensions that wait for a decision; the head office sees places, dates and reasons."""
    actor = request.actor
    shown = page_by_key(extensions_waiting(actor), request, ("-first", "-id"))
    rows = [
        (stay, place_name(actor, stay.unit), may(actor, "approve_extension", stay)) for stay in shown.rows
    ]
    return render(request, "stays/extensions.html", {"page": shown, "rows": rows})


@reception_page
@require_safe
def report(request: ActorRequest) -> HttpResponse:
    today = timezone.localdate()
    form = PeriodForm(request.GET or {"first": today - PERIOD, "last": today})
    body: list[list[object]] = []
    if form.is_valid():
        try:
            lines = occupancy(request.actor, form.cleaned_data["first"], form.cleaned_data["last"])
            body = [cells(line) for line in lines]
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.message)
    context = {"filters": form, "head": [labels()[name] for name in HEAD], "body": body}
    return render(request, "stays/report.html", context)
