"""Which devices have opened an account before: each remembers it in a signed cookie, which names nobody."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.accounts.models import Account

COOKIE = "siraba_appareil"
YEAR = 365 * 24 * 3600
ACCOUNTS_KEPT = 5
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = ("Firefox", "Edg", "Chrome", "Safari")


def device_of(request: HttpRequest) -> str:
    """The kind of device in two words, from what the browser says of itself."""
    agent = request.headers.get("User-Agent", "")
    system = next((name for name in SYSTEMS if name in agent), "")
    browser = next((name for name in BROWSERS if name in agent), "")
    return " ".join(filter(None, (system, browser.replace("Edg", "Edge")))) or str(_("Appareil inconnu"))


def knows(request: HttpRequest, username: str) -> bool:
    """Whether this device has opened the account before."""
    return _mark(username) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([*_marks(request)[1 - ACCOUNTS_KEPT :], _mark(account.username)], salt=COOKIE),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(username: str) -> str:
    return crypto.blind_index(crypto.ACCOUNTS, "device", username.lower())


def _marks(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=YEAR)
    except signing.BadSignature:
        return []
