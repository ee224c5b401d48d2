"""Pages of referrals: the list, preparing one, one referral, each of its acts, and its follow-up by the coordinator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.protection.cases.selectors import case_for
from siraba.protection.referrals import actions
from siraba.protection.referrals.forms import DeclineForm, FailForm, OutcomeForm, PrepareForm, ReferralFilter
from siraba.protection.referrals.listing import list_page
from siraba.protection.referrals.models import REFERRAL_MOVES, RELEASABLE, Referral, ReferralState
from siraba.protection.referrals.rules import RECEIVERS
from siraba.protection.referrals.selectors import (
    others_for,
    referral_file,
    referral_for,
    referral_header,
    referral_to_relaunch,
)

PARTNERS = {*RECEIVERS, Role.FIRST_LINE}
referral_page = page(Purpose.CARE, Purpose.RECEPTION, Purpose.FAMILY_LINKS, Purpose.FUND, roles=PARTNERS)
follow_up_page = page(Purpose.COORDINATION, roles={Role.COORDINATOR, Role.DATA_STEWARD})
coordination_page = page(Purpose.COORDINATION, roles={Role.COORDINATOR})

# slug of the address → act, form, explanation
ACTS = {
    "envoyer": (
        "send_referral",
        KitForm,
        gettext_lazy("Le service voit d’abord le besoin, l’urgence, la région, l’âge et le sexe, sans nom."),
    ),
    "accuser-reception": (
        "receive_referral",
        KitForm,
        gettext_lazy("L’expéditeur sait que vous avez vu ce référencement."),
    ),
    "accepter": (
        "accept_referral",
        KitForm,
        gettext_lazy(
            "Vous prenez la personne en charge ; les informations transmises s’ouvrent à votre structure."
        ),
    ),
    "decliner": (
        "decline_referral",
        DeclineForm,
        gettext_lazy("L’expéditeur voit votre motif et cherche aussitôt un autre service."),
    ),
    "commencer": ("start_service", KitForm, gettext_lazy("La prestation commence.")),
    "realiser": ("complete_referral", OutcomeForm, gettext_lazy("Les deux structures voient le résultat.")),
    "non-realiser": ("fail_referral", FailForm, gettext_lazy("Les deux structures voient le résultat.")),
    "annuler": (
        "revoke_referral",
        KitForm,
        gettext_lazy("Le service ne pourra plus accepter ; ce qui lui était ouvert se ferme."),
    ),
    "relancer": (
        "relaunch_referral",
        KitForm,
        gettext_lazy("Un nouveau délai commence, après un appel au service."),
    ),
}
SLUGS = {name: slug for slug, (name, _form, _text) in ACTS.items()}


@referral_page
@require_safe
def referral_list(request: ActorRequest) -> HttpResponse:
    filters = ReferralFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    shown = list_page(request.actor, request, wanted)
    return render(request, "referrals/list.html", {"filters": filters, "page": shown})


@referral_page
def prepare(request: ActorRequest, case_code: str) -> HttpResponse:
    case = case_for(request.actor, case_code)
    check_right(request.actor, "prepare_referral", case)
    form = PrepareForm(
        request.POST or None, actor=request.actor, case=case, initial={"service": request.GET.get("service")}
    )
    act = Act(
        _("Référer – dossier %(code)s") % {"code": case.code},
        _("Préparer le référencement"),
        reverse("cases:detail", args=[case.code]),
        done=_("Le référencement est prêt. Relisez-le, puis envoyez-le."),
    )

    def do(data: dict) -> str:
        words = {name: data[name] for name in ("urgency", "released_fields", "request")}
        referral = actions.prepare_referral(request.actor, case, data["service"], **words)
        return reverse("referrals:detail", args=[referral.code])

    return act_page(request, form, do, act)


@referral_page
@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    found = referral_file(request.actor, code)
    referral = found.referral
    open_acts = REFERRAL_MOVES.open_acts(request.actor, referral)
    context = {
        "referral": referral,
        "received": found.received,
        "released": found.released,
        "words": found.words,
        "released_labels": [
            label for name, (label, _c) in RELEASABLE.items() if name in referral.released_fields
        ],
        "acts": [
            (rule.label, reverse("referrals:act", args=[referral.code, SLUGS[rule.name]]))
            for rule in open_acts
            if rule.name in SLUGS
        ],
        "consent_pending": referral.state == ReferralState.CONSENT_PENDING,
        "case_code": found.case_code,
        "alternatives": others_for(request.actor, referral) if found.case_code else [],
    }
    return render(request, "referrals/detail.html", context)


@referral_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    return _act(request, referral_for(request.actor, code), slug, "referrals:detail")


@coordination_page
def relaunch(request: ActorRequest, code: str) -> HttpResponse:
    return _act(request, referral_to_relaunch(request.actor, code), "relancer", "referrals:header")


def _act(request: ActorRequest, referral: Referral, slug: str, way_back: str) -> HttpResponse:
    if slug not in ACTS:
        raise NotVisible
    name, form_class, explanation = ACTS[slug]
    check_right(request.actor, name, referral)
    if request.method == "GET":
        REFERRAL_MOVES.require(referral, name)
    label = ACT_RULES[name].label
    back = reverse(way_back, args=[referral.code])
    heading = _("%(act)s – référencement %(code)s") % {"act": label, "code": referral.code}
    description = Act(
        heading,
        label,
        back,
        explanation,
        _("C’est enregistré."),
        danger=name in ("revoke_referral", "decline_referral"),
    )

    def do(data: dict) -> str:
        words = {key: value for key, value in data.items() if key != "form_id"}
        getattr(actions, name)(request.actor, referral, **words)
        return back

    return act_page(request, form_class(request.POST or None), do, description)


@follow_up_page
@require_safe
def header(request: ActorRequest, code: str) -> HttpResponse:
    """What the coordinator and the data steward may know of a referral: codes, services, states and dates."""
    found = referral_header(request.actor, code)
    record(request.actor, "read_referral_header", found["code"])
    context = {
        "referral": found,
        "state_label": ReferralState(found["state"]).label,
        "may_relaunch": request.actor.role == Role.COORDINATOR and found["state"] == ReferralState.EXPIRED,
    }
    return render(request, "referrals/header.html", context)
