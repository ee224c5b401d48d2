"""The pages of the queue: an agent's desk, tickets, the screen of the waiting room."""

from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reception.arrivals.selectors import arrival_for
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.branches.rules import BRANCH, runs
from siraba.protection.reception.branches.selectors import members_of, own_branch
from siraba.protection.reception.queue import actions, selectors
from siraba.protection.reception.queue.deeds import DEEDS, Deed, buttons
from siraba.protection.reception.queue.forms import DeskForm, TicketForm, TogetherForm, TransferForm
from siraba.protection.reception.queue.models import VISIT_MOVES, Desk, Visit
from siraba.protection.reception.queue.order import meets
from siraba.protection.reception.queue.waits import expected_wait

branch_page = page(Purpose.RECEPTION, roles=BRANCH)
HOME = "queue:desk"
SCREEN = Signer(salt="the screen of a waiting room")


@branch_page
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """Who is called to the agent's desk, who waits, and the way to everything else."""
    actor = request.actor
    branch = own_branch(actor)
    own = selectors.own_desk(actor, branch)
    there = selectors.at_desk(actor, own) if own is not None else []
    context = {
        "branch": branch,
        "desk": own,
        "there": there,
        "buttons": buttons(actor, there[0]) if there else [],
        "needs_interpreter": own is not None and not _understood(own, there),
        "next_form": KitForm(auto_id=False),
        "desks": selectors.open_desks(branch),
        "page": page_by_key(selectors.in_line(actor), request, key=selectors.KEY),
        "screen": reverse("queue:screen", args=[screen_key(branch)]),
        "runs": runs(actor, branch),
    }
    return render(request, "queue/desk.html", context)


def _understood(own: Desk, there: list[Visit]) -> bool:
    return meets(frozenset().union(*(visit.speaks for visit in there)), frozenset(own.languages.split()))


