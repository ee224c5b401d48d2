"""Between the password and the second factor: the session knows who is expected, and opens no page."""

import base64
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from siraba.foundation.access import crypto
from siraba.foundation.access.policy import POLICY, Category
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role

KEY = "pending_sign_in"
MINUTES = 10
READS_IDENTITY = {role for role, row in POLICY.items() if Category.IDENTITY in row}
WITH_FACTOR = READS_IDENTITY | {
    Role.ADMINISTRATOR,
    Role.ORGANISATION_ADMINISTRATOR,
    Role.DATA_PROTECTION_OFFICER,
}


def needs_factor(account: Account) -> bool:
    """Whether the role may not come in by a password alone. A fictitious account of a demonstration may."""
    if settings.DEMONSTRATION and account.fictitious:
        return False
    return settings.SECOND_FACTOR_REQUIRED and account.role in WITH_FACTOR


def begin(request: HttpRequest, account: Account, next_page: str, shared: bool) -> None:
    request.session.flush()
    request.session[KEY] = {
        "account": account.pk,
        "at": int(time.time()),
        "next": next_page,
        "shared": shared,
    }


def expected(request: HttpRequest) -> Account | None:
    """Who has given the right password in this session, within the last minutes."""
    waiting = request.session.get(KEY)
    if waiting is None or waiting["at"] < time.time() - MINUTES * 60:
        return None
    return Account.objects.filter(pk=waiting["account"], is_active=True).first()


def keep(request: HttpRequest, account: Account, name: str, content: Any) -> None:
    """Keep something secret in the session until the next step: sealed, since a session is only signed."""
    sealed = crypto.seal(crypto.ACCOUNTS, f"{name}:{account.pk}", content)
    request.session[name] = base64.b64encode(sealed).decode()


def kept(request: HttpRequest, account: Account, name: str) -> Any:
    """What was kept, or None; also when it was kept for another account."""
    try:
        return crypto.unseal(
            crypto.ACCOUNTS, f"{name}:{account.pk}", base64.b64decode(request.session.get(name, ""))
        )
    except crypto.CannotOpen:
        return None
