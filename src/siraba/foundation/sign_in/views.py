"""Coming in, going out, and one's own account."""

from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.sessions import holder_of, is_locked, lock, unlock
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import Decision
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.once import carry_out_once
from siraba.foundation.sign_in import actions, passkeys, pending, throttle
from siraba.foundation.sign_in.codes import matching_step
from siraba.foundation.sign_in.entering import enter, refuse
from siraba.foundation.sign_in.forms import (
    NewFactorForm,
    NewPasskeyForm,
    OwnPasswordForm,
    PasswordForm,
    SignInForm,
    TokenForm,
)
from siraba.foundation.sign_in.models import Notice, RecoveryCode, SecondFactor
from siraba.foundation.sign_in.pending import needs_factor
from siraba.foundation.sign_in.rules import PROGRAM_PURPOSES, WITH_PURPOSES
from siraba.foundation.sign_in.second_step import NEW_SECRET, secret_kept, set_up_words
from siraba.foundation.sign_in.selectors import demonstration_accounts, live_tokens, own_sessions, token_for


class SignIn(LoginView):
    """Identifier and password; too many failures close the door for a while (django-axes)."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method == "POST" and throttle.closes(request, request.POST.get("username", "")):
            return get_lockout_response(request)
        if holder_of(request) and is_locked(request.session):
            return redirect(f"{reverse('accounts:unlock')}?{urlencode({'next': self.get_redirect_url()})}")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        account, shared = form.get_user(), form.cleaned_data["shared"]
        if needs_factor(account) or SecondFactor.objects.filter(account=account).exists():
            pending.begin(self.request, account, self.get_redirect_url(), shared)
            return redirect("accounts:second_step")
        return enter(self.request, account, "none", self.get_redirect_url(), shared)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if form.has_error("__all__") and not getattr(self.request, "axes_locked_out", False):
            # A closed door is not written again at each knock. Neither who tried nor what was typed is kept: a
            # password may be typed in the wrong field.
            record(None, "sign_in", decision=Decision.REFUSED)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        shown = demonstration_accounts() if settings.DEMONSTRATION else []
        return super().get_context_data(**kwargs, demonstration_accounts=shown)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, also a locked one."""
    account = holder_of(request)
    if account:
        record(Actor.of(account), "sign_out")
        logout(request)
    return redirect("interface:home")


@require_POST
def lock_now(request: HttpRequest) -> HttpResponse:
    """Close the session to everything but its unlocking, with one press."""
    if holder_of(request):
        lock(request.session)
        return redirect("accounts:unlock")
    return redirect("interface:home")