@branch_page
def open_desk(request: ActorRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    check_right(request.actor, "open_desk", branch)
    spoken = members_of(branch).filter(account=request.actor.account_id).values_list("languages", flat=True)
    start = {"languages": " ".join(spoken).split()}
    act = Act(_("Ouvrir un guichet"), _("Ouvrir"), reverse(HOME), done=_("Le guichet est ouvert."))

    def do(data: dict) -> str:
        said = {name: data[name] for name in ("number", "name", "languages")}
        actions.open_desk(request.actor, branch, **said)
        return HOME

    return act_page(request, DeskForm(request.POST or None, initial=start), do, act)


@branch_page
@require_POST
def call(request: ActorRequest, pk: int) -> HttpResponse:
    """Call the next to this desk."""
    own = selectors.desk_for(request.actor, own_branch(request.actor), pk)
    act = Act(_("Appeler le suivant"), _("Appeler"), reverse(HOME))

    def do(_data: dict) -> str:
        actions.call_next(request.actor, own)
        return HOME

    return act_page(request, KitForm(request.POST), do, act)


@branch_page
def close_desk(request: ActorRequest, pk: int) -> HttpResponse:
    own = selectors.desk_for(request.actor, own_branch(request.actor), pk)
    check_right(request.actor, "close_desk", own)
    act = Act(
        _("Fermer : %(desk)s") % {"desk": own}, _("Fermer"), reverse(HOME), done=_("Le guichet est fermé.")
    )

    def do(_data: dict) -> str:
        actions.close_desk(request.actor, own)
        return HOME

    return act_page(request, KitForm(request.POST or None), do, act)


# Tickets


@branch_page
def take(request: ActorRequest) -> HttpResponse:
    """A ticket for an arrival (`?arrival=` with its code), or for a passer-by."""
    actor = request.actor
    branch = own_branch(actor)
    check_right(actor, "take_ticket", branch)
    code = request.GET.get("arrival", "")
    arrival = arrival_for(actor, code) if code else None
    start = {"languages": arrival.languages.split()} if arrival else {}
    act = Act(
        _("Donner un ticket – %(code)s") % {"code": arrival.code} if arrival else _("Donner un ticket"),
        _("Donner le ticket"),
        reverse(HOME),
        "" if arrival else _("Pour qui passe sans être inscrit : aucun nom n’est demandé."),
    )

    def do(data: dict) -> str:
        said = {name: data[name] for name in ("reason", "languages", "cause", "access_need")}
        visit = actions.take_ticket(actor, branch, arrival=arrival, **said)
        return reverse("queue:ticket", args=[visit.pk])

    return act_page(request, TicketForm(request.POST or None, initial=start), do, act)


@branch_page
@require_safe
def ticket(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The ticket, to be shown or printed: its number, and how long it may take."""
    visit = selectors.visit_for(request.actor, pk)
    branch = own_branch(request.actor)
    context = {
        "visit": visit,
        "branch": branch,
        "expected": expected_wait(visit, branch),
        "buttons": buttons(request.actor, visit),
    }
    return render(request, "queue/ticket.html", context)


@branch_page
def act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    """An act on a visit, or on all who were called with it."""
    visit = selectors.visit_for(request.actor, pk)
    if slug not in DEEDS:
        raise NotVisible
    deed = DEEDS[slug]
    check_right(request.actor, deed.act, visit)
    if request.method == "GET":
        VISIT_MOVES.require(visit, deed.act)
    group = _group(request.actor, visit, deed)
    form = _form(request, deed, visit, group)
    label = ACT_RULES[deed.act].label
    shown = Act(
        _("%(act)s – ticket %(ticket)s") % {"act": label, "ticket": visit.ticket},
        label,
        reverse(HOME),
        deed.explanation,
        danger=deed.danger,
    )

    def do(data: dict) -> str:
        for one in group if data.get("together") else [visit]:
            deed.do(request.actor, one, **deed.words(form))
        return HOME

    return act_page(request, form, do, shown)


def _group(actor: Actor, visit: Visit, deed: Deed) -> list[Visit]:
    """The visit, and those at its desk with whom the same can be done."""
    if visit.desk is None or not issubclass(deed.form, TogetherForm):
        return [visit]
    there = selectors.at_desk(actor, visit.desk)
    open_in = dict(VISIT_MOVES)[deed.act].open_in
    return [one for one in there if one.state in open_in] or [visit]


def _form(request: ActorRequest, deed: Deed, visit: Visit, group: list[Visit]) -> Any:
    more: dict[str, Any] = {}
    if issubclass(deed.form, TogetherForm):
        more["tickets"] = [one.ticket for one in group]
    if issubclass(deed.form, TransferForm):
        desks = selectors.open_desks(own_branch(request.actor))
        more["desks"] = [desk for desk in desks if desk.pk != visit.desk_id]
    return deed.form(request.POST or None, **more)


# The screen of the waiting room


def screen_key(branch: Branch) -> str:
    """What opens the screen without an account, this month and the next: a screen is not left signed in among the public."""
    today = timezone.localdate()
    return SCREEN.sign(f"{branch.pk}.{today.year * 12 + today.month}")


def branch_of_screen(key: str) -> Branch:
    """Raises NotVisible when the key is none of ours, or is too old."""
    try:
        number, month = SCREEN.unsign(key).split(".")
    except (BadSignature, ValueError):
        raise NotVisible from None
    today = timezone.localdate()
    branch = Branch.objects.select_related("unit").filter(pk=number).first()
    if branch is None or today.year * 12 + today.month - int(month) not in (0, 1):
        raise NotVisible
    return branch


@require_safe
def screen(request: HttpRequest, key: str) -> HttpResponse:
    """Tickets and desks, for everybody in the room; it is asked again by itself."""
    branch = branch_of_screen(key)
    response = render(request, "queue/screen.html", {"branch": branch, "called": selectors.on_screen(branch)})
    response["Cache-Control"] = "no-store"
    return response
