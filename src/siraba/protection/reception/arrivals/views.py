"""The pages of arrivals: convoys, one of them, its list, who arrives, bracelets and tickets, what has to be compared."""

from typing import Any
from uuid import UUID, uuid4

import segno
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import Deed, deed_page, offered
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.tables.pages import TablePages
from siraba.protection.reception.arrivals import actions, forms, lists
from siraba.protection.reception.arrivals.doubles import likely_doubles
from siraba.protection.reception.arrivals.fields import FIELDS, FIVE, Presence
from siraba.protection.reception.arrivals.models import CONVOY_MOVES, LIST_MOVES, Arrival, Convoy
from siraba.protection.reception.arrivals.panels import panels_for
from siraba.protection.reception.arrivals.selectors import (
    Known,
    arrival_for,
    arrivals_visible_to,
    convoy_for,
    convoys_visible_to,
    lists_visible_to,
    opened,
)
from siraba.protection.reception.arrivals.telling import facts_of, in_words
from siraba.protection.reception.branches.rules import BRANCH

branch_page = page(Purpose.RECEPTION, roles=BRANCH)
# A convoy is shown whole: whoever stands before a bus does not turn pages
MOST = 500

CONVOY_DEEDS = {
    "commencer": Deed("begin_reception", actions.begin_reception),
    "terminer": Deed(
        "end_reception",
        actions.end_reception,
        gettext_lazy("Ceux qui sont encore attendus seront notés comme pas venus. L’accueil peut reprendre."),
        danger=True,
    ),
    "reprendre": Deed("begin_reception_again", actions.begin_reception_again),
}


# Convoys


