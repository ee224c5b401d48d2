"""One exchange with a device: what it changed comes in, what changed here goes out.

Everything may be sent again: a sheet and a change have numbers of their own and are carried out once, and what goes out
depends on what the device says it has. A network that breaks at any point therefore costs a repetition and loses nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from siraba.engines.xforms import from_places, write_instance
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotVisible, Refusal
from siraba.foundation.forms.models import FormState, FormVersion, SubmissionState
from siraba.foundation.forms.pages import FormPage
from siraba.foundation.forms.selectors import form_for
from siraba.foundation.forms.submissions import take_in
from siraba.foundation.offline.actions import apply_edit, carry_records
from siraba.foundation.offline.carrying import Load, carrier, loads_of
from siraba.foundation.offline.models import Device, DeviceState, Edit, EditState

MOST_AT_ONCE = 50
DIGEST = 10


class SheetIn(BaseModel):
    """A form filled in on the device; `answers` by their places in it."""

    kind: Literal["sheet"]
    id: UUID
    form: int
    about: str = Field("", max_length=20)
    answers: dict[str, str]


class EditIn(BaseModel):
    """A field changed on the device: what stood there when its author changed it, and what is wanted."""

    kind: Literal["edit"]
    id: UUID
    about: str = Field(max_length=20)
    field: str = Field(max_length=30)
    seen: str = Field(max_length=500)
    wanted: str = Field(max_length=500)


class SaidIn(BaseModel):
    """What a device says to a room that has a load of its own."""

    kind: Literal["said"]
    id: UUID
    load: str = Field(max_length=20)
    body: dict[str, Any]


class Exchange(BaseModel):
    """What a device sends: its outbox, oldest first, and what it holds already (codes and digests)."""

    device: UUID
    outbox: list[SheetIn | EditIn | SaidIn] = Field([], max_length=MOST_AT_ONCE)
    records: dict[str, str] = {}
    forms: dict[int, str] = {}
    # By load, the digests of what is held; nothing where the device does not ask for them yet
    loads: dict[str, dict[str, str]] | None = None


def device_of(actor: Actor, pk: UUID) -> Device:
    """Raises NotVisible when it is not the actor's, or was wiped."""
    found = Device.objects.filter(pk=pk, account=actor.account_id, state=DeviceState.ACTIVE).first()
    if found is None:
        raise NotVisible
    return found


def exchange(actor: Actor, device: Device, sent: Exchange) -> dict[str, Any]:
    """Carry the outbox out, then give what the device lacks; a record that is no longer the actor's comes as null.

    Raises:
        Invalid: the device holds more records than a device may.
    """
    if len(sent.records) > settings.OFFLINE_RECORDS:
        raise Invalid(
            _("Un appareil emporte au plus %(most)d dossiers.") % {"most": settings.OFFLINE_RECORDS},
            "records",
        )
    results = [_taken(actor, device, one) for one in sent.outbox]
    records = _records(actor, device, sent.records)
    device.seen_at = timezone.now()
    device.save(update_fields=["seen_at"])
    first, common = carrier().forms(actor)
    return {
        "results": results,
        "records": {code: content for code, (content, _digest) in records.items()},
        "digests": {code: digest for code, (_content, digest) in records.items()},
        "first": [form.pk for form in first],
        "common": [form.pk for form in common],
        "loads": {} if sent.loads is None else _loads(actor, device, sent.loads),
        "forms": _forms(sent, {form.pk for form in (*first, *common)}, records),
        "fields": {
            name: {"label": str(one.label), "choices": list(one.choices), "kind": one.kind}
            for name, one in carrier().fields().items()
        },
        "days": settings.OFFLINE_DAYS,
    }


# What comes in


def _taken(actor: Actor, device: Device, one: SheetIn | EditIn | SaidIn) -> dict[str, Any]:
    """What became of it: state, code of the record, words for its author. `blocked` stays on the device."""
    try:
        if isinstance(one, SaidIn):
            told = _said(actor, device, one)
        else:
            told = _sheet(actor, one) if isinstance(one, SheetIn) else _edit(actor, device, one)
    except Refusal as refusal:
        told = {"state": "blocked", "message": str(refusal)}
    return {"id": str(one.id), **told}


