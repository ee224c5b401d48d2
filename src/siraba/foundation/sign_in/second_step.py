"""The pages between the password and the day: a code, a passkey or a recovery code; or the first set-up."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.sign_in import actions, codes, passkeys, pending, throttle
from siraba.foundation.sign_in.entering import enter, refuse
from siraba.foundation.sign_in.factors import opens
from siraba.foundation.sign_in.forms import CodeForm, FirstCodeForm, FirstPasskeyForm, PasskeyForm
from siraba.foundation.sign_in.models import SecondFactor

NEW_SECRET = "new_secret"
Step = Callable[[HttpRequest, Account], HttpResponse]


def after_password(step: Step) -> Callable[[HttpRequest], HttpResponse]:
    """The page of somebody whose password was right a moment ago; all others sign in first."""

    @wraps(step)
    def show(request: HttpRequest) -> HttpResponse:
        account = pending.expected(request)
        if account is None:
            return redirect("accounts:sign_in")
        known = {"username": account.username}
        if not AxesProxyHandler.is_allowed(request, known) or throttle.closes(request, account.username):
            return get_lockout_response(request, known)
        response = step(request, account)
        response.headers["Cache-Control"] = "no-store"
        return response

    return show


@after_password
def second_step(request: HttpRequest, account: Account) -> HttpResponse:
    if not SecondFactor.objects.filter(account=account).exists():
        return redirect("accounts:set_up")
    by_key = request.method == "POST" and "credential" in request.POST
    code = CodeForm(None if by_key else request.POST or None)
    key = PasskeyForm(request.POST if by_key else None)
    if request.method == "POST":
        how = _opened_by_key(request, account, key) if by_key else _opened_by_code(account, code)
        if how:
            return _enter(request, account, how)
        if (key if by_key else code).is_valid():
            refuse(request, account)
            key.add_error(None, PasskeyForm.FAILED) if by_key else code.add_error("code", CodeForm.WRONG)
    context: dict[str, Any] = {"form": code, "key": key}
    if passkeys.has_passkey(account):
        context["options"] = passkeys.options_to_show(request, account)
    return render(request, "accounts/second_step.html", context)


def _opened_by_code(account: Account, form: CodeForm) -> str:
    return opens(account, form.cleaned_data["code"]) if form.is_valid() else ""


def _opened_by_key(request: HttpRequest, account: Account, form: PasskeyForm) -> str:
    return passkeys.opens(request, account, form.cleaned_data["credential"]) if form.is_valid() else ""


@after_password
def set_up(request: HttpRequest, account: Account) -> HttpResponse:
    """The first factor of an account whose role needs one: shown once, proved by its first code."""
    if SecondFactor.objects.filter(account=account).exists():
        return redirect("accounts:second_step")
    secret = secret_kept(request, account)
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = codes.matching_step(secret, form.cleaned_data["code"], 0)
        if step is not None:
            actor = Actor.of(account)
            actions.add_code_factor(actor, account, name=form.cleaned_data["name"], secret=secret, step=step)
            fresh = actions.renew_recovery_codes(actor, account)
            onward = _enter(request, account, "totp")
            return _show_codes(request, fresh, onward)
        refuse(request, account)
        form.add_error("code", CodeForm.WRONG)
    return render(request, "accounts/set_up.html", {"form": form, **set_up_words(secret, account)})


@after_password
def set_up_passkey(request: HttpRequest, account: Account) -> HttpResponse:
    """The first factor as a passkey: made here, proved by its own signature."""
    if SecondFactor.objects.filter(account=account).exists():
        return redirect("accounts:second_step")
    form = FirstPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = passkeys.made(request, account, form.cleaned_data["credential"])
        if key is not None:
            actor = Actor.of(account)
            actions.add_passkey(actor, account, name=form.cleaned_data["name"], key=key)
            fresh = actions.renew_recovery_codes(actor, account)
            return _show_codes(request, fresh, _enter(request, account, "passkey"))
        refuse(request, account)
        form.add_error(None, FirstPasskeyForm.FAILED)
    context = {"form": form, "options": passkeys.options_to_make(request, account)}
    return render(request, "accounts/set_up_passkey.html", context)


def set_up_words(secret: bytes, account: Account) -> dict[str, str]:
    return {
        "picture": codes.picture_of(secret, account.username, settings.PROGRAMME_NAME),
        "spelled": codes.spelled(secret),
    }


def secret_kept(request: HttpRequest, account: Account) -> bytes:
    kept = pending.kept(request, account, NEW_SECRET)
    if kept is None:
        kept = codes.new_secret().hex()
        pending.keep(request, account, NEW_SECRET, kept)
    return bytes.fromhex(kept)


def _enter(request: HttpRequest, account: Account, how: str) -> HttpResponse:
    waiting = request.session[pending.KEY]
    return enter(request, account, how, waiting["next"], waiting["shared"])


def _show_codes(request: HttpRequest, fresh: list[str], onward: HttpResponse) -> HttpResponse:
    """The codes on their only page, with the cookies of the sign-in that has just ended."""
    page = render(
        request, "accounts/recovery_codes.html", {"codes": fresh, "onward": onward.headers["Location"]}
    )
    page.cookies.update(onward.cookies)
    return page
