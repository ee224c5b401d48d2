"""What every page knows; it asks the database nothing of its own."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from siraba.foundation.interface.languages import BAMBARA
from siraba.foundation.interface.navigation import current_link, links_for


def page(request: HttpRequest) -> dict:
    """Navigation of the role, demonstration flag, languages of the switch, name of the programme."""
    language = get_language() or settings.LANGUAGE_CODE
    links = links_for(role_of(request), language)
    return {
        "language": language,
        "languages": languages_for(request),
        "navigation": links,
        "here": current_link(links, request.path),
        "demonstration": settings.DEMONSTRATION,
        "programme": settings.PROGRAMME_NAME,
        "committee": settings.COMMITTEE_NAME,
    }


def role_of(request: HttpRequest) -> str | None:
    """The role of the account, which the session has loaded already; None before signing in."""
    return getattr(getattr(request, "user", None), "role", None)


def languages_for(request: HttpRequest) -> list[tuple[str, str]]:
    """Bambara is offered where the page has it."""
    with_bambara = getattr(request, "in_bambara", False)
    return [pair for pair in settings.LANGUAGES if pair[0] != BAMBARA or with_bambara]
