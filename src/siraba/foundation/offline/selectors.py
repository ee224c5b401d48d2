"""Which devices there are, and which changes wait for a person."""

from uuid import UUID

from django.db.models import QuerySet

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.roles import Role
from siraba.foundation.offline.models import Device, Edit, EditState


def devices_of(actor: Actor) -> QuerySet[Device]:
    """The account's own; for an administrator of an agency, those of its accounts."""
    rows = Device.objects.select_related("account")
    if actor.role == Role.ORGANISATION_ADMINISTRATOR:
        return rows.filter(account__organisation=actor.organisation_id)
    return rows.filter(account=actor.account_id)


def device_for(actor: Actor, pk: UUID) -> Device:
    """Raises NotVisible when there is none, or it is not the actor's to wipe."""
    found = devices_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def edits_visible_to(actor: Actor) -> GuardedQuerySet:
    """The changes made without network to people whose identity is open to the actor, the last first."""
    rows = Edit.objects.visible_to(actor, Category.IDENTITY)
    return rows.select_related("account").order_by("-received_at", "-id")


def conflicts_for(actor: Actor) -> GuardedQuerySet:
    return edits_visible_to(actor).filter(state=EditState.CONFLICT)


def edit_for(actor: Actor, pk: UUID) -> Edit:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(edits_visible_to(actor), pk=pk)
