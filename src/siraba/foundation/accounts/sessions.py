"""Sessions that know their account: one query gives both, and an account's sessions can be found and closed."""

import time
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from siraba.foundation.accounts.models import Account, Session

# What a session knows of itself
SEEN, LOCKED, SHARED, DEVICE = "seen", "locked", "shared", "device"
MINUTE = 60


class SessionStore(DatabaseSessions):
    account: Account | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        live = Session.objects.select_related("account__organisation").filter(
            session_key=self.session_key, expire_date__gt=timezone.now()
        )
        session = live.first()
        if session is None:
            self._session_key = None
            return None
        self.account = session.account
        return session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast(Session, super().create_model_instance(data))
        session.account_id = data.get(SESSION_KEY)
        return session


def touch(session: SessionBase) -> None:
    """Say that somebody is there; written at most once a minute, since it costs a writing."""
    now = int(time.time())
    if now - session.get(SEEN, 0) > MINUTE:
        session[SEEN] = now


def lock(session: SessionBase) -> None:
    """Close the session to everything but its unlocking."""
    session[LOCKED] = True


def unlock(session: SessionBase) -> None:
    session.pop(LOCKED, None)
    session[SEEN] = int(time.time())


def is_locked(session: SessionBase) -> bool:
    """Whether the session was locked by a hand, or has been left alone for too long."""
    minutes = settings.SHARED_IDLE_MINUTES if session.get(SHARED) else settings.IDLE_MINUTES
    return session.get(LOCKED, False) or time.time() - session.get(SEEN, time.time()) > minutes * MINUTE


def holder_of(request: HttpRequest) -> Account | None:
    """The account that the session was opened for, if it is active and its password is still the same."""
    session = request.session
    number = session.get(SESSION_KEY)
    account = getattr(session, "account", None)
    if number is None or account is None or str(account.pk) != str(number) or not account.is_active:
        return None
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()):
        session.flush()
        return None
    return account


def account_of(request: HttpRequest) -> Account | None:
    """Who is at the keyboard: the holder of the session, unless it is locked."""
    account = holder_of(request)
    if account is None:
        return None
    if is_locked(request.session):
        lock(request.session)
        return None
    touch(request.session)
    return account
