"""Home, my day, the language switch, health, and the pages of refusals and errors."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.errors import NotAllowed, NotVisible, Refusal
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.consent.texts import text_named
from siraba.foundation.interface.languages import BAMBARA, KNOWN, LANGUAGE_COOKIE, LANGUAGE_KEY
from siraba.foundation.interface.my_day import sections_for
from siraba.foundation.interface.policy_table import policy_for

YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "interface/home.html")


home.in_bambara = True  # type: ignore[attr-defined]


@page()
@require_safe
def my_day(request: ActorRequest) -> HttpResponse:
    return render(request, "interface/my_day.html", {"sections": sections_for(request.actor)})


@page()
@require_safe
def policy(request: ActorRequest) -> HttpResponse:
    return render(request, "interface/policy.html", {"policy": policy_for(request.actor.role)})


@page()
@require_safe
def consent_text(request: ActorRequest, name: str) -> HttpResponse:
    """What was, or is to be, explained to a person before a consent, ready to be read aloud or printed."""
    text = text_named(name)
    if text is None:
        raise NotVisible
    return render(request, "interface/consent_text.html", {"text": text})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen: on the account when there is one, in a cookie otherwise."""
    response = HttpResponseRedirect(way_back(request))
    chosen = request.POST.get("language", "")
    if chosen not in KNOWN:
        return response
    response.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if request.user.is_authenticated and chosen != BAMBARA:
        request.user.language = request.session[LANGUAGE_KEY] = chosen
        request.user.save(update_fields=["language"])
    return response


def way_back(request: HttpRequest) -> str:
    """The page of this site that the form came from, or the home page."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url("interface:home")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """`ok` when the site and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal; what is not there and what may not be seen get the very same one."""
    if isinstance(refusal, NotVisible):
        return not_found(request)
    if isinstance(refusal, NotAllowed):
        return forbidden(request, refusal)
    return render(request, "interface/409.html", {"message": refusal.message}, status=refusal.status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "interface/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "interface/403.html", {"message": getattr(exception, "message", "")}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Stands alone: neither the database nor the built files may be needed to say that something broke."""
    return HttpResponse(get_template("interface/500.html").render(), status=500)
