"""Which accounts and invitations an administrator sees."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.accounts.models import Account
from siraba.foundation.membership.models import Invitation
from siraba.foundation.membership.rules import GIVEN_FROM_ABOVE


def _administered(actor: Actor) -> Q:
    scopes = actor.scopes(Category.ACCOUNT)
    if Scope.META in scopes:
        return Q(role__in=GIVEN_FROM_ABOVE)
    return Q(organisation=actor.organisation_id) if Scope.OWN in scopes else Q(pk__in=[])


def accounts_visible_to(actor: Actor) -> QuerySet[Account]:
    """The accounts that the actor administers, by name."""
    return (
        Account.objects.filter(_administered(actor))
        .select_related("organisation", "unit")
        .order_by("full_name", "pk")
    )


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """The invitations that wait, the newest first."""
    waiting = Invitation.objects.filter(
        _administered(actor), used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )
    return waiting.select_related("organisation").order_by("-invited_at", "-pk")


def account_for(actor: Actor, pk: int) -> Account:
    """Raises NotVisible when there is none, or it is not the actor's to administer."""
    account = accounts_visible_to(actor).filter(pk=pk).first()
    if account is None:
        raise NotVisible
    return account


def invitation_for(actor: Actor, pk: int) -> Invitation:
    """Raises NotVisible."""
    invitation = invitations_visible_to(actor).filter(pk=pk).first()
    if invitation is None:
        raise NotVisible
    return invitation
