"""The last step of every sign-in, and what a session knows of itself."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account, Session
from siraba.foundation.accounts.sessions import DEVICE, SHARED, touch
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import Decision
from siraba.foundation.interface.languages import LANGUAGE_KEY
from siraba.foundation.sign_in import pending
from siraba.foundation.sign_in.devices import device_of, knows, remember
from siraba.foundation.sign_in.models import News, Notice

BACKEND = "siraba.foundation.accounts.backends.AccountBackend"


def enter(
    request: HttpRequest, account: Account, how: str, next_page: str = "", shared: bool = False
) -> HttpResponse:
    """Open the session of an account that has given all it must, and go to the page that was asked for."""
    first = account.last_login is None
    login(request, account, backend=BACKEND)
    session = request.session
    session.pop(pending.KEY, None)
    session[LANGUAGE_KEY], session[DEVICE], session[SHARED] = account.language, device_of(request), shared
    touch(session)
    session.save()
    record(Actor.of(account), "sign_in", second=how)
    response = HttpResponseRedirect(next_page or resolve_url("interface:my_day"))
    _recognise(request, response, account, first)
    close_oldest(account)
    return response


def refuse(request: HttpRequest, account: Account) -> None:
    """Count a wrong second step as a wrong password is counted, so that the door closes as it does for those."""
    record(None, "sign_in", decision=Decision.REFUSED)
    user_login_failed.send(__name__, credentials={"username": account.username}, request=request)


def close_oldest(account: Account) -> None:
    """Keep the newest sessions of an account, as many as the settings allow."""
    kept = Session.objects.filter(account=account).order_by("-expire_date").values_list("pk", flat=True)
    Session.objects.filter(account=account).exclude(pk__in=list(kept[: settings.MAX_SESSIONS])).delete()


def _recognise(request: HttpRequest, response: HttpResponse, account: Account, first: bool) -> None:
    """Tell the account of a device that has not opened it before."""
    if knows(request, account.username):
        return
    if not first:
        Notice.objects.create(account=account, what=News.NEW_DEVICE, device=device_of(request))
    remember(request, response, account)
