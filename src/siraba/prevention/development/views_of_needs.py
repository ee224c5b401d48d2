"""The pages where the coordination keeps the need index, and chooses projects under a budget."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import ACT_RULES
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.prevention.development import choosing, forms_of_needs
from siraba.prevention.development import needs as keeping
from siraba.prevention.development.deeds import PORTFOLIO_DEEDS
from siraba.prevention.development.models import ComponentKey, Portfolio
from siraba.prevention.development.models.portfolios import PORTFOLIO_MOVES
from siraba.prevention.development.rules import COORDINATION
from siraba.prevention.development.selectors import latest_index, portfolio_for, portfolios_open_to

KEY = ("-made_at", "-id")
coordination_page = page(Purpose.COORDINATION, roles=COORDINATION)


@coordination_page
@require_safe
def needs(request: ActorRequest) -> HttpResponse:
    """What is known of each component, with its source and its coverage; and the index that is published."""
    known = keeping.latest_tables()
    context = {
        "components": [(key.label, known.get(key)) for key in ComponentKey],
        "zones": current_areas(Area.Level.CERCLE).count(),
        "index": latest_index(),
    }
    return render(request, "development/needs.html", context)


@coordination_page
def load(request: ActorRequest) -> HttpResponse:
    form = forms_of_needs.ComponentForm(request.POST or None, request.FILES or None)
    what = _act(
        "load_component",
        _("La table d’avant reste, et ne compte plus dans l’indice suivant."),
    )

    def do(_data: dict) -> str:
        keeping.load_component(request.actor, **form.words())
        return reverse("development:needs")

    return act_page(request, form, do, what)


def _act(name: str, explanation: str, back: str = "development:needs") -> Act:
    label = ACT_RULES[name].label
    return Act(label, label, reverse(back), explanation, _("C’est enregistré."))


@coordination_page
@require_POST
def count(request: ActorRequest) -> HttpResponse:
    keeping.count_services(request.actor)
    return HttpResponseRedirect(reverse("development:needs"))


@coordination_page
def publish(request: ActorRequest) -> HttpResponse:
    form = forms_of_needs.IndexForm(request.POST or None)
    what = _act(
        "publish_index",
        _(
            "Une version publiée ne change plus. Un cercle dont une composante manque est dit incomplet, et n’a pas de rang."
        ),
    )

    def do(_data: dict) -> str:
        made = keeping.publish_index(request.actor, **form.words())
        return reverse("projects:needs_version", args=[made.version])

    return act_page(request, form, do, what)


@coordination_page
@require_safe
def portfolios(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(portfolios_open_to(request.actor), request, KEY)
    return render(request, "development/portfolios.html", {"page": shown, "index": latest_index()})


@coordination_page
def make(request: ActorRequest) -> HttpResponse:
    form = forms_of_needs.PortfolioForm(request.POST or None)
    what = _act(
        "make_portfolio",
        _("Parmi les projets instruits, le calcul cherche le plus de personnes, comptées selon le besoin de leurs zones, dans ces limites. Une case vide d’une région ne limite rien."),
        "development:portfolios",
    )  # fmt: skip

    def do(_data: dict) -> str:
        return _url(choosing.make_portfolio(request.actor, **form.words()))

    return act_page(request, form, do, what)


def _url(portfolio: Portfolio) -> str:
    return reverse("development:portfolio", args=[portfolio.pk])


@coordination_page
@require_safe
def portfolio(request: ActorRequest, pk: int) -> HttpResponse:
    found = portfolio_for(request.actor, pk)
    rows = list(found.decisions.select_related("project__lead"))
    names = dict(current_areas(Area.Level.REGION).values_list("pk", "name"))
    least, most = found.limits["least_by_zone"], found.limits["most_by_zone"]
    context = {
        "portfolio": found,
        "rows": rows,
        "spent": sum(one.cost for one in rows if one.proposed),
        "kept_cost": sum(one.cost for one in rows if one.kept),
        "regions": [
            (names.get(int(zone), zone), least.get(zone), most.get(zone)) for zone in sorted({*least, *most})
        ],
        "acts": [
            (label, reverse("development:portfolio_act", args=[pk, slug]))
            for slug, _deed, label in offered(request.actor, found, PORTFOLIO_DEEDS, PORTFOLIO_MOVES)
        ],
    }
    return render(request, "development/portfolio.html", context)


@coordination_page
def portfolio_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = portfolio_for(request.actor, pk)
    return deed_page(request, found, slug, PORTFOLIO_DEEDS, PORTFOLIO_MOVES, _url(found), found.name)
