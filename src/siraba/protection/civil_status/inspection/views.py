"""What is done: a decision on an alert, a search, an answer."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page
from siraba.foundation.interface.forms import KitForm
from siraba.protection.civil_status.inspection import actions, selectors
from siraba.protection.civil_status.inspection.deeds import ALERT_DEEDS, QUESTION_DEEDS
from siraba.protection.civil_status.inspection.models import MOVES, QUESTION_MOVES
from siraba.protection.civil_status.inspection.rules import INSPECTORS, REGISTRARS
from siraba.protection.civil_status.inspection.wording import subject

inspectors_page = page(Purpose.INSPECTION, roles=INSPECTORS)
registrars_page = page(Purpose.ISSUANCE, roles=REGISTRARS)


@inspectors_page
def alert_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = selectors.alert_for(request.actor, code)
    back = reverse("inspection:alert", args=[code])
    return deed_page(request, found, slug, ALERT_DEEDS, MOVES, back, subject(found))


@inspectors_page
def look(request: ActorRequest) -> HttpResponse:
    """Ask for a search: the timer carries it out, and the queue shows how far it is."""
    check_right(request.actor, "ask_look")
    back = reverse("inspection:alerts")
    label = ACT_RULES["ask_look"].label
    explanation = _(
        "Les règles passent sur tous les registres au prochain tour du minuteur, dans les dix minutes ; vous pouvez continuer."
    )
    described = Act(label, label, back, explanation, _("La recherche est demandée."))

    def do(_data: dict) -> str:
        actions.ask_look(request.actor)
        return back

    return act_page(request, KitForm(request.POST or None), do, described)


@registrars_page
def question_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = selectors.question_for(request.actor, code)
    back = reverse("inspection:question", args=[code])
    return deed_page(request, found, slug, QUESTION_DEEDS, QUESTION_MOVES, back, subject(found))
