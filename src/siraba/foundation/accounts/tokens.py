"""Keys for programs: made once, shown once, kept as a digest, bound to an account and one purpose."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from siraba.foundation.accounts.models import ApiToken

LIFETIME = timedelta(days=90)
PREFIX = "srb_"


def make_token(account_id: int, purpose: str, name: str) -> tuple[ApiToken, str]:
    """A new key and its secret, which is not kept. Whether the account may have it is for the caller to ask."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account_id=account_id,
        purpose=purpose,
        name=name,
        digest=_digest(secret),
        expires_at=timezone.now() + LIFETIME,
    )
    return token, secret


def token_of(secret: str) -> ApiToken | None:
    """The live key of this secret, with its account, or None."""
    return (
        ApiToken.objects.select_related("account", "account__organisation")
        .filter(
            digest=_digest(secret),
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
            account__is_active=True,
        )
        .first()
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
