"""What is done: rooms, reservations, the acts on a stay, the file of occupancy."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page
from siraba.foundation.interface.exports import attached
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.arrivals.selectors import arrival_for, opened
from siraba.protection.reception.branches.rules import BRANCH, BRANCH_AND_HEAD
from siraba.protection.reception.stays import actions, occupancy, rooms
from siraba.protection.reception.stays.deeds import STAY_DEEDS
from siraba.protection.reception.stays.forms import (
    ExportForm,
    NightsForm,
    PartyForm,
    ReserveForm,
    RoomForm,
    ShelterForm,
)
from siraba.protection.reception.stays.guests import family_of, guest_of
from siraba.protection.reception.stays.housing import PersonFacts
from siraba.protection.reception.stays.models import LIVE, STAY_MOVES, Room
from siraba.protection.reception.stays.places import (
    Option,
    options_for,
    place_for,
    place_name,
    room_for,
    rooms_reached,
)
from siraba.protection.reception.stays.rules import HOSTS, SHELTERS, Wish
from siraba.protection.reception.stays.selectors import known, stay_for, stay_to_extend, stays_visible_to
from siraba.protection.referrals.selectors import referral_for

keepers_page = page(Purpose.RECEPTION, Purpose.CARE, roles=HOSTS | BRANCH_AND_HEAD)
hosts_page = page(Purpose.RECEPTION, Purpose.CARE, roles=HOSTS)
branch_page = page(Purpose.RECEPTION, roles=BRANCH)
shelter_page = page(Purpose.CARE, roles=SHELTERS)
reception_page = page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
SAVED = gettext_lazy("C’est enregistré.")


# Rooms


@keepers_page
def add_room(request: ActorRequest, code: str) -> HttpResponse:
    unit = place_for(request.actor, code)
    check_right(request.actor, "add_room", unit)
    back = reverse("stays:place", args=[unit.code])
    act = Act(_("Ajouter une chambre – %(place)s") % {"place": unit.name}, _("Ajouter"), back, done=SAVED)

    form = RoomForm(request.POST or None)

    def do(_data: dict) -> str:
        rooms.add_room(request.actor, unit, **form.words())
        return back

    return act_page(request, form, do, act)


@keepers_page
def amend_room(request: ActorRequest, pk: int) -> HttpResponse:
    room = room_for(request.actor, pk)
    check_right(request.actor, "amend_room", room)
    back = reverse("stays:place", args=[room.unit.code])
    act = Act(
        _("Modifier – %(room)s") % {"room": room.name},
        _("Enregistrer"),
        back,
        _("Un lit qui est tenu ne peut pas être mis hors d’usage : libérez-le ou déplacez d’abord."),
        SAVED,
    )
    now = {name: getattr(room, name) for name in ("name", "group", "beds", "out_of_use", "reason")}

    form = RoomForm(request.POST or None, initial=now)

    def do(_data: dict) -> str:
        rooms.amend_room(request.actor, room, **form.words())
        return back

    return act_page(request, form, do, act)


# Reserving


def _span(request: ActorRequest) -> tuple[date, date]:
    """The nights that are looked at: those of the form that was sent, or of the address."""
    first, until = NightsForm(request.POST or request.GET).span()
    return first, until


def _rooms(options: Sequence[Option]) -> tuple[list[tuple[int, str]], list[Option]]:
    """The choices of the form, those that fit first, and what is said of those that do not."""
    fitting = [(one.room.pk, one.label) for one in options if not one.why_not]
    others = [one for one in options if one.why_not]
    return fitting + [(one.room.pk, f"{one.label} – {one.why_not}") for one in others], others


def _room(actor: Any, pk: int) -> Room:
    found = rooms_reached(actor).filter(pk=pk).first()
    if found is None:
        raise Invalid(_("Cette chambre n’est pas à choisir ici."), "room")
    return found


@branch_page
def reserve(request: ActorRequest, code: str) -> HttpResponse:
    """A bed for one arrival: the rooms that fit come first, the others say why they do not."""
    actor, arrival = request.actor, arrival_for(request.actor, code)
    check_right(actor, "reserve_bed", Wish(arrival, arrival.unit))
    first, until = _span(request)
    guest = guest_of(arrival, first)
    options = options_for(actor, [guest.facts], first, until) if guest else []
    choices, others = _rooms(options)
    initial = {
        "first": first,
        "until": until,
        "room": choices[0][0] if choices and not options[0].why_not else None,
    }
    form = ReserveForm(
        request.POST or None, rooms=choices, with_family=arrival.party is not None, initial=initial
    )
    (shown,) = opened([arrival])
    act = Act(
        _("Un lit pour %(who)s") % {"who": shown.names},
        ACT_RULES["reserve_bed"].label,
        reverse("stays:to_house"),
        done=_("Le lit est réservé."),
    )

    def do(data: dict) -> str:
        words = form.words()
        stay = actions.reserve_bed(actor, arrival, **{**words, "room": _room(actor, data["room"])})
        return reverse("stays:detail", args=[stay.pk])

    family = reverse("stays:reserve_family", args=[arrival.code]) if arrival.party else ""
    context = {
        "nights": NightsForm(initial={"first": first, "until": until}),
        "others": others,
        "family": family,
        "here": guest is not None,
    }
    return act_page(request, form, do, act, "stays/reserve.html", context)


@branch_page
def reserve_family(request: ActorRequest, code: str) -> HttpResponse:
    """Beds for a whole family, in one room or not at all."""
    actor, arrival = request.actor, arrival_for(request.actor, code)
    check_right(actor, "reserve_for_party", Wish(arrival, arrival.unit))
    first, until = _span(request)
    family = family_of(arrival)
    persons = [one.facts for one in family]
    options = options_for(actor, persons, first, until) if family else []
    places = _places(actor, options)
    form = PartyForm(
        request.POST or None,
        places=places,
        initial={"first": first, "until": until, "unit": places[0][0] if places else None},
    )
    act = Act(
        ngettext("Loger la famille : %(n)d personne", "Loger la famille : %(n)d personnes", len(family))
        % {"n": len(family)},
        ACT_RULES["reserve_for_party"].label,
        reverse("stays:reserve", args=[arrival.code]),
        _(
            "Une seule chambre pour toute la famille, ou aucune. Pour la séparer, réservez pour chacun et dites pourquoi."
        ),
        _("Les lits sont réservés."),
    )

    def do(data: dict) -> str:
        unit = Unit.objects.select_related("organisation").get(pk=data["unit"])
        words = {name: data[name] for name in ("first", "until", "note")}
        actions.reserve_for_party(actor, arrival, unit=unit, **words)
        return reverse("stays:list")

    context = {
        "nights": NightsForm(initial={"first": first, "until": until}),
        "others": [one for one in options if one.why_not],
        "names": [shown.names for shown in opened([one.arrival for one in family if one.arrival])],
        "here": bool(family),
    }
    return act_page(request, form, do, act, "stays/reserve.html", context)


def _places(actor: Any, options: Sequence[Option]) -> list[tuple[int, str]]:
    """The places, those with a room for all of them first."""
    seen: dict[int, str] = {}
    for one in options:
        if one.room.unit_id not in seen:
            fits = _("une chambre convient") if not one.why_not else _("aucune chambre ne convient")
            seen[one.room.unit_id] = f"{place_name(actor, one.room.unit)} : {fits}"
    return list(seen.items())


@shelter_page
def shelter(request: ActorRequest, code: str) -> HttpResponse:
    """A bed at a shelter for the person of a referral that it has accepted."""
    actor, referral = request.actor, referral_for(request.actor, code)
    unit = Unit.objects.filter(organisation=actor.organisation_id).first()
    check_right(actor, "reserve_bed", Wish(referral, unit or Unit()))
    first, until = _span(request)
    guest = guest_of(referral, first)
    facts: list[PersonFacts] = [guest.facts] if guest else []
    options = options_for(actor, facts, first, until)
    choices, others = _rooms(options)
    live = list(stays_visible_to(actor).filter(organisation=actor.organisation_id, state__in=LIVE)[:200])
    families = [(str(one.stay.pk), f"{one.who}, {one.room}") for one in known(actor, live)]
    form = ShelterForm(
        request.POST or None, rooms=choices, families=families, initial={"first": first, "until": until}
    )
    act = Act(
        _("Un lit – référencement %(code)s") % {"code": referral.code},
        ACT_RULES["reserve_bed"].label,
        reverse("stays:to_house"),
        done=_("Le lit est réservé."),
    )

    def do(data: dict) -> str:
        words = {name: data[name] for name in ("first", "until", "bed", "note")}
        family = stay_for(actor, UUID(data["family"])) if data["family"] else None
        stay = actions.reserve_bed(actor, referral, room=_room(actor, data["room"]), family=family, **words)
        return reverse("stays:detail", args=[stay.pk])

    context = {
        "nights": NightsForm(initial={"first": first, "until": until}),
        "others": others,
        "here": True,
    }
    return act_page(request, form, do, act, "stays/reserve.html", context)


# A stay


@hosts_page
def act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    stay = stay_for(request.actor, pk)
    (shown,) = known(request.actor, [stay])
    back = reverse("stays:detail", args=[pk])
    return deed_page(request, stay, slug, STAY_DEEDS, STAY_MOVES, back, shown.who)


@keepers_page
def approve(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Agree that somebody stays longer. The head office sees the place, the dates and the reason."""
    stay = stay_to_extend(request.actor, pk)
    check_right(request.actor, "approve_extension", stay)
    if request.method == "GET":
        STAY_MOVES.require(stay, "approve_extension")
    back = reverse("stays:extensions")
    description = Act(
        _("Accorder la prolongation – %(place)s") % {"place": place_name(request.actor, stay.unit)},
        ACT_RULES["approve_extension"].label,
        back,
        done=SAVED,
    )

    def do(_data: dict) -> str:
        actions.approve_extension(request.actor, stay)
        return back

    return act_page(
        request, KitForm(request.POST or None), do, description, "stays/approve.html", {"stay": stay}
    )


# Occupancy: the answer is the file itself, so that a form sent twice writes it out twice, and the journal says so


@reception_page
def export(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "export_occupancy")
    today = timezone.localdate()
    form = ExportForm(request.POST or None, initial={"first": today.replace(day=1), "last": today})
    act = Act(
        _("Exporter l’occupation"),
        _("Exporter"),
        reverse("stays:report"),
        _("Des nombres par lieu, et aucun nom. L’export s’écrit au journal."),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.words()
        try:
            content = occupancy.export_occupancy(request.actor, **data)
            return attached("occupation", data["form"], content)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
    return render(request, "exchange/export.html", {"form": form, "act": act}, status=status)
