"""In which language a request is answered: the account's, the cookie's, the browser's, in this order."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGE_COOKIE = "langue"
LANGUAGE_KEY = "language"
BAMBARA = "bm"
KNOWN = frozenset(code for code, _ in settings.LANGUAGES)


class LanguageRequest(HttpRequest):
    """What the language middleware adds: the reader's wish, and whether the page has Bambara."""

    wished_language: str
    in_bambara: bool


def wished_language(request: HttpRequest) -> str:
    """The language that the reader asks for; French when nothing is said."""
    kept = request.session.get(LANGUAGE_KEY) or request.COOKIES.get(LANGUAGE_COOKIE)
    if kept in KNOWN:
        return kept
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    roots = (code.split("-")[0] for code, _ in accepted)
    return next((root for root in roots if root in KNOWN), settings.LANGUAGE_CODE)


def activate(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = language
