"""The pages of donors' money: the pledges, one pledge and its report, needs and gaps."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.exports import table_file, wanted
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.interface.papers import paper_file, wanted_paper
from siraba.partnership.funding import actions, forms, gaps
from siraba.partnership.funding.deeds import PLEDGE_DEEDS
from siraba.partnership.funding.gaps import Gap
from siraba.partnership.funding.models import PLEDGE_MOVES
from siraba.partnership.funding.reports import paper_of, report_on
from siraba.partnership.funding.rules import COORDINATION, OFFICERS, READERS, READING
from siraba.partnership.funding.selectors import (
    filtered,
    needs_of,
    pledge_for,
    pledges_visible_to,
    receipt_for,
    standings,
)

readers_page = page(*READING, roles=READERS)
officers_page = page(*READING, roles=OFFICERS)
coordination_page = page(*READING, roles=COORDINATION)
KEY = ("-pledged_on", "-id")


@readers_page
@require_safe
def pledges(request: ActorRequest) -> HttpResponse:
    """What was promised, signed, received, spent and left: for a donor its own, and the sums of the country."""
    actor = request.actor
    filters = forms.PledgeFilter(request.GET or None)
    wanted_state = filters.cleaned_data["state"] if filters.is_valid() else ""
    shown = page_by_key(filtered(pledges_visible_to(actor), wanted_state), request, KEY)
    context = {
        "page": shown,
        "standings": standings(actor, shown.rows),
        "filters": filters,
        "may_add": actor.role in OFFICERS and may(actor, "add_pledge"),
        "is_donor": actor.role == Role.DONOR,
    }
    return render(request, "funding/pledges.html", context)


@officers_page
def add(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "add_pledge")
    act = Act(
        ACT_RULES["add_pledge"].label,
        _("Enregistrer"),
        reverse("funding:pledges"),
        _("Une promesse n’est pas encore de l’argent : l’engagement signé ouvrira son enveloppe."),
        _("La promesse est enregistrée."),
    )
    form = forms.PledgeForm(request.POST or None)

    def do(_data: dict) -> str:
        pledge = actions.add_pledge(request.actor, **form.words())
        return reverse("funding:pledge", args=[pledge.code])

    return act_page(request, form, do, act)


@readers_page
@require_safe
def pledge(request: ActorRequest, code: str) -> HttpResponse:
    """A pledge as a page, or its report as a paper by `?format=`."""
    found = pledge_for(request.actor, code)
    report = report_on(request.actor, found)
    if kind := wanted_paper(request):
        return paper_file(f"rapport-{found.code}", kind, paper_of(report))
    acts = [
        (label, reverse("funding:act", args=[code, slug]))
        for slug, _deed, label in offered(request.actor, found, PLEDGE_DEEDS, PLEDGE_MOVES)
    ]
    context = {
        "pledge": found,
        "report": report,
        "acts": acts,
        "may_reverse": may(request.actor, "reverse_receipt", found),
        "sees_envelope": request.actor.role not in COORDINATION,
    }
    return render(request, "funding/pledge.html", context)


@officers_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = pledge_for(request.actor, code)
    back = reverse("funding:pledge", args=[code])
    return deed_page(request, found, slug, PLEDGE_DEEDS, PLEDGE_MOVES, back, found.title)


@officers_page
def reverse_receipt(request: ActorRequest, pk: UUID) -> HttpResponse:
    receipt = receipt_for(request.actor, pk)
    check_right(request.actor, "reverse_receipt", receipt)
    code = pledges_visible_to(request.actor).values_list("code", flat=True).get(pk=receipt.pledge_id)
    back = reverse("funding:pledge", args=[code])
    what = Act(
        ACT_RULES["reverse_receipt"].label,
        _("Extourner"),
        back,
        _("L’écriture contraire est passée. Ce qui est déjà dépensé ne s’extourne pas."),
        _("L’encaissement est extourné."),
        danger=True,
    )

    def do(data: dict) -> str:
        actions.reverse_receipt(request.actor, receipt, reason=data["reason"])
        return back

    return act_page(request, forms.ReasonForm(request.POST or None), do, what)


# Needs and gaps


@readers_page
@require_safe
def gap(request: ActorRequest) -> HttpResponse:
    """The gap of a year by pillar and, but for donors, by region; as a table by `?format=`."""
    actor = request.actor
    filters = forms.YearFilter({"year": request.GET.get("year") or timezone.localdate().year})
    year = filters.chosen()
    pillars = gaps.by_pillar(actor, year, _("Sans pilier, ou plusieurs"))
    regions = (
        []
        if actor.role == Role.DONOR
        else gaps.by_region(actor, year, _("Tout le pays, ou plusieurs régions"))
    )
    if kind := wanted(request):
        header = [_("Ligne"), *(str(label) for label in COLUMNS)]
        return table_file(f"ecart-{year}", kind, header, [_cells(row) for row in (*pillars, *regions)])
    context = {
        "filters": filters,
        "year": year,
        "pillars": pillars,
        "total": gaps.total(pillars, _("Total")),
        "regions": [row for row in regions if row.need is not None or row.donors],
        "unknown": [row.label for row in regions if row.need is None and not row.donors],
        "needs": list(needs_of(year)),
        "may_set": actor.role in COORDINATION,
        "fewest": gaps.FEWEST_DONORS,
        "is_donor": actor.role == Role.DONOR,
    }
    return render(request, "funding/gap.html", context)


COLUMNS = (
    gettext_lazy("Besoin"),
    gettext_lazy("Promis"),
    gettext_lazy("Engagé"),
    gettext_lazy("Reçu"),
    gettext_lazy("Écart"),
)


def _cells(row: Gap) -> list[object]:
    need: object = _("inconnu") if row.need is None else row.need
    if row.hidden:
        return [row.label, need, *[_("non montré")] * 4]
    missing: object = _("inconnu") if row.gap is None else row.gap
    return [row.label, need, row.promised, row.committed, row.received, missing]


@coordination_page
def set_need(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "set_need")
    what = Act(
        ACT_RULES["set_need"].label,
        _("Enregistrer"),
        reverse("funding:gap"),
        _(
            "Un besoin saisi à nouveau pour le même pilier, la même région et la même année remplace l’ancien."
        ),
        _("Le besoin est enregistré."),
    )
    form = forms.NeedForm(request.POST or None, initial={"year": timezone.localdate().year})

    def do(data: dict) -> str:
        actions.set_need(request.actor, **form.words())
        return f"{reverse('funding:gap')}?year={data['year']}"

    return act_page(request, form, do, what)
