"""The forms for ODK Collect, KoboCollect and other OpenRosa clients.

Source: OpenRosa APIs 1.0 (https://docs.getodk.org/openrosa/): form list, manifest, form submission. A client signs in
by HTTP Basic with the account's identifier and, as password, one of its keys for programs: the password that opens the
pages never lies in a telephone, and a lost telephone is shut out by revoking its key.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import http_date
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotVisible, Refusal
from siraba.foundation.access.guard import Reader
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest
from siraba.foundation.accounts.tokens import token_of
from siraba.foundation.forms.models import FormState, FormVersion, SubmissionState
from siraba.foundation.forms.submissions import take_in
from siraba.foundation.forms.targets import open_to
from siraba.foundation.interface.languages import activate
from siraba.foundation.interface.uploads import Document, kind_of
from siraba.foundation.people.rules import RECEIVING_ROLES

LARGEST = 10 * 1024 * 1024
SHEET = "xml_submission_file"


def telephone(*purposes: Purpose) -> Callable:
    """The door of these addresses: the key of an account, for one of the purposes. What it answers is OpenRosa's."""

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt  # no cookie opens this door
        @wraps(view)
        def enter(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = _actor_of(request)
            if actor is None:
                response = told(_("Identifiant ou clé inconnus, échus ou révoqués."), 401)
                response["WWW-Authenticate"] = 'Basic realm="Siraba", charset="UTF-8"'
                return _as_openrosa(response)
            if actor.purpose not in purposes or actor.role not in RECEIVING_ROLES:
                raise NotVisible
            request.actor = actor
            Reader.of(actor).declare(connection)
            return _as_openrosa(view(request, *args, **kwargs))

        enter.purposes, enter.roles = purposes, RECEIVING_ROLES  # type: ignore[attr-defined]
        return enter

    return declare


def _as_openrosa(response: HttpResponse) -> HttpResponse:
    response["X-OpenRosa-Version"] = "1.0"
    response["Date"] = http_date(now().timestamp())
    response["Cache-Control"] = "no-store"
    return response


def _actor_of(request: HttpRequest) -> Actor | None:
    scheme, _space, sent = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, _colon, secret = base64.b64decode(sent, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    token = token_of(secret)
    if token is None or token.account.username != username:
        return None
    if "Accept-Language" not in request.headers:
        activate(request, token.account.language)
    actor = Actor.of(token.account, Purpose(token.purpose))
    return actor if actor.purpose is not None else None


def told(message: str, status: int = 200) -> HttpResponse:
    """An OpenRosa response: the message is what the client shows."""
    body = render_to_string("forms/openrosa/response.xml", {"message": message})
    return HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")


work = telephone(Purpose.RECEPTION, Purpose.CARE)


def _offered(actor: Actor) -> list[FormVersion]:
    versions = FormVersion.objects.filter(state=FormState.PUBLISHED).defer("source").order_by("code")
    return [version for version in versions if open_to(actor, version)]


@work
def form_list(request: ActorRequest) -> HttpResponse:
    """What may be filled in by this account; `formID` asks for one."""
    wanted = request.GET.get("formID")
    forms = [
        {
            "version": version,
            "hash": hashlib.md5(version.xform.encode(), usedforsecurity=False).hexdigest(),
            "download": request.build_absolute_uri(reverse("openrosa:xform", args=[version.pk])),
            "manifest": request.build_absolute_uri(reverse("openrosa:manifest", args=[version.pk])),
        }
        for version in _offered(request.actor)
        if wanted in (None, version.code)
    ]
    body = render_to_string("forms/openrosa/form_list.xml", {"forms": forms})
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _version(actor: Actor, pk: int) -> FormVersion:
    found = next((version for version in _offered(actor) if version.pk == pk), None)
    if found is None:
        raise NotVisible
    return found


@work
def xform(request: ActorRequest, pk: int) -> HttpResponse:
    return HttpResponse(_version(request.actor, pk).xform, content_type="text/xml; charset=utf-8")


@work
def manifest(request: ActorRequest, pk: int) -> HttpResponse:
    """The media of a form: it has none."""
    _version(request.actor, pk)
    body = render_to_string("forms/openrosa/manifest.xml")
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


@work
def submission(request: ActorRequest) -> HttpResponse:
    """Take a sheet in. What the client cannot mend itself is kept here to be mended, and it is told so."""
    if request.method == "HEAD":
        response = HttpResponse(status=204)
        response["Location"] = request.build_absolute_uri(reverse("openrosa:submission"))
        response["X-OpenRosa-Accept-Content-Length"] = str(LARGEST)
        return response
    if request.method != "POST":
        raise NotVisible
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return told(_("Cet envoi dépasse 10 Mo : réduisez les photos. La fiche reste sur le téléphone."), 413)
    try:
        return _taken(request)
    except Refusal as refusal:
        return told(str(refusal), refusal.status)


def _taken(request: ActorRequest) -> HttpResponse:
    sheet: Any = request.FILES.get(SHEET)
    if sheet is None:
        raise Invalid(_("L’envoi ne contient pas de fiche."), SHEET)
    parts: Any = request.FILES.items()
    files = {file.name: _document(file) for name, file in parts if name != SHEET}
    kept = take_in(request.actor, sheet.read(), files, incomplete="*isIncomplete*" in request.POST)
    if kept.state == SubmissionState.TO_MEND:
        message = _("Enregistré, mais à corriger au bureau : %(reason)s") % {
            "reason": kept.words.get("reason", "")
        }
    elif kept.state == SubmissionState.APPLIED:
        message = _("Enregistré. Code national : %(code)s") % {"code": kept.result}
    else:
        message = _("Reçu ; la suite est attendue.")
    response = told(message, 201)
    response["Location"] = request.build_absolute_uri(reverse("openrosa:submission"))
    return response


def _document(file: Any) -> Document:
    content = file.read()
    kind = kind_of(content)
    if kind is None:
        raise Invalid(
            _("« %(name)s » n’est ni un PDF ni une image JPEG ou PNG : la fiche reste sur le téléphone.")
            % {"name": file.name},
            SHEET,
        )
    return Document(kind, content)
