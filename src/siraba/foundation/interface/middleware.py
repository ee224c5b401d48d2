"""The methods that are answered, the language of each request, and the page that a refusal becomes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers

from siraba.foundation.access.errors import NotAllowed, NotVisible, Refusal
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import record_closed_page
from siraba.foundation.interface import views
from siraba.foundation.interface.languages import BAMBARA, LanguageRequest, activate, wished_language

METHODS = ("GET", "HEAD", "POST")


class MethodMiddleware:
    """Siraba reads and sends; every other method is refused before anything is looked up. A partner puts where it is told to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        put = request.method == "PUT" and request.path.startswith(settings.PUT_UNDER)
        if put or request.method in METHODS:
            return self.get_response(request)
        return HttpResponseNotAllowed(METHODS)


# What no page of ours lends to itself or to others, unless a view says that it needs it
CLOSED = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "serial")


def permissions(*lent: str) -> str:
    """The Permissions-Policy of a page that needs what is `lent`; the keys of this site may be asked for: passkeys need it."""
    return ", ".join(
        [
            *(f"{name}={'(self)' if name in lent else '()'}" for name in CLOSED),
            "publickey-credentials-get=(self)",
        ]
    )


class SafetyHeadersMiddleware:
    """What a browser must not do with a page of ours: lend it the camera, the place or the bank card, or show it elsewhere."""

    HEADERS = {
        "Permissions-Policy": permissions(),
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Permitted-Cross-Domain-Policies": "none",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class LanguageMiddleware:
    """Answers in the language wished for; it asks the database nothing of its own.

    Bambara is for pages whose view carries `in_bambara = True`; elsewhere such a visitor reads French.
    """

    def __init__(self, get_response: Callable[[LanguageRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: LanguageRequest) -> HttpResponse:
        request.wished_language = wished_language(request)
        request.in_bambara = False
        usual = settings.LANGUAGE_CODE if request.wished_language == BAMBARA else request.wished_language
        activate(request, usual)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    def process_view(self, request: LanguageRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        request.in_bambara = getattr(view, "in_bambara", False)
        if request.in_bambara and request.wished_language == BAMBARA:
            activate(request, BAMBARA)


class RefusalMiddleware:
    """Turns a refusal of the domain into its page: 403, 404, 409 or 422, each with what to do next.

    A page that is not open to an account is written in the journal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        note_closed_page(request, exception)
        return views.refused(request, exception)


def note_closed_page(request: HttpRequest, refusal: Refusal) -> None:
    """Write in the journal that an account met a page, or an endpoint, that is not open to it."""
    actor, match = getattr(request, "actor", None), request.resolver_match
    if actor and match and isinstance(refusal, (NotAllowed, NotVisible)):
        typed = match.kwargs.get("code") or match.kwargs.get("case_code") or ""
        # Only what is a code: something else typed in the address may be a name.
        record_closed_page(actor, match.view_name, read_code(typed) or "", refusal)
