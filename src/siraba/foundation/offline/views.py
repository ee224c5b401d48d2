"""The pages for work without network: the shell that a device keeps, its exchange, the devices, two versions of a field."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe
from pydantic import BaseModel, Field, ValidationError

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.middleware import permissions
from siraba.foundation.offline import actions
from siraba.foundation.offline.carrying import UNREADABLE, carrier
from siraba.foundation.offline.forms import KeepForm
from siraba.foundation.offline.models import DEVICE_MOVES, EDIT_MOVES, Device, DeviceState
from siraba.foundation.offline.rules import CARRYING, ON_THE_WAY
from siraba.foundation.offline.selectors import conflicts_for, device_for, devices_of, edit_for
from siraba.foundation.offline.synchronising import Exchange, device_of, exchange

work_page = page(*ON_THE_WAY, roles=CARRYING)
device_page = page(*ON_THE_WAY, Purpose.ACCOUNTS, roles=CARRYING | {Role.ORGANISATION_ADMINISTRATOR})
# What a device keeps of the site itself, besides the shell
FILES = ("siraba/siraba.css", "siraba/offline.js", "siraba/icon.svg")


# The shell: nobody's, the same for all


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    response = render(request, "offline/shell.html", {"idle": settings.OFFLINE_IDLE_MINUTES})
    response["Permissions-Policy"] = permissions("camera")  # bracelets are read by their QR codes
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps; a change of any file makes a new worker."""
    files = [reverse("offline:shell"), *(staticfiles_storage.url(name) for name in FILES)]
    found = finders.find("siraba/worker.js") or staticfiles_storage.path("siraba/worker.js")
    with open(found, encoding="utf-8") as source:
        script = source.read()
    page = shell(request).content
    release = hashlib.sha256(page + script.encode() + "".join(files).encode()).hexdigest()[:12]
    head = f"self.FILES = {json.dumps(files)};\nself.RELEASE = {json.dumps(release)};\n"
    return HttpResponse(head + script, content_type="text/javascript; charset=utf-8")


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to install the pages."""
    return JsonResponse(
        {
            "name": _("%(programme)s hors ligne") % {"programme": settings.PROGRAMME_NAME},
            "short_name": settings.PROGRAMME_NAME,
            "start_url": reverse("offline:shell"),
            "scope": reverse("offline:shell"),
            "display": "standalone",
            "theme_color": "#2a2f6e",
            "background_color": "#ffffff",
            "lang": request.LANGUAGE_CODE,
            "icons": [
                {
                    "src": staticfiles_storage.url("siraba/icon.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                    "purpose": "any maskable",
                }
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
def state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether a device must forget all. A number that is no device's gets the same answer as one that was wiped."""
    active = Device.objects.filter(pk=pk, state=DeviceState.ACTIVE, account__is_active=True).exists()
    response = JsonResponse({"state": "active" if active else "wiped"})
    response["Cache-Control"] = "no-store"
    return response


# The exchange