@branch_page
@require_safe
def convoys(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(convoys_visible_to(request.actor), request, key=("-day", "-id"))
    form = forms.FindForm(request.GET)
    sought = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = _sought(request, sought) if sought else []
    if len(found) == 1:
        return HttpResponseRedirect(_url(found[0]))
    context = {"page": shown, "form": form, "sought": sought, "persons": opened(found)}
    return render(request, "arrivals/convoys.html", context)


def _sought(request: ActorRequest, said: str) -> list[Arrival]:
    """Those who bear the code, the bracelet or the ticket, the last first."""
    rows = arrivals_visible_to(request.actor).order_by("-registered_at", "-id")
    code = read_code(said)
    found = list(rows.filter(code=code)[:1]) if code else []
    return (
        found
        or list(rows.filter(band=code or said.upper())[:5])
        or list(rows.filter(ticket=said.upper())[:5])
    )


@branch_page
def announce(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "announce_convoy")
    act = Act(
        ACT_RULES["announce_convoy"].label,
        _("Enregistrer"),
        reverse("arrivals:convoys"),
        _("Avec la liste des passagers, tout sera prêt avant qu’ils n’arrivent."),
    )
    form = forms.ConvoyForm(request.POST or None)

    def do(_data: dict) -> str:
        return _convoy_url(actions.announce_convoy(request.actor, **form.words()))

    return act_page(request, form, do, act)


def _convoy_url(convoy: Convoy) -> str:
    return reverse("arrivals:convoy", args=[convoy.pk])


def _of(request: ActorRequest, convoy: Convoy) -> list[Known]:
    """Who came or comes with the convoy, by name."""
    rows = arrivals_visible_to(request.actor).filter(convoy=convoy).order_by("registered_at", "id")
    return sorted(opened(rows[:MOST]), key=lambda one: one.names)


@branch_page
@require_safe
def convoy(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = convoy_for(request.actor, pk)
    known = _of(request, found)
    record(request.actor, "read_convoy", found.code, count=len(known))
    parties = _parties(known)
    context = {
        "convoy": found,
        "rows": [(one, _url(one.arrival), parties.get(str(one.arrival.party), "")) for one in known],
        "counts": [
            (label, number)
            for presence, label in Presence.choices
            if (number := sum(one.arrival.presence == presence for one in known))
        ],
        "alone": sum(one.arrival.alone and one.arrival.presence == Presence.HERE for one in known),
        "doubles": [(_url(one.arrival), one, other) for one, other in likely_doubles(known)],
        "acts": [
            (label, reverse("arrivals:convoy_act", args=[pk, slug]))
            for slug, _deed, label in offered(request.actor, found, CONVOY_DEEDS, CONVOY_MOVES)
        ],
        "may_list": may(request.actor, "add_arrival_list", found)
        and "add_arrival_list" in CONVOY_MOVES.open_from(found.state),
        "lists": list(lists_visible_to(request.actor).filter(convoy=found).defer("content")),
    }
    return render(request, "arrivals/convoy.html", context)


def _parties(known: list[Known]) -> dict[str, str]:
    """Families and groups of a convoy, called by the eldest of them."""
    first: dict[str, str] = {}
    for one in sorted(known, key=lambda one: (-(one.says.get("age") or 0), one.names)):
        if one.arrival.party:
            first.setdefault(str(one.arrival.party), _("avec %(name)s") % {"name": one.names})
    return first


@branch_page
def convoy_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    found = convoy_for(request.actor, pk)
    return deed_page(request, found, slug, CONVOY_DEEDS, CONVOY_MOVES, _convoy_url(found), str(found))


# Somebody who arrives


def _url(arrival: Arrival) -> str:
    return reverse("arrivals:arrival", args=[arrival.code])


@branch_page
def register_today(request: ActorRequest) -> HttpResponse:
    """Somebody comes alone to the desk: no convoy has to be named."""
    check_right(request.actor, "announce_convoy")
    return _register(request, None)


@branch_page
def register(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = convoy_for(request.actor, pk)
    check_right(request.actor, "register_arrival", found)
    return _register(request, found)


def _register(request: ActorRequest, convoy: Convoy | None) -> HttpResponse:
    parties = _parties(_of(request, convoy)) if convoy else {}
    form = forms.ArrivalForm(request.POST or None, parties=parties)
    back = _convoy_url(convoy) if convoy else reverse("arrivals:convoys")
    act = Act(
        ACT_RULES["register_arrival"].label,
        _("Enregistrer"),
        back,
        _("Cinq renseignements suffisent ; le reste peut venir plus tard."),
        _("La personne est inscrite."),
    )

    def do(data: dict) -> str:
        made = actions.register_arrival(
            request.actor,
            convoy or actions.convoy_of_today(request.actor),
            number=data["form_id"],
            presence=Presence.HERE,
            **_said(form),
        )
        return _url(made)

    return act_page(request, form, do, act)


def _said(form: KitForm) -> dict[str, Any]:
    """What the form says, a new group with a number of its own."""
    words = form.words()
    return {**words, "party": str(uuid4())} if words.get("party") == "new" else words


@branch_page
def amend(request: ActorRequest, code: str) -> HttpResponse:
    arrival = arrival_for(request.actor, code)
    act = Act(
        _("Compléter – %(code)s") % {"code": arrival.code},
        _("Enregistrer"),
        _url(arrival),
        done=_("C’est enregistré."),
    )
    return _more(request, arrival, act, _url(arrival))


def _more(request: ActorRequest, arrival: Arrival, act: Act, afterwards: str, **also: Any) -> HttpResponse:
    """Write more of somebody who is written down already."""
    check_right(request.actor, "register_arrival", arrival)
    parties = _parties(_of(request, arrival.convoy))
    form = forms.ArrivalForm(request.POST or None, parties=parties, initial=arrival.versions.standing())

    def do(_data: dict) -> str:
        actions.register_arrival(request.actor, arrival.convoy, number=arrival.pk, **also, **_said(form))
        return afterwards

    return act_page(request, form, do, act)


@branch_page
@require_POST
def presence(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    """One press on the list: here, not come, or written down by mistake. What is missing is asked on its page."""
    arrival = arrival_for(request.actor, code)
    if slug not in Presence.labels or slug == Presence.DOUBLE:
        raise NotVisible
    try:
        actions.register_arrival(request.actor, arrival.convoy, number=arrival.pk, presence=slug)
    except Invalid:
        return HttpResponseRedirect(reverse("arrivals:welcome", args=[arrival.code]))
    return HttpResponseRedirect(_line_of(arrival))


@branch_page
def welcome(request: ActorRequest, code: str) -> HttpResponse:
    """Somebody who was expected is here, and the list did not say all five things."""
    arrival = arrival_for(request.actor, code)
    act = Act(_("Arrivée – %(code)s") % {"code": arrival.code}, _("Enregistrer"), _convoy_url(arrival.convoy))
    return _more(request, arrival, act, _line_of(arrival), presence=Presence.HERE)


def _line_of(arrival: Arrival) -> str:
    """Where somebody stands in the list of the convoy."""
    return f"{_convoy_url(arrival.convoy)}#{arrival.code}"


@branch_page
@require_safe
def arrival(request: ActorRequest, code: str) -> HttpResponse:
    found = arrival_for(request.actor, code)
    record(request.actor, "read_arrival", found.code)
    versions = found.versions
    says = versions.standing()
    context = {
        "arrival": found,
        "names": says.get("names") or found.code,
        "facts": facts_of(found, says),
        "differs": [
            (name, str(FIELDS[name].label), [in_words(name, value) for value in said])
            for name, said in versions.differing().items()
        ],
        "missing": [str(FIELDS[name].label) for name in FIVE if says.get(name) in (None, "")],
        "here": found.presence == Presence.HERE,
        "may_open": found.presence == Presence.HERE and found.case_id is None,
        "case_code": found.case.code if found.case else "",
        "panels": panels_for(request.actor, found),
        "presence_label": Presence.labels[found.presence],
    }
    return render(request, "arrivals/arrival.html", context)


@branch_page
def settle(request: ActorRequest, code: str, field: str) -> HttpResponse:
    """Two wrote different things without seeing each other: somebody chooses."""
    found = arrival_for(request.actor, code)
    check_right(request.actor, "settle_arrival", found)
    said = found.versions.differing().get(field)
    if not said:
        raise NotVisible
    form = forms.SettleForm(request.POST or None, said=[in_words(field, value) for value in said])
    act = Act(
        _("%(field)s – %(code)s") % {"field": FIELDS[field].label, "code": found.code},
        ACT_RULES["settle_arrival"].label,
        _url(found),
        _(
            "Deux personnes ont écrit autre chose, chacune sans réseau. Rien n’est perdu ; dites ce qui est juste."
        ),
    )

    def do(data: dict) -> str:
        actions.settle_arrival(request.actor, found, field=field, value=said[data["version"]])
        return _url(found)

    return act_page(request, form, do, act)


@branch_page
def double(request: ActorRequest, code: str) -> HttpResponse:
    found = arrival_for(request.actor, code)
    check_right(request.actor, "mark_double", found)
    others = [one for one in _of(request, found.convoy) if one.arrival.pk != found.pk]
    form = forms.DoubleForm(
        request.POST or None,
        others=[(one.arrival.code, f"{one.names} – {one.arrival.code}") for one in others],
    )
    act = Act(
        _("Inscrite deux fois – %(code)s") % {"code": found.code},
        ACT_RULES["mark_double"].label,
        _url(found),
        _("Celle-ci s’efface derrière l’autre ; elle peut revenir."),
        danger=True,
    )

    def do(data: dict) -> str:
        other = arrival_for(request.actor, data["other"])
        actions.mark_double(request.actor, found, other=other)
        return _url(other)

    return act_page(request, form, do, act)


@branch_page
def open_case(request: ActorRequest, code: str) -> HttpResponse:
    found = arrival_for(request.actor, code)
    check_right(request.actor, "open_case_of_arrival", found)
    act = Act(
        _("Ouvrir un dossier – %(code)s") % {"code": found.code},
        ACT_RULES["open_case_of_arrival"].label,
        _url(found),
        _("Un dossier s’ouvre pour elle ; remplissez ensuite la fiche de repérage."),
    )

    def do(_data: dict) -> str:
        case = actions.open_case_of_arrival(request.actor, found)
        return reverse("cases:detail", args=[case.code])

    return act_page(request, KitForm(request.POST or None), do, act)


# The list of a convoy


NAMES = ("add", "table", "columns", "go", "drop")
LISTS = TablePages(
    names={name: f"arrivals:list_{name}" for name in NAMES} | {"list": "arrivals:convoys"},
    visible_to=lists_visible_to,
    meaning_of=lambda _table: lists.ROWS,
    moves=LIST_MOVES,
    add=lists.add_arrival_list,
    give_meaning=lists.map_arrival_list,
    check=lists.check_arrival_list,
    take=lists.import_arrival_list,
    drop=lists.drop_arrival_list,
    title=gettext_lazy("Listes des convois"),
    empty="",
    kept=gettext_lazy("La liste est oubliée ; ceux qui en ont été pris restent attendus."),
    form=forms.ArrivalListForm,
)


@branch_page
def list_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = convoy_for(request.actor, pk)
    return LISTS.add_page(request, found)


list_table = branch_page(require_safe(LISTS.table_page))
list_columns = branch_page(LISTS.columns_page)
list_go = branch_page(require_POST(LISTS.go_page))
list_drop = branch_page(LISTS.drop_page)


# Bracelets and tickets


@branch_page
def bands(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A sheet to print and cut: blank bracelets with a QR code, or numbered tickets."""
    found = convoy_for(request.actor, pk)
    check_right(request.actor, "print_bands", found)
    form = forms.BandsForm(request.GET or None)
    context: dict[str, Any] = {"convoy": found, "form": form, "cells": []}
    if request.GET and form.is_valid():
        codes = actions.print_bands(request.actor, found, **form.cleaned_data)
        pictured = form.cleaned_data["kind"] == "bands"
        context["cells"] = [(code, _qr(code) if pictured else "") for code in codes]
    return render(request, "arrivals/bands.html", context)


def _qr(code: str) -> str:
    return segno.make(code, error="m").svg_data_uri(scale=3, border=2)
