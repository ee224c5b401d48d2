"""Pages of accounts: the list, an invitation, what is done to an account; and the way in of who is invited."""

import segno
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.membership import actions
from siraba.foundation.membership.forms import ChoosePasswordForm, InviteForm
from siraba.foundation.membership.models import Invitation
from siraba.foundation.membership.rules import ADMINISTRATORS
from siraba.foundation.membership.selectors import (
    account_for,
    accounts_visible_to,
    invitation_for,
    invitations_visible_to,
)

accounts_page = page(Purpose.ACCOUNTS, roles=ADMINISTRATORS)
# slug → act, explanation
STEPS = {
    "suspendre": (
        "suspend_account",
        gettext_lazy("Ses sessions et ses jetons se ferment maintenant ; il pourra être rétabli."),
    ),
    "retablir": ("reinstate_account", gettext_lazy("La personne pourra se connecter à nouveau.")),
    "rendre-acces": (
        "renew_access",
        gettext_lazy(
            "Mot de passe ou téléphone perdu. Assurez-vous d’abord que c’est bien elle qui demande. Ses sessions, ses jetons et son second facteur se ferment ; vous lui remettez un lien qui ouvre une fois."
        ),
    ),
    "fermer": (
        "end_membership",
        gettext_lazy(
            "La personne quitte la structure : tout se ferme pour de bon. Ses dossiers restent à la structure, dont un superviseur les donne à quelqu’un d’autre."
        ),
    ),
}


@accounts_page
@require_safe
def account_list(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(accounts_visible_to(request.actor), request, key=("full_name", "pk"))
    rows = [(account, _steps(request, account)) for account in shown.rows]
    context = {"page": shown, "rows": rows, "invitations": invitations_visible_to(request.actor)}
    record(request.actor, "list_accounts")
    return render(request, "membership/list.html", context)


def _steps(request: ActorRequest, account: Account) -> list[tuple[str, str]]:
    slugs = (
        ["rendre-acces", "suspendre", "fermer"]
        if account.is_active
        else ["retablir"]
        if account.has_usable_password()
        else []
    )
    return [
        (str(ACT_RULES[STEPS[slug][0]].label), reverse("membership:step", args=[account.pk, slug]))
        for slug in slugs
        if may(request.actor, STEPS[slug][0], account)
    ]


@accounts_page
def invite(request: ActorRequest) -> HttpResponse:
    """Invite somebody; the answer shows the way in once, as a link and as a picture."""
    form = InviteForm(request.POST or None, actor=request.actor)
    act = Act(
        _("Inviter une personne"),
        _("Préparer l’invitation"),
        reverse("membership:list"),
        _("Vous remettrez vous-même le lien à cette personne. Il ouvre une fois, et peu de temps."),
    )
    made: list[tuple[Invitation, str]] = []

    def do(data: dict) -> str:
        words = {key: value for key, value in data.items() if key != "form_id"}
        made.append(actions.invite_account(request.actor, **words))
        return act.cancel

    response = act_page(request, form, do, act)
    return _show_once(request, *made[0]) if made and response.status_code == 302 else response


def _show_once(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("membership:accept", args=[secret]))
    picture = segno.make(link, error="m").svg_data_uri(scale=4, border=2)
    return render(
        request, "membership/invited.html", {"invitation": invitation, "link": link, "picture": picture}
    )


@accounts_page
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    invitation = invitation_for(request.actor, pk)
    check_right(request.actor, "revoke_invitation", invitation)
    act = Act(
        _("Retirer l’invitation de %(name)s") % {"name": invitation.full_name},
        _("Retirer"),
        reverse("membership:list"),
        _("Le lien n’ouvrira plus rien."),
        _("L’invitation est retirée."),
        danger=True,
    )

    def do(_data: dict) -> str:
        actions.revoke_invitation(request.actor, invitation)
        return act.cancel

    return act_page(request, KitForm(request.POST or None), do, act)


@accounts_page
def step(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    if slug not in STEPS:
        raise NotVisible
    (name, explanation), account = STEPS[slug], account_for(request.actor, pk)
    check_right(request.actor, name, account)
    label = ACT_RULES[name].label
    act = Act(
        _("%(act)s – %(name)s") % {"act": label, "name": account.full_name},
        label,
        reverse("membership:list"),
        explanation,
        _("C’est enregistré."),
        danger=slug != "retablir",
    )

    made: list[tuple[Invitation, str]] = []

    def do(_data: dict) -> str:
        way_in = getattr(actions, name)(request.actor, account)
        if way_in:
            made.append(way_in)
        return act.cancel

    response = act_page(request, KitForm(request.POST or None), do, act)
    return _show_once(request, *made[0]) if made and response.status_code == 302 else response


def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of who is invited: who invites, to what, and a password to choose. Every closed way in looks the same."""
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(digest=actions.digest_of(secret))
        .first()
    )
    if invitation is None or not invitation.is_open():
        raise NotVisible
    draft = invitation.account or Account(
        username=invitation.username, full_name=invitation.full_name, role=invitation.role
    )
    form = ChoosePasswordForm(draft, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_invitation(None, secret, password=form.cleaned_data["new_password1"])
            return redirect("accounts:sign_in")
        except ValidationError as error:
            form.add_error("new_password1", error)
    response = render(request, "membership/accept.html", {"form": form, "invitation": invitation})
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