def unlock_page(request: HttpRequest) -> HttpResponse:
    """Open the session again for its holder, by password; somebody else signs out first."""
    account = holder_of(request)
    if account is None or not is_locked(request.session):
        return redirect("accounts:sign_in")
    known = {"username": account.username}
    if not AxesProxyHandler.is_allowed(request, known):
        logout(request)
        return get_lockout_response(request, known)
    form = OwnPasswordForm(request.POST or None, account=account)
    if request.method == "POST":
        if form.is_valid():
            unlock(request.session)
            return redirect(safe_next(request) or "interface:my_day")
        refuse(request, account)
    context = {"form": form, "holder": account, "next": safe_next(request)}
    response = render(request, "accounts/locked_session.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def safe_next(request: HttpRequest) -> str:
    """The page of this site that was asked for before the lock."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""


@page()
@require_safe
def account(request: ActorRequest) -> HttpResponse:
    tokens = [(token, Purpose(token.purpose).label) for token in live_tokens(request.actor)]
    context = {
        "factors": SecondFactor.objects.filter(account=request.user).order_by("created_at"),
        "codes_left": RecoveryCode.objects.filter(account=request.user, used_at__isnull=True).count(),
        "notices": Notice.objects.filter(account=request.user, seen_at__isnull=True).order_by("-at"),
        "sessions": own_sessions(request),
        "tokens": tokens,
        "may_issue": request.actor.role in WITH_PURPOSES,
    }
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


@page()
def add_factor(request: ActorRequest) -> HttpResponse:
    """Another application of codes for the own account."""
    secret = secret_kept(request, request.user)
    form = NewFactorForm(request.POST or None, account=request.user)
    label = _("Ajouter une application de codes")
    act = Act(label, _("Ajouter"), reverse("accounts:account"), done=_("L’application de codes est ajoutée."))

    def do(data: dict) -> str:
        step = matching_step(secret, data["code"], 0)
        if step is None:
            raise Invalid(str(NewFactorForm.WRONG), "code")
        actions.add_code_factor(request.actor, request.user, name=data["name"], secret=secret, step=step)
        request.session.pop(NEW_SECRET, None)
        return act.cancel

    return act_page(request, form, do, act, "accounts/add_factor.html", set_up_words(secret, request.user))


@page()
def add_passkey(request: ActorRequest) -> HttpResponse:
    """A passkey for the own account: the device makes it, the page keeps its public half."""
    form = NewPasskeyForm(request.POST or None, account=request.user)
    label = _("Ajouter une clé d’accès")
    act = Act(
        label,
        _("Créer la clé"),
        reverse("accounts:account"),
        _("Votre appareil garde la clé et la montre à votre place : une fausse page n’en obtient rien."),
        _("La clé d’accès est ajoutée."),
    )

    def do(data: dict) -> str:
        key = passkeys.made(request, request.user, data["credential"])
        if key is None:
            raise Invalid(str(NewPasskeyForm.FAILED))
        actions.add_passkey(request.actor, request.user, name=data["name"], key=key)
        return act.cancel

    # A new challenge is made as the page is shown, once the answer to the one before has been judged.
    options = {"options": lambda: passkeys.options_to_make(request, request.user)}
    return act_page(request, form, do, act, "accounts/add_passkey.html", options)


@page()
def remove_factor(request: ActorRequest, pk: int) -> HttpResponse:
    factor = SecondFactor.objects.filter(account=request.user, pk=pk).select_related("account").first()
    if factor is None:
        raise NotVisible
    act = Act(
        _("Retirer « %(name)s »") % {"name": factor.name},
        _("Retirer"),
        reverse("accounts:account"),
        _("Cette application ou cette clé n’ouvrira plus votre compte."),
        _("Le second facteur est retiré."),
        danger=True,
    )

    def do(_data: dict) -> str:
        actions.remove_factor(request.actor, factor)
        return act.cancel

    return act_page(request, OwnPasswordForm(request.POST or None, account=request.user), do, act)


@page()
def renew_codes(request: ActorRequest) -> HttpResponse:
    """Make the recovery codes anew; the answer shows them once."""
    form = OwnPasswordForm(request.POST or None, account=request.user)
    back = reverse("accounts:account")
    if request.method == "POST" and form.is_valid():
        made: list[str] = []

        def do() -> str:
            made.extend(actions.renew_recovery_codes(request.actor, request.user))
            return back

        location, new = carry_out_once(request.actor.account_id, form.cleaned_data["form_id"], do)
        context = {"codes": made, "onward": back}
        return (
            render(request, "accounts/recovery_codes.html", context)
            if new
            else HttpResponseRedirect(location)
        )
    act = Act(
        _("Refaire les codes de secours"),
        _("Refaire"),
        back,
        _("Les anciens codes n’ouvriront plus rien. Notez les nouveaux sur papier, loin du téléphone."),
        danger=True,
    )
    return render(request, "interface/act.html", {"form": form, "act": act})


@page()
def close_sessions(request: ActorRequest) -> HttpResponse:
    act = Act(
        _("Fermer mes autres sessions"),
        _("Fermer"),
        reverse("accounts:account"),
        _("Tous les autres appareils devront se connecter à nouveau."),
        _("Vos autres sessions sont fermées."),
    )

    def do(_data: dict) -> str:
        actions.close_sessions(request.actor, request.user, but=request.session.session_key or "")
        return act.cancel

    return act_page(request, KitForm(request.POST or None), do, act)


@page()
@require_POST
def acknowledge(request: ActorRequest) -> HttpResponse:
    actions.acknowledge_notices(request.actor, request.user)
    return redirect("accounts:account")


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
