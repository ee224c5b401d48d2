"""Coming in, going out, and one's own account."""

from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import Decision
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.languages import LANGUAGE_KEY
from siraba.foundation.interface.once import carry_out_once
from siraba.foundation.sign_in import actions
from siraba.foundation.sign_in.forms import PasswordForm, SignInForm, TokenForm
from siraba.foundation.sign_in.rules import PROGRAM_PURPOSES, WITH_PURPOSES
from siraba.foundation.sign_in.selectors import demonstration_accounts, live_tokens, token_for


class SignIn(LoginView):
    """Identifier and password; too many failures close the door for a while (django-axes)."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        account = form.get_user()
        self.request.session[LANGUAGE_KEY] = account.language
        record(Actor.of(account), "sign_in")
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if form.has_error("__all__"):
            # Neither who tried nor what was typed: a password may be typed in the wrong field.
            record(None, "sign_in", decision=Decision.REFUSED)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        shown = demonstration_accounts() if settings.DEMONSTRATION else []
        return super().get_context_data(**kwargs, demonstration_accounts=shown)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        record(Actor.of(request.user), "sign_out")
        logout(request)
    return redirect("interface:home")


@page()
@require_safe
def account(request: ActorRequest) -> HttpResponse:
    tokens = [(token, Purpose(token.purpose).label) for token in live_tokens(request.actor)]
    context = {"tokens": tokens, "may_issue": request.actor.role in WITH_PURPOSES}
    return render(request, "accounts/account.html", context)


@page()
def password(request: ActorRequest) -> HttpResponse:
    label, back = _("Changer de mot de passe"), reverse("accounts:account")

    def do(data: dict) -> str:
        actions.change_password(request.actor, request.user, password=data["new_password1"])
        update_session_auth_hash(request, request.user)
        return back

    act = Act(label, label, back, done=_("Votre mot de passe est changé."))
    return act_page(request, PasswordForm(request.user, request.POST or None), do, act)


@page(*PROGRAM_PURPOSES)
def new_token(request: ActorRequest) -> HttpResponse:
    """Make a key; the answer shows its secret once, and the form sent again does not show it any more."""
    form = TokenForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        return _issue(request, form.cleaned_data)
    act = Act(
        ACT_RULES["issue_token"].label,
        _("Créer le jeton"),
        reverse("accounts:account"),
        _("Un jeton laisse un programme de votre structure agir en votre nom, pour une seule finalité."),
    )
    return render(request, "interface/act.html", {"form": form, "act": act})


def _issue(request: ActorRequest, data: dict) -> HttpResponse:
    made: dict = {}

    def do() -> str:
        made["token"], made["secret"] = actions.issue_token(request.actor, data["purpose"], name=data["name"])
        return resolve_url("accounts:account")

    location, new = carry_out_once(request.actor.account_id, data["form_id"], do)
    return render(request, "accounts/token.html", made) if new else HttpResponseRedirect(location)


@page(*PROGRAM_PURPOSES)
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    token = token_for(request.actor, pk)
    check_right(request.actor, "revoke_token", token)
    label, back = ACT_RULES["revoke_token"].label, reverse("accounts:account")
    act = Act(
        _("Révoquer le jeton « %(name)s »") % {"name": token.name},
        label,
        back,
        _("Le programme qui s’en sert n’aura plus accès dès sa prochaine demande."),
        _("Le jeton est révoqué."),
        danger=True,
    )

    def do(_data: dict) -> str:
        actions.revoke_token(request.actor, token)
        return back

    return act_page(request, KitForm(request.POST or None), do, act)
