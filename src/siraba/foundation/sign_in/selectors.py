"""What may be read of accounts, always for someone."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.accounts.models import Account, ApiToken, Session
from siraba.foundation.accounts.roles import Role
from siraba.foundation.accounts.sessions import DEVICE, SEEN


def live_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own keys that still open something, the newest first."""
    return ApiToken.objects.filter(
        account=actor.account_id, revoked_at__isnull=True, expires_at__gt=timezone.now()
    ).order_by("-created_at", "-pk")


def own_sessions(request: HttpRequest) -> list[dict[str, Any]]:
    """The open sessions of the account: device, when it was last used, whether it is this one; the last used first."""
    live = Session.objects.filter(account=request.user.pk, expire_date__gt=timezone.now())
    found = [(session.session_key, session.get_decoded()) for session in live]
    rows = [
        {
            "device": words.get(DEVICE, ""),
            "seen": datetime.fromtimestamp(words[SEEN], UTC) if SEEN in words else None,
            "here": key == request.session.session_key,
        }
        for key, words in found
    ]
    return sorted(rows, key=lambda row: row["seen"] or datetime.min.replace(tzinfo=UTC), reverse=True)


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
