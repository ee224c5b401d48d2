"""What may be done with devices and with what comes from them."""

import secrets
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotVisible, Refusal
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import action, record
from siraba.foundation.offline.carrying import carrier
from siraba.foundation.offline.models import (
    DEVICE_MOVES,
    EDIT_MOVES,
    Device,
    DeviceState,
    Edit,
    EditState,
)

KEY_BYTES = 32


@action
def enrol_device(actor: Actor, *, name: str) -> Device:
    """Let a browser keep records for the account; its keys are made here."""
    check_right(actor, "enrol_device")
    device = Device(account_id=actor.account_id, name=name)
    device.write(half=secrets.token_hex(KEY_BYTES), spare=secrets.token_hex(KEY_BYTES))
    device.save(force_insert=True)
    record(actor, "enrol_device", device.code)
    return device


@action
def release_keys(actor: Actor, device: Device) -> dict[str, str]:
    """The keys of a device, for its own account, signed in: its time without network was over, or the PIN is forgotten."""
    check_right(actor, "release_keys", device)
    DEVICE_MOVES.require(device, "release_keys")
    record(actor, "release_keys", device.code)
    return device.words


@action
def carry_records(actor: Actor, device: Device, *, codes: Collection[str]) -> None:
    """Write down that these records, which are open to the actor, go to the device: each is a reading."""
    check_right(actor, "carry_records", device)
    DEVICE_MOVES.require(device, "carry_records")
    for code in codes:
        record(actor, "carry_records", code, device=device.code)


@action
def wipe_device(actor: Actor, device: Device) -> None:
    """Forget the keys of a device: what lies there opens no more, and is erased at its next contact."""
    check_right(actor, "wipe_device", device)
    DEVICE_MOVES.advance(device, "wipe_device")
    _forget(device)
    record(actor, "wipe_device", device.code)


def wipe_devices_of(account: Account) -> None:
    """Part of the act that closes an account."""
    for device in Device.objects.filter(account=account, state=DeviceState.ACTIVE):
        device.state = DeviceState.WIPED
        _forget(device)


def _forget(device: Device) -> None:
    device.sealed, device.wiped_at = b"", timezone.now()
    device.save()


@action
def apply_edit(
    actor: Actor, device: Device, *, number: UUID, code: str, field: str, seen: str, wanted: str
) -> Edit:
    """Write a field that was changed without network, unless somebody wrote another thing there in the meantime.

    What its author had not `seen` is never overwritten: both versions are kept, and a person decides.

    Raises:
        Invalid: no such field.
        NotVisible: the record is not open to the actor.
    """
    check_right(actor, "apply_edit", device)
    found = _the_one(actor, code)
    lock(found)
    values = carrier().values(actor, found)
    if field not in values:
        raise Invalid(_("Ce renseignement ne se modifie pas hors ligne."), "field")
    edit = Edit(
        pk=number,
        device=device,
        account_id=actor.account_id,
        person_id=found.person_id,
        record=found.code,
        field=field,
    )
    edit.state, reason = _carried_out(actor, found, field, values[field], seen, wanted)
    edit.write(seen=seen, wanted=wanted, found=values[field], reason=reason)
    edit.save(force_insert=True)
    record(actor, "apply_edit", found.code, field=field, state=edit.state, edit=edit.code)
    return edit


def _the_one(actor: Actor, code: str) -> Any:
    found = carrier().find(actor, [code])
    if not found:
        raise NotVisible
    return found[0]


def _carried_out(
    actor: Actor, found: Any, field: str, here: str, seen: str, wanted: str
) -> tuple[EditState, str]:
    if here == wanted:
        return EditState.APPLIED, ""
    if here != seen:
        return EditState.CONFLICT, ""
    try:
        with transaction.atomic():
            carrier().change(actor, found, field, wanted)
    except Refusal as refusal:
        return EditState.REFUSED, str(refusal)
    return EditState.APPLIED, ""


@action
def keep_edit(actor: Actor, edit: Edit, *, read: str) -> None:
    """Write what was wanted without network; `read` is what the decider saw in its place.

    Raises:
        Invalid: somebody has changed it since.
    """
    check_right(actor, "keep_edit", edit)
    found = _the_one(actor, edit.record)
    lock(found)
    if carrier().values(actor, found).get(edit.field) != read:
        raise Invalid(_("Ce renseignement vient de changer : comparez à nouveau."))
    _settle(actor, edit, "keep_edit")
    if read != edit.words["wanted"]:
        carrier().change(actor, found, edit.field, edit.words["wanted"])
    record(actor, "keep_edit", edit.record, field=edit.field, edit=edit.code)


@action
def drop_edit(actor: Actor, edit: Edit) -> None:
    """Leave what stands; the version that came from the device stays readable in its line."""
    check_right(actor, "drop_edit", edit)
    _settle(actor, edit, "drop_edit")
    record(actor, "drop_edit", edit.record, field=edit.field, edit=edit.code)


def _settle(actor: Actor, edit: Edit, act: str) -> None:
    lock(edit)
    EDIT_MOVES.advance(edit, act)
    edit.settled_by_id, edit.settled_at = actor.account_id, timezone.now()
    edit.save()