def _sheet(actor: Actor, one: SheetIn) -> dict[str, Any]:
    version = form_for(one.form)
    xml = write_instance(version.form, from_places(one.answers), f"uuid:{one.id}")
    kept = take_in(actor, xml, {}, about=one.about)
    if kept.state == SubmissionState.APPLIED:
        message = "" if one.about else carrier().told(actor, kept.result)
        return {"state": "applied", "code": kept.result, "message": message}
    return {"state": "to_mend", "message": kept.words.get("reason", "")}


def _edit(actor: Actor, device: Device, one: EditIn) -> dict[str, Any]:
    known = Edit.objects.system("what a device sends again").filter(pk=one.id).first()
    if known and known.account_id != actor.account_id:
        raise Invalid(_("Ce numéro est celui d’une autre modification."))
    edit = known or apply_edit(
        actor, device, number=one.id, code=one.about, field=one.field, seen=one.seen, wanted=one.wanted
    )
    told = {
        EditState.CONFLICT: _("Quelqu’un a écrit autre chose entre-temps : les deux versions sont gardées."),
        EditState.REFUSED: edit.words["reason"],
    }
    return {"state": edit.state, "code": edit.record, "message": told.get(EditState(edit.state), "")}


def _said(actor: Actor, device: Device, one: SaidIn) -> dict[str, Any]:
    load = loads_of(actor).get(one.load)
    if load is None:
        raise NotVisible
    code, message = load.take(actor, device.pk, one.body)
    return {"state": "applied", "code": code, "message": message}


# What goes out


def _loads(actor: Actor, device: Device, held: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Of each load what the device lacks or holds in an older state; what is gone comes as null."""
    return {name: _load(load, actor, device, held.get(name, {})) for name, load in loads_of(actor).items()}


def _load(load: Load, actor: Actor, device: Device, held: Mapping[str, str]) -> dict[str, Any]:
    things, common = load.give(actor, device.pk)
    digests = {number: digest_of(thing) for number, thing in things.items()}
    changed = {number: things[number] for number, digest in digests.items() if held.get(number) != digest}
    gone = dict.fromkeys(held.keys() - things.keys())
    if changed:
        carry_records(actor, device, codes=[load.name])
    return {"items": {**changed, **gone}, "digests": digests, "common": common}


def _records(
    actor: Actor, device: Device, held: Mapping[str, str]
) -> dict[str, tuple[dict[str, Any] | None, str]]:
    """The records that the device lacks or holds in an older state, each with its digest."""
    found = carrier().find(actor, list(held)) if held else []
    contents = {content.code: asdict(content) for content in carrier().contents(actor, found)}
    changed: dict[str, tuple[dict[str, Any] | None, str]] = {}
    for code, digest in held.items():
        content = contents.get(code)
        now = digest_of(content) if content else ""
        if now != digest or not content:
            changed[code] = (content, now)
    going = [code for code, (content, _now) in changed.items() if content]
    if going:
        carry_records(actor, device, codes=going)
    return changed


def _forms(
    sent: Exchange, always: set[int], records: Mapping[str, tuple[dict[str, Any] | None, str]]
) -> dict[int, dict[str, Any]]:
    """The forms that the device needs and lacks."""
    needed = always | set(sent.forms)
    needed |= {form for content, _digest in records.values() if content for form in content["forms"]}
    versions = FormVersion.objects.exclude(state=FormState.DRAFT).defer("source").in_bulk(needed)
    language = (get_language() or "fr")[:2]
    made = {pk: _form(pk, version.digest, language) for pk, version in versions.items()}
    return {pk: form for pk, form in made.items() if form["digest"] != sent.forms.get(pk)}


@lru_cache(256)
def _form(pk: int, _digest: str, language: str) -> dict[str, Any]:
    """A form as the device shows it: the same questions as its page, without the page."""
    page = FormPage(version=form_for(pk))
    form = {
        "title": page.version.name,
        "html": render_to_string("forms/_sections.html", {"form": page}),
        "conditions": page.conditions,
        "code": page.xform.names.get("code", ""),
    }
    return {**form, "digest": digest_of(form)}


def digest_of(content: Any) -> str:
    said = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:DIGEST]