def told(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """Answer in JSON, a refusal too; each answer brings the next token of the form."""

    @wraps(view)
    def answer(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            told = {**view(request, *args, **kwargs), "csrf": get_token(request)}
            return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
        except Refusal as refusal:
            return JsonResponse({"message": str(refusal)}, status=refusal.status)

    return answer


def read(request: HttpRequest, kind: type[BaseModel]) -> Any:
    """What was sent, as `kind`. Raises Invalid."""
    try:
        return kind.model_validate_json(request.body)
    except ValidationError as error:
        raise Invalid(str(UNREADABLE)) from error


class Enrolment(BaseModel):
    name: str = Field(min_length=1, max_length=60)


class Which(BaseModel):
    device: UUID


@work_page
@require_safe
@told
def offers(request: ActorRequest) -> dict[str, Any]:
    """What may be taken along."""
    found = carrier().offers(request.actor)
    record(request.actor, "list_offers", codes=[one.code for one in found])
    return {
        "account": request.user.full_name,
        "offers": [{"code": one.code, "title": one.title, "detail": one.detail} for one in found],
        "most": settings.OFFLINE_RECORDS,
    }


@work_page
@require_POST
@told
def enrol(request: ActorRequest) -> dict[str, Any]:
    device = actions.enrol_device(request.actor, name=read(request, Enrolment).name)
    return {"device": str(device.pk), "days": settings.OFFLINE_DAYS, **device.words}


@work_page
@require_POST
@told
def keys(request: ActorRequest) -> dict[str, Any]:
    device = device_of(request.actor, read(request, Which).device)
    return {"days": settings.OFFLINE_DAYS, **actions.release_keys(request.actor, device)}


@gzip_page
@work_page
@require_POST
@told
def synchronise(request: ActorRequest) -> dict[str, Any]:
    sent = read(request, Exchange)
    return exchange(request.actor, device_of(request.actor, sent.device), sent)


# Devices, and versions to compare


@device_page
@require_safe
def devices(request: ActorRequest) -> HttpResponse:
    found = list(devices_of(request.actor)[:100])
    return render(request, "offline/devices.html", {"devices": found})


@device_page
def wipe(request: ActorRequest, pk: UUID) -> HttpResponse:
    device = device_for(request.actor, pk)
    check_right(request.actor, "wipe_device", device)
    if request.method == "GET":
        DEVICE_MOVES.require(device, "wipe_device")
    description = Act(
        _("Effacer l’appareil « %(name)s »") % {"name": device.name},
        ACT_RULES["wipe_device"].label,
        reverse("offline:devices"),
        _(
            "Ce qui est sur l’appareil ne s’ouvrira plus, et s’effacera à son prochain contact avec le réseau ; ce qui n’a pas été envoyé est perdu."
        ),
        _("L’appareil est effacé."),
        danger=True,
    )

    def do(_data: dict) -> str:
        actions.wipe_device(request.actor, device)
        return description.cancel

    return act_page(request, KitForm(request.POST or None), do, description)


@work_page
@require_safe
def conflicts(request: ActorRequest) -> HttpResponse:
    waiting = list(conflicts_for(request.actor)[:50])
    labels = {name: one.label for name, one in carrier().fields().items()}
    rows = [(edit, labels.get(edit.field, edit.field)) for edit in waiting]
    record(request.actor, "list_conflicts", codes=[edit.record for edit in waiting])
    return render(request, "offline/conflicts.html", {"rows": rows})


@work_page
def settle(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Two versions of a field, one of which a person retains."""
    edit = edit_for(request.actor, pk)
    if request.method == "GET":
        EDIT_MOVES.require(edit, "keep_edit")
    found = carrier().find(request.actor, [edit.record])
    if not found:
        return redirect("offline:conflicts")
    here = carrier().values(request.actor, found[0]).get(edit.field, "")
    field = carrier().fields()[edit.field]
    shown = dict(field.choices)
    form = KeepForm(
        request.POST or None,
        versions=[
            ("here", shown.get(here, here), _("Ce qui est enregistré maintenant")),
            (
                "edit",
                shown.get(edit.words["wanted"], edit.words["wanted"]),
                _("Ce que %(name)s a écrit hors ligne") % {"name": edit.account.full_name},
            ),
        ],
        initial={"read": here},
    )
    description = Act(
        _("%(field)s – dossier %(code)s") % {"field": field.label, "code": edit.record},
        _("Retenir cette version"),
        reverse("offline:conflicts"),
        _("Deux personnes ont changé ce renseignement, chacune de son côté. Quelle version est juste ?"),
        _("C’est enregistré."),
    )
    record(request.actor, "read_conflict", edit.record, field=edit.field)

    def do(data: dict) -> str:
        if data["version"] == "edit":
            actions.keep_edit(request.actor, edit, read=data["read"])
        else:
            actions.drop_edit(request.actor, edit)
        return description.cancel

    return act_page(request, form, do, description)
