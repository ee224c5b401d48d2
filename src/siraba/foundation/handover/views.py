"""The pages of justice: the copies it was handed, and the questions it asks blindly."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.handover import disclosures
from siraba.foundation.handover.forms import AskForm
from siraba.foundation.handover.models import DISCLOSURE_MOVES
from siraba.foundation.handover.requests import ask_blindly
from siraba.foundation.handover.rules import JUSTICE
from siraba.foundation.handover.selectors import copies_visible_to, copy_file, copy_for, requests_visible_to
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key

justice_page = page(Purpose.PROSECUTION, roles=JUSTICE)
ACTS = {"accuser-reception": "acknowledge_disclosure", "utiliser": "use_disclosure"}
SLUGS = {name: slug for slug, name in ACTS.items()}


@justice_page
@require_safe
def copy_list(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(copies_visible_to(request.actor), request, key=("-released_at", "-id"))
    record(request.actor, "list_disclosures", codes=[copy.code for copy in shown.rows])
    return render(request, "handover/list.html", {"page": shown})


@justice_page
@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    found = copy_file(request.actor, code)
    acts = [
        (rule.label, reverse("handover:act", args=[found.copy.code, SLUGS[rule.name]]))
        for rule in DISCLOSURE_MOVES.open_acts(request.actor, found.copy)
        if rule.name in SLUGS and found.copy.is_open()
    ]
    return render(request, "handover/detail.html", {"file": found, "copy": found.copy, "acts": acts})


@justice_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    if slug not in ACTS:
        raise NotVisible
    name, copy = ACTS[slug], copy_for(request.actor, code)
    check_right(request.actor, name, copy)
    if request.method == "GET":
        DISCLOSURE_MOVES.require(copy, name)
    description = Act(
        _("%(act)s – divulgation %(code)s") % {"act": ACT_RULES[name].label, "code": copy.code},
        ACT_RULES[name].label,
        reverse("handover:detail", args=[copy.code]),
        _("La structure qui a remis ces informations le verra."),
        _("C’est enregistré."),
    )

    def do(_data: dict) -> str:
        getattr(disclosures, name)(request.actor, copy)
        return description.cancel

    return act_page(request, KitForm(request.POST or None), do, description)


@justice_page
@require_safe
def request_list(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(requests_visible_to(request.actor), request, key=("-asked_at", "-id"))
    return render(request, "handover/requests.html", {"page": shown})


@justice_page
def ask(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "ask_blindly")
    description = Act(
        _("Demander à une personne"),
        _("Transmettre"),
        reverse("handover:requests"),
        _(
            "Votre demande est enregistrée dans tous les cas. Si ce code est celui d’une personne accompagnée, elle sera interrogée et décidera librement ; vous n’apprendrez rien d’autre que son accord, au terme du délai."
        ),
        _("Votre demande est enregistrée."),
    )

    def do(data: dict) -> str:
        ask_blindly(request.actor, code=data["code"], question=data["question"])
        return description.cancel

    return act_page(request, AskForm(request.POST or None), do, description)
