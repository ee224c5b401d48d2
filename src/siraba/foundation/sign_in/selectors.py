"""What may be read of accounts, always for someone."""

from django.db.models import QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.accounts.models import Account, ApiToken
from siraba.foundation.accounts.roles import Role


def live_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own keys that still open something, the newest first."""
    return ApiToken.objects.filter(
        account=actor.account_id, revoked_at__isnull=True, expires_at__gt=timezone.now()
    ).order_by("-created_at", "-pk")


def token_for(actor: Actor, pk: int) -> ApiToken:
    """Raises NotVisible when it is none of the actor's live keys."""
    token = live_tokens(actor).filter(pk=pk).first()
    if token is None:
        raise NotVisible
    return token


def demonstration_accounts() -> list[Account]:
    """One fictitious account by role, in the order of the roles."""
    accounts = Account.objects.filter(fictitious=True, is_active=True).select_related("organisation")
    first: dict[str, Account] = {}
    for account in accounts.order_by("pk"):
        first.setdefault(account.role, account)
    return [first[role] for role in Role if role in first]
