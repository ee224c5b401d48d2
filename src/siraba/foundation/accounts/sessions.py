"""Sessions that know their account: one query gives both, and an account's sessions can be found and closed."""

from typing import Any, cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from siraba.foundation.accounts.models import Account, Session


class SessionStore(DatabaseSessions):
    account: Account | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        live = Session.objects.select_related("account").filter(
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


def account_of(request: HttpRequest) -> Account | None:
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
